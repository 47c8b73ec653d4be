"""The file store: stored files are complete, harmful ones are refused with advice."""

from __future__ import annotations

import fcntl
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from threading import Timer
from time import monotonic

import pikepdf
import pillow_heif
import pytest
from flask_babel import LazyString
from PIL import Image

import sanitizer as sanitizer_process
from app.kernel.files import bucket, confined, content_type, orphan_cleanup, sanitizer, storage
from app.kernel.files.orphan_cleanup import sweep
from app.kernel.files.storage import FileGone, Store
from app.kernel.files.virus_scan import Scan
from harness.stage.s3_server import S3Server, s3_server
from tests.refusals import expect_refusal


@pytest.fixture(scope="module")
def s3() -> Iterator[S3Server]:
    with pytest.MonkeyPatch.context() as patch, s3_server() as server:
        patch.setattr(bucket, "ANSWER_SECONDS", 60)  # a busy machine is not what is tested
        yield server


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Each driver; the promises are the same."""
    folder = tmp_path / "files"
    if request.param == "folder":
        return Store(folder).install()
    s3: S3Server = request.getfixturevalue("s3")
    s3.empty()
    return Store(folder, bucket=storage.bucket_of(s3.remote, folder / "quarantine")).install()


@pytest.fixture
def folder(tmp_path: Path) -> Store:
    return Store(tmp_path / "files").install()


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **options: object) -> bytes:
    """A small photograph with something in it."""
    out = BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, kind, **options)
    return out.getvalue()


@cache
def heic(**options: object) -> bytes:
    """A photograph as an iPhone takes it."""
    out = BytesIO()
    shown = Image.linear_gradient("L").resize((640, 480)).convert("RGB")
    pillow_heif.from_pillow(shown).save(out, **options)
    return out.getvalue()


def document(
    change: Callable[[pikepdf.Pdf], None] = lambda pdf: None, pages: int = 1, **options: object
) -> bytes:
    """A PDF, changed before it is saved."""
    out = BytesIO()
    with pikepdf.new() as pdf:
        for _number in range(pages):
            pdf.add_blank_page()
        change(pdf)
        pdf.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def names_in(store: Store) -> list[str]:
    kept = [path.name for path in store.directory.rglob("*") if path.is_file()]
    return (
        kept + [name.rpartition("/")[2] for name in store.bucket.names("")]
        if store.bucket
        else kept
    )


def content(store: Store, key: str) -> bytes:
    with store.open_stored(key) as kept:
        return kept.read()


def path_in(store: Store, key: str) -> Path:
    with store.open_stored(key) as kept:
        return Path(kept.name)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_that_claims(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 100_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def archive() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("a.txt", "a")
    return out.getvalue()


def remarked(packed: bytes) -> bytes:
    """The archive with a remark behind its end, in which another end stands."""
    remark = b"PK\5\6 " * 9
    return packed[:-2] + struct.pack("<H", len(remark)) + remark


def add_link(pdf: pikepdf.Pdf) -> None:
    step = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.vn/")
    pdf.pages[0].Annots = pikepdf.Array(
        [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=step)]
    )


def make_portfolio(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a.pdf"] = document()
    pdf.Root.Collection = pikepdf.Dictionary()


def make_drawn_form(pdf: pikepdf.Pdf) -> None:
    pdf.Root.NeedsRendering = True


def add_huge_picture(pdf: pikepdf.Pdf) -> None:
    picture = pdf.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
    picture.Width, picture.Height = 50_000, 50_000
    pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(A=picture))


def add_bomb(pdf: pikepdf.Pdf) -> None:
    packer = zlib.compressobj()
    packed = b"".join(packer.compress(bytes(2**20)) for _n in range(120)) + packer.flush()
    pdf.pages[0].Contents = pdf.make_stream(b"")
    pdf.pages[0].Contents.write(packed, filter=pikepdf.Name.FlateDecode)


SOUND = {
    "a JPEG": (picture(), "image/jpeg", "jpg"),
    "a grey progressive JPEG": (picture(progressive=True), "image/jpeg", "jpg"),
    "a JPEG with data of the telephone behind it": (
        picture() + b"SEFT" * 50, "image/jpeg", "jpg"
    ),
    "a JPEG that is a web page too": (
        picture(comment=b"<script>alert(1)</script>"), "image/jpeg", "jpg"
    ),
    "a JPEG in which the mark of an archive stands by chance": (
        picture() + b"PK\5\6" + bytes(range(40, 90)), "image/jpeg", "jpg"
    ),
    "a JPEG with a program behind it": (picture() + b"<?php system('id');", "image/jpeg", "jpg"),
    "a PNG": (picture("PNG"), "image/png", "png"),
    "a PNG with the markup of an editor": (
        picture("PNG")[:33] + chunk(b"tEXt", b"XML\0<html ><script>") + picture("PNG")[33:],
        "image/png", "png",
    ),
    "an iPhone photograph": (heic(), "image/jpeg", "jpg"),
    "HEIF by its general name": (
        heic().replace(b"ftypheic", b"ftypmif1", 1), "image/jpeg", "jpg"
    ),
    "a PDF of many pages": (
        document(pages=sanitizer_process.MAX_PAGES), "application/pdf", "pdf"
    ),
    "a WebP": (picture("WEBP"), "image/webp", "webp"),
    "a PDF": (document(), "application/pdf", "pdf"),
    "a PDF with a link": (document(add_link), "application/pdf", "pdf"),
    "a PDF for the web": (document(linearize=True), "application/pdf", "pdf"),
    "a packed PDF": (
        document(object_stream_mode=pikepdf.ObjectStreamMode.generate), "application/pdf", "pdf"
    ),
}  # fmt: skip

HOSTILE = {
    "nothing": (b"", content_type.EMPTY_FILE),
    "an iPhone photograph of nothing": (
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", content_type.DAMAGED_FILE
    ),
    "an iPhone photograph cut short": (heic()[:-200], content_type.DAMAGED_FILE),
    "an iPhone photograph with too many pixels": (
        heic().replace(b"ispe\0\0\0\0\0\0\x02\x80\0\0\x01\xe0",
                       b"ispe\0\0\0\0\0\0\x7f\0\0\0\x7f\0"), content_type.TOO_MANY_PIXELS,
    ),
    "a film of an iPhone": (b"\0\0\0\x18ftyphevc\0\0\0\0mif1heic", content_type.MOVING_PICTURE),
    "a web page": (b"<!doctype html><script>alert(1)</script>", content_type.WRONG_KIND),
    "a drawing that can run": (b'<svg xmlns="x" onload="alert(1)"/>', content_type.WRONG_KIND),
    "a program": (b"MZ" + b"\0" * 500, content_type.WRONG_KIND),
    "a Linux program": (b"\x7fELF" + b"\0" * 500, content_type.WRONG_KIND),
    "a script": (b"#!/bin/sh\nrm -rf /\n", content_type.WRONG_KIND),
    "an archive": (archive(), content_type.WRONG_KIND),
    "a GIF": (picture("GIF"), content_type.WRONG_KIND),
    "a TIFF": (picture("TIFF"), content_type.WRONG_KIND),
    "plain text": ("Giấy chứng sinh".encode(), content_type.WRONG_KIND),
    "a Word document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, content_type.WRONG_KIND),
    "a film": (b"\0\0\0\x18ftypmp42\0\0\0\0" + b"\0" * 99, content_type.WRONG_KIND),
    "a JPEG cut short": (picture(size=(2000, 1500))[:9000], content_type.DAMAGED_FILE),
    "a JPEG of its first bytes": (picture()[:20], content_type.DAMAGED_FILE),
    "a PNG cut short": (picture("PNG")[:-300], content_type.DAMAGED_FILE),
    "a WebP cut short": (picture("WEBP")[:-200], content_type.DAMAGED_FILE),
    "a PNG with a wrong sum": (
        picture("PNG").replace(b"IDAT", b"IDAT\xff", 1), content_type.DAMAGED_FILE
    ),
    "a JPEG that is an archive": (picture() + archive(), content_type.MIXED_FILE),
    "a JPEG that is an archive with a remark": (
        picture() + remarked(archive()), content_type.MIXED_FILE
    ),
    "a JPEG that is a large archive": (
        picture() + archive()[:-22] + b"PK\6\7" + bytes(16) + b"PK\5\6" + b"\xff" * 16 + bytes(2),
        content_type.MIXED_FILE,
    ),
    "a JPEG that is an empty archive": (
        picture() + b"PK\5\6" + bytes(18), content_type.MIXED_FILE
    ),
    "a JPEG that is a PDF": (picture(comment=b"%PDF-1.7"), content_type.MIXED_FILE),
    "a PDF that is an archive": (document() + archive(), content_type.MIXED_FILE),
    "a PDF that is a web page": (
        document().replace(b"\n", b"\n%<html >\n", 1), content_type.MIXED_FILE
    ),
    "a bomb of pixels": (png_that_claims(30_000, 30_000), content_type.TOO_MANY_PIXELS),
    "a bigger bomb": (png_that_claims(60_000, 60_000), content_type.TOO_MANY_PIXELS),
    "a moving PNG": (
        picture("PNG", save_all=True, append_images=[Image.new("RGB", (640, 480))]),
        content_type.MOVING_PICTURE,
    ),
    "a moving WebP": (
        picture("WEBP", save_all=True, append_images=[Image.new("RGB", (640, 480))]),
        content_type.MOVING_PICTURE,
    ),
    "a locked PDF": (
        document(encryption=pikepdf.Encryption(owner="o", user="u")), content_type.LOCKED_PDF
    ),
    "a restricted PDF": (
        document(encryption=pikepdf.Encryption(owner="o", user="")), content_type.LOCKED_PDF
    ),
    "a portfolio of attached files": (document(make_portfolio), content_type.HOLLOW_PDF),
    "a form that a program draws": (document(make_drawn_form), content_type.HOLLOW_PDF),
    "a picture in a PDF with too many pixels": (
        document(add_huge_picture), content_type.TOO_MANY_PIXELS,
    ),
    "a PDF that unpacks to gigabytes": (document(add_bomb), content_type.TOO_HEAVY),
    "a PDF cut short": (document(pages=9)[:-200], content_type.DAMAGED_FILE),
    "a PDF of one line": (b"%PDF-1.7\n", content_type.DAMAGED_FILE),
    "a PDF without a page": (document(pages=0), content_type.DAMAGED_FILE),
    "a very long PDF": (
        document(pages=sanitizer_process.MAX_PAGES + 1), content_type.TOO_MANY_PAGES,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_of_photographs_and_documents_a_clean_file_is_kept(store: Store, name: str) -> None:
    sent, mime, extension = SOUND[name]
    stored = store.store(BytesIO(sent))
    kept = content(store, stored.key)
    assert (stored.mime, stored.extension) == (mime, extension)
    assert (stored.size, stored.sha256) == (len(kept), sha256(kept).hexdigest())
    assert stored.received_sha256 == sha256(sent).hexdigest()
    assert stored.scan is Scan.NOT_SCANNED
    assert names_in(store) == [stored.key]
    assert content_type.kind_of(kept).mime == mime
    assert store.store(BytesIO(kept)).mime == mime


@pytest.mark.parametrize("name", HOSTILE)
def test_what_could_harm_is_refused_and_leaves_nothing(folder: Store, name: str) -> None:
    sent, refusal = HOSTILE[name]
    with expect_refusal(refusal):
        folder.store(BytesIO(sent))
    assert names_in(folder) == []


def test_a_file_may_have_ten_megabytes_and_no_byte_more(store: Store) -> None:
    photograph = picture()
    stored = store.store(BytesIO(photograph.ljust(storage.MAX_BYTES, b"\0")))
    assert stored.size < storage.MAX_BYTES
    with expect_refusal("This file is larger than") as refusal:
        store.store(BytesIO(photograph.ljust(storage.MAX_BYTES + 1, b"\0")))
    assert refusal.value.facts == {"limit": 10}
    assert names_in(store) == [stored.key]


def test_a_stream_that_never_ends_is_cut_off(store: Store) -> None:
    class Endless(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return b"\xff" * (size or 1)

    with expect_refusal("This file is larger than"):
        store.store(Endless())


@pytest.mark.parametrize(
    "key", ["", "../../etc/passwd", "a" * 31, "A" * 32, "0" * 32, "00/" + "0" * 29, "0" * 32 + "\n"]
)
def test_a_key_that_is_not_ours_leads_nowhere(store: Store, key: str) -> None:
    with pytest.raises(FileGone):
        store.open_stored(key)
    store.remove(key)


def test_a_printed_paper_is_kept_without_examination(store: Store) -> None:
    stored = store.keep(b"%PDF-1.7 printed by us")
    assert stored.mime == "application/pdf"
    assert content(store, stored.key) == b"%PDF-1.7 printed by us"


def test_only_old_files_without_a_row_are_swept(
    folder: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = folder
    known, orphan, fresh = (store.keep(b"%PDF-" + bytes([n])).key for n in range(3))
    interrupted = store.directory / storage.QUARANTINE / ("f" * 32)
    interrupted.write_bytes(b"half")
    for path in (path_in(store, known), path_in(store, orphan), interrupted):
        os.utime(path, (0, 0))
    monkeypatch.setattr(orphan_cleanup, "known_keys", {known}.intersection)
    assert sweep(store) == 2
    assert sorted(names_in(store)) == sorted([known, fresh])


def test_who_sees_no_row_removes_nothing(folder: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store = folder
    key = store.keep(b"%PDF-").key
    os.utime(path_in(store, key), (0, 0))
    monkeypatch.setattr(orphan_cleanup, "known_keys", set[str]().intersection)
    assert sweep(store) == 0
    assert names_in(store) == [key]


def test_a_file_is_on_the_disk_before_it_has_its_name(
    folder: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def noted_fsync(descriptor: int) -> None:
        folder = Path(f"/proc/self/fd/{descriptor}").is_dir()
        seen.append("flush folder" if folder else "flush file")
        fsync(descriptor)

    def noted_rename(path: Path, target: Path) -> Path:
        seen.append("rename")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "rename", noted_rename)
    folder.store(BytesIO(picture()))
    assert seen == ["flush file", "rename", "flush folder"]


def test_a_full_disk_is_said_and_leaves_no_half_file(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with expect_refusal("the server has run out of room"):
        store.store(BytesIO(picture()))
    assert names_in(store) == []


def test_a_process_that_dies_only_refuses_the_file(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "__main__.py").write_text("import os; os.kill(os.getpid(), 9)")
    monkeypatch.setattr(confined, "PROGRAMME", tmp_path)
    with expect_refusal("This file takes too much memory or time to open, so it"):
        store.store(BytesIO(picture()))
    assert names_in(store) == []


def test_a_process_that_does_not_end_is_ended(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "__main__.py").write_text("import time; time.sleep(60)")
    monkeypatch.setattr(confined, "PROGRAMME", tmp_path)
    monkeypatch.setattr(confined, "LONGEST_SECONDS", 0.3)
    with expect_refusal("This file takes too much memory or time to open, so it"):
        store.store(BytesIO(picture()))
    assert names_in(store) == []


SPY = """
import os, resource, socket, sys
sys.path[0] = {root!r}
from sanitizer import confinement
parent, limit = os.getppid(), resource.RLIMIT_NOFILE
{binding}
def stopped(attempt):
    try:
        attempt()
    except (OSError, ValueError):
        return True
    return False
