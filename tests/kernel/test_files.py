"""The file store: what is kept is whole, and what could harm is refused with advice."""

from __future__ import annotations

import hashlib
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from app.kernel import files, opening, sniffing
from app.kernel.files import FileGone, Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "files").install()


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **options: object) -> bytes:
    """A small photograph with something in it."""
    out = BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, kind, **options)
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
    return [path.name for path in store.directory.rglob("*") if path.is_file()]


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


def add_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pdf.make_indirect(
        pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    )


def add_nested_launch(pdf: pikepdf.Pdf) -> None:
    step = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=step)
    pdf.pages[0].Annots = pikepdf.Array([note])


def add_attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a.exe"] = b"MZ"


def add_link(pdf: pikepdf.Pdf) -> None:
    step = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.vn/")
    pdf.pages[0].Annots = pikepdf.Array(
        [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=step)]
    )


SOUND = {
    "a JPEG": (picture(), "image/jpeg", "jpg"),
    "a grey progressive JPEG": (picture(progressive=True), "image/jpeg", "jpg"),
    "a JPEG with data of the telephone behind it": (
        picture() + b"SEFT" * 50, "image/jpeg", "jpg"
    ),
    "a PNG": (picture("PNG"), "image/png", "png"),
    "a WebP": (picture("WEBP"), "image/webp", "webp"),
    "a PDF": (document(), "application/pdf", "pdf"),
    "a PDF with a link": (document(add_link), "application/pdf", "pdf"),
    "a PDF for the web": (document(linearize=True), "application/pdf", "pdf"),
    "a packed PDF": (
        document(object_stream_mode=pikepdf.ObjectStreamMode.generate), "application/pdf", "pdf"
    ),
}  # fmt: skip

