"""Files in a bucket of an S3 server: what was sent is what lies there, and what is read."""

from __future__ import annotations

import hashlib
import os
import secrets
from base64 import b64decode
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from time import monotonic

import pytest

from app.kernel.files import bucket as bucket_client
from app.kernel.files import orphan_cleanup, partial_uploads, pieces_in_bucket, storage
from app.kernel.files.drivers import FileAway, FileDamaged, FileGone, StoreAway
from app.kernel.files.storage import QUARANTINE, Store
from config import RemoteStore, UnsafeSetting
from harness.stage.s3_server import S3Server, s3_server

PDF = b"%PDF-1.7 printed by us"


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Server]:
    monkeypatch.setattr(bucket_client, "ANSWER_SECONDS", 60)  # a busy machine is not what is tested
    with s3_server() as server:
        yield server


@pytest.fixture
def store(s3: S3Server, tmp_path: Path) -> Store:
    return on(s3, tmp_path / "web1")


def on(s3: S3Server, folder: Path) -> Store:
    """A host's store."""
    spool = folder / QUARANTINE
    return Store(folder, bucket=storage.bucket_of(s3.remote, spool)).install()


def left_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_another_host_reads_what_one_has_stored(s3: S3Server, tmp_path: Path) -> None:
    first, second = on(s3, tmp_path / "web1"), on(s3, tmp_path / "web2")
    stored = first.keep(PDF)
    assert second.read_whole(stored.key, stored.sha256) == PDF
    assert s3.objects == {f"files/{stored.key}": PDF}
    assert left_in(tmp_path) == []


def test_the_server_is_told_the_checksum_and_the_file_is_read_back(
    s3: S3Server, store: Store
) -> None:
    stored = store.keep(PDF)
    assert [each.split()[0] for each in s3.asked] == ["PUT", "GET"]
    told = s3.headers[0]
    assert b64decode(told["HTTP_X_AMZ_CHECKSUM_SHA256"]).hex() == stored.sha256
    assert told["HTTP_X_AMZ_CONTENT_SHA256"] == stored.sha256
    assert told["HTTP_X_AMZ_META_SHA256"] == stored.sha256


def test_a_file_that_is_kept_as_another_is_refused_and_leaves_nothing(
    s3: S3Server, store: Store
) -> None:
    s3.damages = True
    with pytest.raises(StoreAway):
        store.keep(PDF)
    assert s3.objects == {}


def test_a_damaged_file_is_not_given_out(s3: S3Server, store: Store, tmp_path: Path) -> None:
    stored = store.keep(PDF)
    s3.damage(f"files/{stored.key}")
    with pytest.raises(FileDamaged):
        store.read_whole(stored.key, stored.sha256)
    with pytest.raises(FileDamaged):  # its row has no checksum, but the bucket has
        store.open_stored(stored.key)
    assert left_in(tmp_path) == []


def test_another_file_under_its_key_is_not_given_out(s3: S3Server, store: Store) -> None:
    stored, other = store.keep(PDF), store.keep(b"%PDF-1.7 another")
    s3.swap(f"files/{stored.key}", f"files/{other.key}")
    with pytest.raises(FileDamaged):
        store.open_stored(stored.key, stored.sha256)


def test_a_file_that_is_no_longer_there_is_gone(store: Store) -> None:
    key = store.keep(PDF).key
    store.remove(key)
    store.remove(key)
    with pytest.raises(FileGone):
        store.open_stored(key)


def test_a_large_file_goes_and_comes_in_parts(
    s3: S3Server, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket_client, "ONE_REQUEST", 1024)
    monkeypatch.setattr(bucket_client, "PIECE_BYTES", 1_000_000)
    large = secrets.token_bytes(12 * 1024 * 1024 + 7)
    with store.growing() as growing:
        growing.file.write(large)
    assert s3.objects == {f"files/{growing.key}": large}
    with store.open_stored(growing.key, hashlib.sha256(large).hexdigest()) as kept:
        assert kept.read() == large
        assert Path(kept.name).stat().st_size == len(large)
    assert left_in(store.directory) == []


def test_while_the_server_refuses_nothing_is_stored_and_the_next_one_waits_for_nothing(
    s3: S3Server, store: Store
) -> None:
    key = store.keep(PDF).key
    with s3.away():
        with pytest.raises(StoreAway) as refusal:
            store.keep(PDF)
        assert refusal.value.status == 503
        assert refusal.value.headers == {"Retry-After": "30"}
        asked = len(s3.asked)
        with pytest.raises(StoreAway):
            store.store(BytesIO(b"not even looked at"))
        with pytest.raises(FileAway):
            store.open_stored(key)
        assert len(s3.asked) == asked
    assert store.bucket
    store.bucket.shut_until = 0
    with store.open_stored(key) as kept:
        assert kept.read() == PDF


def test_a_server_that_does_not_answer_is_given_up(
    s3: S3Server, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket_client, "ANSWER_SECONDS", 1)
    s3.seconds, begun = 4, monotonic()
    with pytest.raises(StoreAway):
        store.keep(PDF)
    assert monotonic() - begun < 3.5


def test_a_server_that_is_gone_is_said(tmp_path: Path) -> None:
    with s3_server() as gone:
        store = on(gone, tmp_path)
    with pytest.raises(StoreAway):
        store.keep(PDF)
    assert left_in(tmp_path) == []