TRIES = [
    lambda: open({target!r}, "w"),
    lambda: open({target!r} + "/__main__.py"),
    socket.socket,
    {more}
]
try:
    bytearray(2**30)
    os._exit(50)
except MemoryError:
    pass
os._exit(0 if "SECRET_KEY" not in os.environ and all(map(stopped, TRIES)) else 51)
"""
BY_THE_KERNEL = """
    os.fork,
    lambda: os.kill(parent, 0),
    lambda: os.unlink(__file__),
    lambda: resource.setrlimit(limit, (9, 9)),
    lambda: os.execv(sys.executable, [sys.executable, "-c", ""]),
    lambda: (os.close(0), socket.socket()),
"""
LIMITS_ALONE = "confinement.leave_only_computing = lambda **_given: False; "


@pytest.mark.parametrize(
    ("binding", "more"),
    [
        pytest.param("confinement.bind_hands()", BY_THE_KERNEL, id="everything"),
        pytest.param("confinement.bind_hands(threads=True)", BY_THE_KERNEL, id="with threads"),
        pytest.param(LIMITS_ALONE + "confinement.bind_hands()", "", id="limits alone"),
    ],
)
def test_the_process_has_no_secrets_and_no_way_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, binding: str, more: str
) -> None:
    if more and sys.platform != "linux":
        pytest.skip("the filter of system calls is Linux's")
    root = str(Path(sanitizer_process.__file__).parents[1])
    spy = SPY.format(root=root, binding=binding, target=str(tmp_path / "x"), more=more)
    (tmp_path / "__main__.py").write_text(spy)
    monkeypatch.setenv("SECRET_KEY", "x")
    monkeypatch.setattr(confined, "PROGRAMME", tmp_path)
    (tmp_path / "given").write_bytes(picture())
    sanitizer.clean(tmp_path / "given", tmp_path / "made", content_type.JPEG)


def one_place(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """As in a web server of two workers, none of which waited before."""
    monkeypatch.setattr(confined, "_places", None)
    monkeypatch.setattr(confined, "_waited_at", 0.0)
    confined.limit(1, folder / "opening")


def test_no_more_files_are_opened_at_once_than_leave_a_worker_free(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one_place(monkeypatch, tmp_path)
    with confined.place(), pytest.raises(confined.OpeningBusy) as refusal:
        store.store(BytesIO(picture()))
    assert refusal.value.headers == {"Retry-After": "3"}
    assert names_in(store) == []
    assert store.store(BytesIO(picture())).mime == "image/jpeg"


def test_a_worker_waits_a_moment_for_a_place_and_not_again_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one_place(monkeypatch, tmp_path)
    lock = (tmp_path / "opening" / "0").open("wb")
    fcntl.flock(lock, fcntl.LOCK_EX)
    free = Timer(0.1, lock.close)
    free.start()
    with confined.place():
        begun = monotonic()
        with pytest.raises(confined.OpeningBusy), confined.place():
            pytest.fail("it was held")
        assert monotonic() - begun < 0.1


def test_a_place_is_free_again_when_its_holder_has_died(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one_place(monkeypatch, tmp_path)
    program = (
        "import fcntl, sys, time; file = open(sys.argv[1], 'wb');"
        " fcntl.flock(file, fcntl.LOCK_EX); print(1, flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "opening" / "0")], stdout=subprocess.PIPE
    )
    with holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(confined.OpeningBusy), confined.place():
            pytest.fail("it was held")
        holder.kill()
    with confined.place():
        pass


def test_a_stranger_s_file_is_sent_inert() -> None:
    headers = storage.headers_for("image/jpeg", "Giấy chứng sinh.jpg", inline=True)
    assert headers["Content-Disposition"].startswith("inline; filename*=UTF-8''Gi%E1%BA%A5y")
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_document_is_saved_rather_than_shown() -> None:
    headers = storage.headers_for("application/pdf", "a\r\nSet-Cookie: x", inline=True)
    assert headers["Content-Disposition"] == (
        "attachment; filename*=UTF-8''a__Set-Cookie%3A%20x.pdf"
    )


@pytest.mark.parametrize(
    ("name", "mime", "saved"),
    [
        ("giấy.jpg", "image/jpeg", "giấy.jpg"),
        ("GIẤY.JPEG", "image/jpeg", "GIẤY.JPEG"),
        ("giấy", "image/webp", "giấy.webp"),
        ("giấy.html", "image/png", "giấy.html.png"),
        ("giấy.exe", "application/pdf", "giấy.exe.pdf"),
        ("../../etc/passwd", "image/png", ".._.._etc_passwd.png"),
        ("gpj.\u202eexe.png", "image/png", "gpj._exe.png"),
        ("half\ud800.png", "image/png", "half_.png"),
    ],
)
def test_a_saved_file_ends_as_what_it_is(name: str, mime: str, saved: str) -> None:
    assert storage.file_name(name, mime) == saved


def test_every_refusal_says_what_to_do() -> None:
    sentences = [each for each in vars(content_type).values() if isinstance(each, LazyString)]
    assert len(sentences) > 10
    for sentence in sentences:
        assert str(sentence).endswith("."), sentence
