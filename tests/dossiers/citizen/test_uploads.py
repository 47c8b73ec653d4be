"""A sample of malicious files at the public form; ``harness/malicious_files`` has them all."""

from __future__ import annotations

import errno
import os
from itertools import chain, islice
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from app.dossiers.models.dossier import Paper
from app.kernel.db import db
from app.kernel.files import confined, storage, virus_scan
from app.kernel.web.error_reference import Application
from harness.stage.citizen import Citizen
from harness.stage.factories import a_photo
from harness.stage.hostile_files import documents, mutations, pictures
from harness.stage.hostile_files.corpus import NAMES
from harness.stage.hostile_files.documents import CHANGES, document
from harness.stage.hostile_files.leaks import told

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
    wanted = {
        "photo-with-place.jpg", "photo-with-place.png", "photo-with-place.webp",
        "jpeg-page-in-comment.jpg", "jpeg-page-behind.jpg", "png-page-in-text.png",
    }  # fmt: skip
    several = chain(pictures.chatterers(), pictures.two_things())
    samples = [pair for pair in several if pair[0] in wanted]
    samples.append(("photo-of-a-telephone.heic", mutations.heic()))
    samples += [(f"{name}.pdf", document(CHANGES[name])) for name in ACTING]
    for name, content in samples:
        paper = sent(sender, content, name)
        assert paper is not None, name
        with storage.open_stored(str(paper.storage_key)) as kept:
            assert told(Path(kept.name), str(paper.mime)) == [], name
        sender.post(ADDRESS, bo=str(paper.id))


def test_disguises_mixtures_and_bombs_are_refused_with_advice(sender: Citizen) -> None:
    bomb, by_hand = islice(pictures.bombs(), 1), islice(documents.by_hand(Random(1)), 6)
    samples = dict(chain(pictures.disguised(), pictures.two_things(), bomb, by_hand))
    for name in (
        "shell.jpg", "page-behind-png-head.png", "photo.heic", "jpeg-archive-behind.jpg",
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


NAMES_SENT = {
    b'filename="gi\xe1\xba\xa5y.jpg\r\nSet-Cookie: a=b"': "tệp",
    b'filename="gi\xe1\xba\xa5y\n.jpg"': "tệp",
    b'filename="gi\xe1\xba\xa5y.jpg': "tệp",
    b'filename=""': "tệp",
    b'filename=".jpg"': "tệp.jpg",
    b'filename="\xed\xa0\xbd.jpg"': "tệp.jpg",
    b'filename="s\xf4 h\xf4.jpg"': "s_ h_.jpg",
    b"filename*=UTF-8''s%ED%A0%BD.jpg": "s_.jpg",
    b'filename="../../x.jpg"': "x.jpg",
    b'filename="C:\\\\scans\\\\x.jpg"': "x.jpg",
    b'filename="' + b"x" * 5000 + b'.jpg"': "x" * 196 + ".jpg",
}


@pytest.mark.parametrize("said", NAMES_SENT)
def test_a_file_with_a_broken_name_is_kept_under_a_usable_one(sender: Citizen, said: bytes) -> None:
    paper = sent_by_hand(sender, said, a_photo())
    assert paper is not None
    assert paper.file_name == NAMES_SENT[said]
    assert NAMES_SENT[said] in sender.get(ADDRESS).text


def test_a_name_that_cuts_the_file_in_two_is_no_reason_to_be_silent(sender: Citizen) -> None:
    assert sent_by_hand(sender, b'filename="x.jpg\r\n\r\n<script>"', a_photo()) is None
    assert "tệp: Không nhận được loại tệp này." in sender.text


def test_where_nothing_was_chosen_the_field_says_so(sender: Citizen) -> None:
    assert sent_by_hand(sender, b'filename=""', b"") is None
    assert 'id="birth_notification-error"' in sender.text
    assert "Hãy chọn ảnh hoặc tệp" in sender.text


def test_a_field_of_text_that_speaks_of_file_names_stays_text(sender: Citizen) -> None:
    said = b'name="x; filename=y"\r\n\r\nz\r\n--L\r\nContent-Disposition: form-data; '
    assert sent_by_hand(sender, b'filename="x.jpg"', a_photo(), before=said) is not None


def sent_by_hand(sender: Citizen, said: bytes, content: bytes, before: bytes = b"") -> Paper | None:
    """The resulting paper, after a form whose file name is written byte by byte."""
    token = sender.get(ADDRESS).text.split('name="csrf_token"', 1)[1].split('value="', 1)[1]
    draft = sender.text.split('name="ban_nhap" value="', 1)[1].split('"', 1)[0]
    typed = {"csrf_token": token.split('"', 1)[0], "ban_nhap": draft, "gui": "birth_notification"}
    parts = [
        f'--L\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in typed.items()
    ]
    head = b"--L\r\nContent-Disposition: form-data; " + before + b'name="birth_notification"; '
    parts += [head + said, b"\r\nContent-Type: image/jpeg\r\n\r\n" + content, b"\r\n--L--\r\n"]
    sender.answer = sender.client.post(
        ADDRESS, data=b"".join(parts), content_type="multipart/form-data; boundary=L"
    )
    assert sender.answer.status_code in {302, 422}
    return the_paper()


def test_while_other_files_are_opened_the_form_says_when_to_come_again(
    sender: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confined, "_places", None)
    assert isinstance(sender.client.application, Application)
    sender.client.application.served_by(workers=2)
    with confined.place():
        sender.upload(birth_notification=(a_photo(), "giấy.jpg"))
    assert sender.answer is not None
    assert (sender.answer.status_code, sender.answer.headers["Retry-After"]) == (429, "3")
    assert "giấy.jpg: Đang có các tệp khác được mở" in sender.text
    assert the_paper() is None


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
    sender.upload(birth_notification=(a_photo(), "giấy.jpg"))
    assert "Hiện chưa quét được vi-rút" in sender.text
    assert told_to_come_back(sender)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_disk_that_is_full_is_said_at_the_field(
    sender: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    sender.upload(birth_notification=(a_photo(), "giấy.jpg"))
    assert the_paper() is None
    assert "giấy.jpg: Chưa lưu được tệp vì máy chủ đã hết chỗ" in sender.text
    assert told_to_come_back(sender)


def told_to_come_back(sender: Citizen) -> bool:
    """Whether the page says so to the browser as well."""
    answer = sender.answer
    return answer is not None and (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