HOSTILE = {
    "nothing": (b"", sniffing.EmptyFile),
    "an iPhone photograph": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", sniffing.HeicPhoto),
    "HEIF by its general name": (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", sniffing.HeicPhoto),
    "a web page": (b"<!doctype html><script>alert(1)</script>", sniffing.WrongKind),
    "a drawing that can run": (b'<svg xmlns="x" onload="alert(1)"/>', sniffing.WrongKind),
    "a program": (b"MZ" + b"\0" * 500, sniffing.WrongKind),
    "a Linux program": (b"\x7fELF" + b"\0" * 500, sniffing.WrongKind),
    "a script": (b"#!/bin/sh\nrm -rf /\n", sniffing.WrongKind),
    "an archive": (archive(), sniffing.WrongKind),
    "a GIF": (picture("GIF"), sniffing.WrongKind),
    "a TIFF": (picture("TIFF"), sniffing.WrongKind),
    "plain text": ("Giấy chứng sinh".encode(), sniffing.WrongKind),
    "a Word document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, sniffing.WrongKind),
    "a film": (b"\0\0\0\x18ftypmp42\0\0\0\0" + b"\0" * 99, sniffing.WrongKind),
    "a JPEG cut short": (picture(size=(2000, 1500))[:9000], sniffing.DamagedFile),
    "a JPEG of its first bytes": (picture()[:20], sniffing.DamagedFile),
    "a PNG cut short": (picture("PNG")[:-300], sniffing.DamagedFile),
    "a WebP cut short": (picture("WEBP")[:-200], sniffing.DamagedFile),
    "a PNG with a wrong sum": (
        picture("PNG").replace(b"IDAT", b"IDAT\xff", 1), sniffing.DamagedFile
    ),
    "a JPEG that is a web page": (
        picture(comment=b"<script>alert(1)</script>"), sniffing.MixedFile
    ),
    "a JPEG that is a program": (picture() + b"<?php system('id');", sniffing.MixedFile),
    "a JPEG that is an archive": (picture() + archive(), sniffing.MixedFile),
    "a JPEG that is a PDF": (picture(comment=b"%PDF-1.7"), sniffing.MixedFile),
    "a PDF that is an archive": (document() + archive(), sniffing.MixedFile),
    "a PDF that is a web page": (
        document().replace(b"\n", b"\n%<html >\n", 1), sniffing.MixedFile
    ),
    "a bomb of pixels": (png_that_claims(30_000, 30_000), sniffing.TooManyPixels),
    "a bigger bomb": (png_that_claims(60_000, 60_000), sniffing.TooManyPixels),
    "a moving PNG": (
        picture("PNG", save_all=True, append_images=[Image.new("RGB", (640, 480))]),
        sniffing.MovingPicture,
    ),
    "a moving WebP": (
        picture("WEBP", save_all=True, append_images=[Image.new("RGB", (640, 480))]),
        sniffing.MovingPicture,
    ),
    "a locked PDF": (
        document(encryption=pikepdf.Encryption(owner="o", user="u")), sniffing.LockedPdf
    ),
    "a restricted PDF": (
        document(encryption=pikepdf.Encryption(owner="o", user="")), sniffing.LockedPdf
    ),
    "a PDF with a script": (document(add_script), sniffing.ActivePdf),
    "a packed PDF with a script": (
        document(add_script, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        sniffing.ActivePdf,
    ),
    "a PDF that starts a program": (document(add_nested_launch), sniffing.ActivePdf),
    "a PDF with an attachment": (document(add_attachment), sniffing.ActivePdf),
    "a PDF cut short": (document(pages=9)[:-200], sniffing.DamagedFile),
    "a PDF of one line": (b"%PDF-1.7\n", sniffing.DamagedFile),
    "a PDF without a page": (document(pages=0), sniffing.DamagedFile),
    "a very long PDF": (document(pages=opening.MAX_PAGES + 1), sniffing.TooManyPages),
}  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_photographs_and_documents_are_kept_as_they_came(store: Store, name: str) -> None:
    content, mime, extension = SOUND[name]
    stored = store.store(BytesIO(content))
    assert (stored.mime, stored.extension) == (mime, extension)
    assert (stored.size, stored.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    with store.open_stored(stored.key) as file:
        assert file.read() == content
    assert names_in(store) == [stored.key]


@pytest.mark.parametrize("name", HOSTILE)
def test_what_could_harm_is_refused_and_leaves_nothing(store: Store, name: str) -> None:
    content, refusal = HOSTILE[name]
    with pytest.raises(refusal):
        store.store(BytesIO(content))
    assert names_in(store) == []


def test_a_file_may_have_ten_megabytes_and_no_byte_more(store: Store) -> None:
    photograph = picture()
    stored = store.store(BytesIO(photograph.ljust(files.MAX_BYTES, b"\0")))
    assert stored.size == files.MAX_BYTES
    with pytest.raises(sniffing.FileTooLarge) as refusal:
        store.store(BytesIO(photograph.ljust(files.MAX_BYTES + 1, b"\0")))
    assert refusal.value.facts == {"limit": 10}
    assert names_in(store) == [stored.key]


def test_a_stream_that_never_ends_is_cut_off(store: Store) -> None:
    class Endless(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return b"\xff" * (size or 1)

    with pytest.raises(sniffing.FileTooLarge):
        store.store(Endless())


@pytest.mark.parametrize(
    "key", ["", "../../etc/passwd", "a" * 31, "A" * 32, "0" * 32, "00/" + "0" * 29, "0" * 32 + "\n"]
)
def test_a_key_that_is_not_ours_leads_nowhere(store: Store, key: str) -> None:
    with pytest.raises(FileGone):
        store.path_of(key)
    store.remove(key)


def test_a_printed_paper_is_kept_without_examination(store: Store) -> None:
    stored = store.keep(b"%PDF-1.7 printed by us")
    assert stored.mime == "application/pdf"
    assert store.path_of(stored.key).read_bytes() == b"%PDF-1.7 printed by us"


def test_only_old_files_without_a_row_are_swept(store: Store) -> None:
    known, orphan, fresh = (store.keep(b"%PDF-" + bytes([n])).key for n in range(3))
    interrupted = store.directory / files.INCOMING / ("f" * 32)
    interrupted.write_bytes(b"half")
    for path in (store.path_of(known), store.path_of(orphan), interrupted):
        os.utime(path, (0, 0))
    assert list(store.orphans({known}, timedelta(days=1))) == [orphan]
    assert store.sweep({known}, timedelta(days=1)) == 2
    assert sorted(names_in(store)) == sorted([known, fresh])


def test_a_file_is_on_the_disk_before_it_has_its_name(
    store: Store, monkeypatch: pytest.MonkeyPatch
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
    store.store(BytesIO(picture()))
    assert seen == ["flush file", "rename", "flush folder"]


def test_a_full_disk_is_said_and_leaves_no_half_file(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(files.StoreFull):
        store.store(BytesIO(picture()))
    assert names_in(store) == []


def test_a_reader_that_dies_only_refuses_the_file(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    killer = tmp_path / "killer.py"
    killer.write_text("import os; os.kill(os.getpid(), 9)")
    monkeypatch.setattr(opening, "__file__", str(killer))
    with pytest.raises(sniffing.DamagedFile):
        store.store(BytesIO(picture()))


SPY = """
import errno, os, runpy, sys
opening = runpy.run_path({opening!r})
opening["bind_hands"]()
file = os.open({target!r}, os.O_WRONLY | os.O_CREAT)
try:
    os.write(file, b"x")
except OSError as error:
    if error.errno == errno.EFBIG and "SECRET_KEY" not in os.environ:
        sys.stdout.write("sound")
"""


def test_the_reader_has_no_secrets_and_cannot_write(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    spy = tmp_path / "spy.py"
    spy.write_text(SPY.format(opening=opening.__file__, target=str(tmp_path / "target")))
    monkeypatch.setenv("SECRET_KEY", "x")
    monkeypatch.setattr(opening, "__file__", str(spy))
    assert store.store(BytesIO(picture())).mime == "image/jpeg"


def test_a_stranger_s_file_is_sent_inert() -> None:
    headers = files.headers_for("image/jpeg", "Giấy chứng sinh.jpg", inline=True)
    assert headers["Content-Disposition"].startswith("inline; filename*=UTF-8''Gi%E1%BA%A5y")
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_document_is_saved_rather_than_shown() -> None:
    headers = files.headers_for("application/pdf", "a\r\nSet-Cookie: x", inline=True)
    assert headers["Content-Disposition"] == "attachment; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x"


def test_every_refusal_says_what_to_do() -> None:
    for refusal in sniffing.RefusedFile.__subclasses__():
        assert str(refusal.message).endswith("."), refusal
