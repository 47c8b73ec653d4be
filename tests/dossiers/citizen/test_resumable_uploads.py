"""Files that come in pieces: a broken line costs one piece, nobody sends to another's draft."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.dossiers.models.dossier import Paper
from app.kernel.db import db
from app.kernel.files import confined, orphan_cleanup, partial_uploads, storage
from app.kernel.files.storage import MAX_BYTES, QUARANTINE
from app.kernel.security.rate_limits import UPLOAD
from app.kernel.web.error_reference import Application
from harness.stage.citizen import Citizen
from harness.stage.factories import a_photo
from harness.stage.hostile_files.documents import CHANGES, document
from tests.dossiers.citizen.test_draft import the_draft

BEGIN = "/nop-ho-so/tai-len"
PIECE = "application/offset+octet-stream"


@pytest.fixture(autouse=True)
def no_leftovers(app: Flask) -> None:
    """What other tests have begun and not finished."""
    storage.default_store().empty_quarantine(timedelta(seconds=-1))


@pytest.fixture
def sender(citizen: Citizen) -> Citizen:
    return citizen.begin().declare()


def begin(sender: Citizen, length: int, **said: str) -> TestResponse:
    """Announce a file."""
    known = {
        "noi": "ban-nhap", "ban_nhap": str(the_draft().id), "giay_to": "birth_notification",
        "ten": "giấy.jpg", **said,
    }  # fmt: skip
    pairs = [f"{name} {b64encode(value.encode()).decode()}" for name, value in known.items()]
    told = {"Upload-Length": str(length), "Upload-Metadata": ",".join(pairs)}
    return sender.client.post(BEGIN, headers={**token(sender), **told})


def token(sender: Citizen) -> dict[str, str]:
    return {"X-CSRFToken": sender.get("/nop-ho-so/giay-to").hidden()["csrf_token"]}


def place(begun: TestResponse) -> str:
    assert begun.status_code == 201, begun.text
    return urlsplit(begun.headers["Location"]).path


def piece(sender: Citizen, where: str, content: bytes, offset: int) -> TestResponse:
    headers = {**token(sender), "Upload-Offset": str(offset)}
    return sender.client.patch(where, data=content, content_type=PIECE, headers=headers)


def papers() -> list[Paper]:
    return list(db.session.scalars(select(Paper)))


def waiting() -> list[Any]:
    folder = storage.default_store().directory / QUARANTINE
    return list(folder.iterdir())


def test_a_broken_upload_goes_on_where_it_stopped(sender: Citizen) -> None:
    photo = a_photo()
    where, half = place(begin(sender, len(photo))), len(photo) // 2
    assert piece(sender, where, photo[:half], 0).headers["Upload-Offset"] == str(half)
    again = sender.client.head(where)
    assert (again.headers["Upload-Offset"], again.headers["Upload-Length"]) == (
        str(half), str(len(photo)),
    )  # fmt: skip
    assert piece(sender, where, photo, 0).status_code == 409
    assert papers() == []
    assert piece(sender, where, photo[half:], half).status_code == 204
    (paper,) = papers()
    assert (paper.key, paper.file_name, paper.draft_id) == (
        "birth_notification", "giấy.jpg", the_draft().id,
    )  # fmt: skip
    assert waiting() == []
    assert sender.client.head(where).status_code == 404
    assert "giấy.jpg" in sender.get("/nop-ho-so/giay-to").text


def test_a_process_that_ends_before_the_paper_is_kept_is_sent_the_end_again(
    sender: Citizen,
) -> None:
    photo = a_photo()
    where = place(begin(sender, len(photo)))
    (begun,) = waiting()
    begun.write_bytes(photo)  # everything has arrived, and the process was killed
    there = int(sender.client.head(where).headers["Upload-Offset"])
    assert there < len(photo)
    assert piece(sender, where, photo[there:], there).status_code == 204
    (paper,) = papers()
    assert paper.file_name == "giấy.jpg"
    assert waiting() == []


def test_while_a_paper_is_made_nobody_takes_the_end_back(sender: Citizen) -> None:
    photo = a_photo()
    where = place(begin(sender, len(photo)))
    (begun,) = waiting()
    begun.write_bytes(photo)
    with partial_uploads.open_whole(begun.name, len(photo)):
        assert sender.client.head(where).status_code == 423
    assert begun.stat().st_size == len(photo)


def test_what_comes_in_pieces_is_examined_like_everything_else(sender: Citizen) -> None:
    for content in (b"MZ rubbish" * 50, document(CHANGES["attached"])[:900]):
        where = place(begin(sender, len(content)))
        answer = piece(sender, where, content, 0)
        assert (answer.status_code, answer.mimetype) == (422, "text/plain")
        assert answer.text
    assert (papers(), waiting()) == ([], [])


def test_nobody_sends_into_the_draft_of_somebody_else(
    sender: Citizen, another: Callable[[], Citizen]
) -> None:
    photo, stranger = a_photo(), another()
    mine = str(the_draft().id)
    where = place(begin(sender, len(photo)))
    stranger.begin().get("/nop-ho-so/giay-to")
    told = {"X-CSRFToken": stranger.hidden()["csrf_token"], "Upload-Offset": "0"}
    assert stranger.client.head(where).status_code == 404
    sent = stranger.client.patch(where, data=photo, content_type=PIECE, headers=told)
    assert sent.status_code == 404
    said = f"noi {b64encode(b'ban-nhap').decode()},ban_nhap {b64encode(mine.encode()).decode()}"
    told |= {"Upload-Length": "9", "Upload-Metadata": said}
    assert stranger.client.post(BEGIN, headers=told).status_code == 404
    assert papers() == []


def test_without_the_token_of_the_page_nothing_is_taken(sender: Citizen) -> None:
    assert sender.client.post(BEGIN, headers={"Upload-Length": "9"}).status_code == 400
    where = place(begin(sender, 9))
    answer = sender.client.patch(
        where, data=b"x", content_type=PIECE, headers={"Upload-Offset": "0"}
    )
    assert answer.status_code == 400
    assert sender.client.head(where[:-3] + "abc").status_code == 404
    assert sender.client.post("/tra-cuu", data=b"x", content_type=PIECE).status_code == 400


def test_the_limits_of_uploads_hold_for_pieces_too(sender: Citizen) -> None:
    assert begin(sender, MAX_BYTES + 1).status_code == 422
    assert begin(sender, 0).status_code == 422
    assert begin(sender, 9, giay_to="hk02").status_code == 422
    assert begin(sender, 9, noi="khac").status_code == 404
    where = place(begin(sender, 9))
    assert piece(sender, where, b"x" * 2000, 0).headers.get("Upload-Offset") in {None, "9"}
    for _n in range(UPLOAD.amount):
        UPLOAD.allow(str(the_draft().id))
    late = begin(sender, 9)
    assert late.status_code == 429
    assert late.headers["Retry-After"]


def test_while_other_files_are_opened_only_the_last_piece_is_sent_again(
    sender: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = a_photo()
    where, half = place(begin(sender, len(photo))), len(photo) // 2
    piece(sender, where, photo[:half], 0)
    monkeypatch.setattr(confined, "_places", None)
    assert isinstance(sender.client.application, Application)
    sender.client.application.served_by(workers=2)
    with confined.place():
        assert piece(sender, where, photo[half:], half).status_code == 423
    assert sender.client.head(where).headers["Upload-Offset"] == str(half)
    assert piece(sender, where, photo[half:], half).status_code == 204
    assert len(papers()) == 1


def test_what_nobody_goes_on_with_is_swept_after_a_day(
    sender: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = place(begin(sender, 90))
    piece(sender, where, b"x" * 20, 0)
    orphan_cleanup.sweep(storage.default_store())
    assert len(waiting()) == 1
    monkeypatch.setattr(orphan_cleanup, "TIME_FOR_A_ROW", timedelta(seconds=-1))
    orphan_cleanup.sweep(storage.default_store())
    assert waiting() == []
    assert sender.client.head(where).status_code == 404


def test_a_turned_photograph_takes_the_place_of_the_first(sender: Citizen) -> None:
    sender.upload(birth_notification=(a_photo(), "giấy.jpg"))
    first, turned = str(papers()[0].id), a_photo(120)
    where = place(begin(sender, len(turned), thay=first))
    assert piece(sender, where, turned, 0).status_code == 204
    assert [str(paper.id) == first for paper in papers()] == [False]


def test_the_same_photograph_twice_is_said(sender: Citizen) -> None:
    sender.upload(birth_notification=(a_photo(), "giấy.jpg"))
    sender.upload(birth_notification=(a_photo(), "giấy khác.jpg"))
    assert sender.status == 422
    assert "đã có" in sender.text
    where = place(begin(sender, len(a_photo())))
    assert piece(sender, where, a_photo(), 0).status_code == 422
    assert len(papers()) == 1


def test_upload_without_a_file_is_answered_at_the_field(sender: Citizen) -> None:
    sender.get("/nop-ho-so/giay-to").post("/nop-ho-so/giay-to", gui="birth_notification")
    assert sender.status == 422
    assert 'id="birth_notification-error"' in sender.text


def test_the_check_page_names_the_files_and_opens_them(sender: Citizen) -> None:
    sender.upload_all().get("/nop-ho-so/kiem-tra")
    for paper in papers():
        assert f'href="/nop-ho-so/giay-to/{paper.id}"' in sender.text
        assert str(paper.file_name) in sender.text
