"""What citizens meet whose files go into a bucket: the same as with a folder; 503 while away."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.dossiers.models.dossier import Paper
from app.kernel.db import db
from app.kernel.files import bucket, orphan_cleanup, storage
from app.kernel.files.storage import QUARANTINE, Store
from harness.stage.citizen import Citizen
from harness.stage.factories import a_photo
from harness.stage.s3_server import S3Server, s3_server
from tests.dossiers.citizen.test_draft import the_draft
from tests.dossiers.citizen.test_resumable_uploads import begin, piece, place

PAPERS = "/nop-ho-so/giay-to"


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Server]:
    monkeypatch.setattr(bucket, "ANSWER_SECONDS", 60)  # a busy machine is not what is tested
    with s3_server() as server:
        yield server


@pytest.fixture(autouse=True)
def store(database: object, s3: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    folder = tmp_path / "files"
    store = Store(folder, bucket=storage.bucket_of(s3.remote, folder / QUARANTINE)).install()
    monkeypatch.setattr(storage, "_default", store)
    return store


@pytest.fixture
def sender(citizen: Citizen) -> Citizen:
    return citizen.begin().declare()


def papers() -> list[Paper]:
    db.session.expire_all()
    return list(db.session.scalars(select(Paper)))


def again_now(store: Store) -> None:
    """As after the pause in which nobody asks."""
    assert store.bucket
    store.bucket.shut_until = 0


def test_a_file_is_taken_from_the_bucket_and_given_back_with_the_same_headers(
    sender: Citizen, s3: S3Server
) -> None:
    sender.upload(birth_notification=(a_photo(), "giấy.jpg"))
    (paper,) = papers()
    assert list(s3.objects) == [f"files/{paper.storage_key}"]
    sender.get(f"{PAPERS}/{paper.id}")
    assert sender.answer
    assert sender.answer.data == s3.objects[f"files/{paper.storage_key}"]
    assert sender.answer.headers["Content-Length"] == str(paper.size)
    assert sender.answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert sender.answer.headers["Cache-Control"] == "private, no-store"
    assert "Location" not in sender.answer.headers
    sender.answer.close()


def test_while_the_bucket_is_away_a_file_is_refused_in_words_and_nothing_typed_is_lost(
    sender: Citizen, s3: S3Server, store: Store
) -> None:
    typed = dict(the_draft().answers)
    with s3.away():
        sender.upload(birth_notification=(a_photo(), "giấy.jpg"))
        assert sender.status == 503
        assert sender.answer
        assert sender.answer.headers["Retry-After"] == "30"
        assert "giấy.jpg: Chưa lưu được tệp vì kho tệp không trả lời" in sender.text
    assert papers() == []
    assert the_draft().answers == typed
    again_now(store)
    sender.upload(birth_notification=(a_photo(), "giấy.jpg"))
    assert len(papers()) == 1


def test_a_file_that_cannot_be_fetched_is_said_and_not_lost(
    sender: Citizen, s3: S3Server, store: Store
) -> None:
    sender.upload(birth_notification=(a_photo(), "giấy.jpg"))
    (paper,) = papers()
    with s3.away():
        sender.get(f"{PAPERS}/{paper.id}")
        assert sender.status == 503
        assert sender.answer
        assert sender.answer.headers["Retry-After"] == "30"
        assert "Chưa mở được tệp vì kho tệp không trả lời. Tệp không bị mất" in sender.text
    again_now(store)
    assert sender.get(f"{PAPERS}/{paper.id}").status == 200
    sender.answer.close()


def test_a_file_that_was_damaged_in_the_bucket_is_not_shown(sender: Citizen, s3: S3Server) -> None:
    sender.upload(birth_notification=(a_photo(), "giấy.jpg"))
    (paper,) = papers()
    s3.damage(f"files/{paper.storage_key}")
    sender.get(f"{PAPERS}/{paper.id}")
    assert sender.status == 409
    assert str(paper.sha256) in sender.text


def test_an_upload_in_pieces_outlives_a_bucket_that_is_away_at_its_end(
    sender: Citizen, s3: S3Server, store: Store
) -> None:
    photo = a_photo()
    where, half = place(begin(sender, len(photo))), len(photo) // 2
    assert piece(sender, where, photo[:half], 0).status_code == 204
    s3.refuses_files = True  # pieces are taken, the whole is not, and none can be taken back
    answer = piece(sender, where, photo[half:], half)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    s3.refuses_files = False
    again_now(store)
    assert sender.client.head(where).headers["Upload-Offset"] == str(half)
    assert piece(sender, where, photo[half:], half).status_code == 204
    assert len(papers()) == 1
    assert list(s3.objects) == [f"files/{papers()[0].storage_key}"]


KILLED = """
import json, os, sys
from pathlib import Path
from app.kernel.files import storage
from config import RemoteStore

folder, remote = Path(sys.argv[1]), RemoteStore(**json.loads(sys.argv[2]))
stored = storage.use(folder, "", remote).keep(b"%PDF-1.7 never named by a row")
print(stored.key, flush=True)
os.kill(os.getpid(), 9)
"""


def test_a_process_that_is_killed_before_it_commits_leaves_an_orphan_that_is_swept(
    app: Flask, sender: Citizen, s3: S3Server, store: Store, tmp_path: Path
) -> None:
    sender.upload(birth_notification=(a_photo(), "giấy.jpg"))
    (paper,) = papers()
    command = [sys.executable, "-c", KILLED, str(tmp_path / "web2"), json.dumps(vars(s3.remote))]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ}, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    orphan = done.stdout.strip()
    named, alone = f"files/{paper.storage_key}", f"files/{orphan}"
    assert s3.objects.keys() == {named, alone}
    assert orphan_cleanup.sweep(store) == 0  # its row might still come
    s3.grow_old()
    assert orphan_cleanup.sweep(store) == 1
    assert s3.objects.keys() == {named}
    assert store.empty_quarantine(timedelta(0)) == 0
