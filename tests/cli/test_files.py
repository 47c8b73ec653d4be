"""``flask files``: the way from a folder to a bucket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.kernel.files import storage
from harness.stage.s3_server import S3Server, s3_server


@pytest.fixture
def s3(app: Flask) -> Iterator[S3Server]:
    with s3_server() as server:
        yield server
    storage.use(app.config["FILES_DIR"])


def copied(app: Flask) -> str:
    return app.test_cli_runner().invoke(args=["files", "copy"]).output


def test_files_are_copied_once_and_are_the_same(app: Flask, s3: S3Server, tmp_path: Path) -> None:
    folder = storage.Store(tmp_path).install()
    stored = [folder.keep(b"%PDF-" + bytes([n])) for n in range(3)]
    store = storage.use(tmp_path, "", s3.remote)
    assert copied(app) == "3 copied and compared, 0 were there.\n"
    late = folder.keep(b"%PDF-late")
    assert copied(app) == "1 copied and compared, 3 were there.\n"
    for each in (*stored, late):
        assert store.read_whole(each.key, each.sha256) == folder.read_whole(each.key, each.sha256)


def test_copying_that_fails_says_that_it_goes_on(app: Flask, s3: S3Server, tmp_path: Path) -> None:
    storage.Store(tmp_path).install().keep(b"%PDF-")
    storage.use(tmp_path, "", s3.remote)
    s3.damages = True
    assert "0 copied, then it failed (StoreAway)" in copied(app)
    assert s3.objects == {}


def test_without_a_bucket_there_is_nowhere_to_copy(app: Flask) -> None:
    storage.use(app.config["FILES_DIR"])
    assert "FILES_URL is not set" in copied(app)