def test_orphans_of_the_bucket_are_swept_and_what_a_row_names_stays(
    s3: S3Server, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, orphan = store.keep(PDF).key, store.keep(PDF).key
    s3.grow_old()
    fresh = store.keep(PDF).key
    monkeypatch.setattr(orphan_cleanup, "known_keys", {known}.intersection)
    assert orphan_cleanup.sweep(store) == 1
    assert s3.objects.keys() == {f"files/{known}", f"files/{fresh}"}
    assert orphan not in {known, fresh}


def test_what_a_killed_process_left_on_its_host_is_removed_at_the_next_start(
    s3: S3Server, store: Store
) -> None:
    left = store.directory / QUARANTINE / "killed"
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    on(s3, store.directory)
    assert left_in(store.directory) == []


def test_pieces_of_an_upload_may_come_to_one_host_or_the_other(
    s3: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosts = [on(s3, tmp_path / name) for name in ("web1", "web2")]

    def at(n: int) -> None:
        monkeypatch.setattr(storage, "_default", hosts[n % 2])

    at(0)
    key, content = partial_uploads.begin(), secrets.token_bytes(1000)
    for n in range(10):
        at(n)
        assert partial_uploads.received(key, 1001) == n * 100
        piece = BytesIO(content[n * 100 : n * 100 + 100])
        assert partial_uploads.append(key, piece, offset=n * 100, whole=1000) == n * 100 + 100
    with pytest.raises(partial_uploads.WrongOffset):
        partial_uploads.append(key, BytesIO(b"x"), offset=400, whole=1000)
    with partial_uploads.open_whole(key, 1000) as whole:
        assert whole.read() == content
    partial_uploads.take_back(key, 900)
    assert partial_uploads.received(key, 1001) == 900
    partial_uploads.drop(key)
    with pytest.raises(FileGone):
        partial_uploads.received(key, 1001)
    assert s3.objects == {}
    assert left_in(tmp_path) == []


def test_what_came_before_the_line_broke_is_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            came = super().read(size)
            if not came:
                raise ConnectionResetError
            return came

    monkeypatch.setattr(storage, "_default", store)
    key = partial_uploads.begin()
    with pytest.raises(ConnectionResetError):
        partial_uploads.append(key, Broken(b"x" * 60), offset=0, whole=100)
    assert partial_uploads.received(key, 1001) == 60
    assert partial_uploads.append(key, BytesIO(b"y" * 40), offset=60, whole=100) == 100
    with partial_uploads.open_whole(key, 100) as whole:
        assert whole.read() == b"x" * 60 + b"y" * 40


def test_a_piece_that_came_twice_once_cut_short_takes_nothing_back(store: Store) -> None:
    assert store.bucket
    pieces = pieces_in_bucket.InBucket(store.bucket)
    pieces.begin("k")
    for content, offset in ((b"a" * 60, 0), (b"b" * 100, 60), (b"a" * 100, 0)):
        pieces.append("k", BytesIO(content), offset, 200)
    assert pieces.received("k") == 160
    with pieces.open_whole("k") as whole:
        assert whole.read() == b"a" * 60 + b"b" * 100


def test_pieces_that_nobody_goes_on_with_are_swept(
    s3: S3Server, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "_default", store)
    monkeypatch.setattr(orphan_cleanup, "known_keys", set[str]().intersection)
    key = partial_uploads.begin()
    partial_uploads.append(key, BytesIO(b"x" * 60), offset=0, whole=100)
    assert orphan_cleanup.sweep(store) == 0
    s3.grow_old()
    assert orphan_cleanup.sweep(store) == 2
    assert s3.objects == {}


def test_a_process_that_was_forked_after_the_store_was_asked_says_so(store: Store) -> None:
    """The client's threads are not forked with it: without a word it would wait for ever."""
    store.keep(PDF)
    child = os.fork()
    if child == 0:
        try:
            store.keep(PDF)
        except RuntimeError:
            os._exit(7)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 7


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"FILES_URL": "s3://papers"}, "FILES_URL: write https://host:port/bucket."),
        ({"FILES_URL": "https://s3.vn/papers"}, "FILES_KEY: write name:secret"),
        (
            {"FILES_URL": "https://s3.vn/papers", "FILES_KEY": "a:b", "FILES_CA": "/nowhere"},
            "FILES_CA cannot be read: No such file or directory.",
        ),
    ],
)
def test_settings_that_lead_to_no_bucket_are_refused(given: dict[str, str], said: str) -> None:
    with pytest.raises(UnsafeSetting, match=said):
        RemoteStore.from_environment(given)


def test_files_do_not_go_over_the_network_openly_in_production() -> None:
    given = {"FILES_URL": "http://s3.vn:9000/papers", "FILES_KEY": "a:b"}
    remote = RemoteStore.from_environment(given)
    assert remote
    assert "without TLS" in " ".join(remote.faults())
    assert RemoteStore.from_environment({}) is None


def test_the_age_of_an_object_is_the_server_s(s3: S3Server, store: Store) -> None:
    key = store.keep(PDF).key
    assert list(store.kept_before(timedelta(days=1))) == [[]]
    s3.grow_old()
    assert list(store.kept_before(timedelta(days=1))) == [[key]]
