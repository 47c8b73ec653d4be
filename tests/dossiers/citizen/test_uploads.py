"""A sample of malicious files at the public form; ``harness/malicious_files`` has them all."""

from __future__ import annotations

from itertools import chain, islice
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from app.dossiers.models import Paper
from app.kernel.db import db
from app.kernel.files import storage, virus_scan
from harness.malicious_files import documents, pictures
from harness.malicious_files.corpus import NAMES
from harness.malicious_files.documents import CHANGES, document
from harness.malicious_files.leaks import told
from tests.dossiers.citizen.conftest import Citizen
from tests.factories import a_photo

ADDRESS = "/nop-ho-so/giay-to"
ACTING = ("opening-JavaScript", "page-Launch", "in-a-field", "attached", "rich-media", "chatty")


@pytest.fixture
def sender(citizen: Citizen) -> Citizen:
    return citizen.begin().declare()


def the_paper() -> Paper | None:
    return db.session.scalar(select(Paper))


def sent(sender: Citizen, content: bytes, name: str) -> Paper | None:
    """The resulting paper; the form is empty again afterwards."""
    sender.upload(birth_notification=(content, name))
    assert sender.answer is not None
    assert sender.answer.status_code in {200, 422}
    return the_paper()


def test_nothing_acts_or_tells_of_what_is_kept(sender: Citizen) -> None:
    wanted = {"photo-with-place.jpg", "photo-with-place.png", "photo-with-place.webp"}
    samples = [pair for pair in pictures.chatterers() if pair[0] in wanted]
    samples += [(f"{name}.pdf", document(CHANGES[name])) for name in ACTING]
    for name, content in samples:
        paper = sent(sender, content, name)
        assert paper is not None, name
        assert told(storage.path_of(str(paper.storage_key)), str(paper.mime)) == [], name
        sender.post(ADDRESS, bo=str(paper.id))


def test_disguises_mixtures_and_bombs_are_refused_with_advice(sender: Citizen) -> None:
    bomb, by_hand = islice(pictures.bombs(), 1), islice(documents.by_hand(Random(1)), 6)
    samples = dict(chain(pictures.disguised(), pictures.two_things(), bomb, by_hand))
    for name in (
        "shell.jpg", "page-behind-png-head.png", "photo.heic", "jpeg-page-behind.jpg",
        "png-50000-by-50000.png", "page-with-pdf-head.pdf",
    ):  # fmt: skip
        assert sent(sender, samples[name], name) is None, name
        assert "govuk-error-message" in sender.text, name


def test_a_name_is_one_line_without_folders_and_ends_as_the_file_does(sender: Citizen) -> None:
    for kind in ("folders", "turned-around", "four-thousand", "markup", "nfd"):
        paper = sent(sender, a_photo(), NAMES[kind])
        assert paper is not None, kind
        assert str(paper.file_name) in sender.text
        assert len(str(paper.file_name)) <= 200
        assert not set(str(paper.file_name)) & set("/\\\r\n\0\u202e")
        with sender.client.get(f"{ADDRESS}/{paper.id}") as answer:
            said = answer.headers["Content-Disposition"]
            assert said.startswith("inline; filename*=UTF-8''"), kind
            assert said.isascii()
            assert said.endswith(".jpg")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
            assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
            assert "no-store" in answer.headers["Cache-Control"]
        sender.post(ADDRESS, bo=str(paper.id))


def test_a_file_for_which_no_time_is_left_is_asked_for_again(
    sender: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "ONE_GO_SECONDS", -1.0)
    assert sent(sender, a_photo(), "giấy.jpg") is None
    assert "giấy.jpg: Không còn thời gian cho tệp này" in sender.text


def test_a_scanner_that_is_away_is_said_at_the_field(
    sender: Citizen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = storage.Store(tmp_path, virus_scan.named("/nowhere/clamd.ctl")).install()
    monkeypatch.setattr(storage, "_default", away)
    assert sent(sender, a_photo(), "giấy.jpg") is None
    assert "Hiện chưa quét được vi-rút" in sender.text
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
