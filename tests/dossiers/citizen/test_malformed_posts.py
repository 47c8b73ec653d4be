"""Malformed posts get a page, never a server error."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from app.dossiers.models.dossier import Dossier, Draft
from app.kernel.db import db
from harness.stage.citizen import Citizen

SECTIONS = ("applicant", "child", "birth", "parents", "household", "card")
ODD: dict[str, Any] = {
    "empty": "",
    "nul": "a\x00b",
    "control": "\x1b[31m\x07\u202e",
    "surrogate": "😀" * 50,
    "endless": "ắ" * 30_000,
    "markup": "<script>alert(1)</script>{{7*7}}",
    "number": "-1e309",
    "date": "0000-00-00",
    "json": '{"place": {"a": [1]}}',
    "same": "same:same:applicant_residence",
}


def posted(citizen: Citizen, section: str, value: Any) -> int:
    names = {*citizen.answers(section)}
    names |= {f"{name}-{part}" for name in names for part in ("d", "m", "y", "place", "detail")}
    data = MultiDict([(k, v) for k, v in citizen.hidden().items()])
    for name in names:
        data.setlist(name, [value, value])
    return citizen.client.post(f"/nop-ho-so/khai/{section}", data=data).status_code


@pytest.mark.parametrize("kind", ODD)
def test_odd_answers_are_refused_or_kept_and_every_page_still_opens(
    citizen: Citizen, kind: str
) -> None:
    citizen.begin().declare()
    for section in SECTIONS:
        citizen.get(f"/nop-ho-so/khai/{section}")
        if citizen.path.endswith(section):
            assert posted(citizen, section, ODD[kind]) in {302, 413, 422}, section
    for address in ("khai", "giay-to", "kiem-tra", *(f"khai/{key}" for key in SECTIONS)):
        citizen.get(f"/nop-ho-so/{address}")
        assert citizen.answer is not None
        assert citizen.answer.status_code == 200, address
        assert "<script>alert" not in citizen.answer.get_data(as_text=True)
    citizen.get("/nop-ho-so/kiem-tra").post("/nop-ho-so/kiem-tra", declared="1")
    assert citizen.status in {200, 422}


def test_unknown_sections_are_no_pages(citizen: Citizen) -> None:
    citizen.begin()
    for section in ("nothing", "%00", "a" * 300, "..%2f", "child%20"):
        citizen.get(f"/nop-ho-so/khai/{section}")
        assert citizen.answer is not None
        assert citizen.answer.status_code == 404


UNKNOWN = "6f9619ff-8b86-4d01-b42d-00c04fc964ff"


@pytest.mark.parametrize("wanted", ["", "x", "\x00", UNKNOWN, "a" * 5000])
def test_a_draft_that_is_not_held_is_told_to_be_gone(citizen: Citizen, wanted: str) -> None:
    citizen.begin().get("/nop-ho-so/khai/applicant")
    citizen.post("/nop-ho-so/khai/applicant", ban_nhap=wanted)
    assert citizen.answer is not None
    assert citizen.answer.status_code == 404


def test_strange_uploads_are_answered(citizen: Citizen) -> None:
    citizen.begin().declare().get("/nop-ho-so/giay-to")
    token = citizen.hidden()
    posts: list[dict[str, Any]] = [
        {"bo": "x"},
        {"bo": str(uuid4())},
        {"gui": "\x00"},
        {"birth_notification": "no file at all"},
        {"birth_notification": (BytesIO(b"x"), "a\x00b\r\n.jpg")},
        {"birth_notification": (BytesIO(b"x"), "../../etc/passwd")},
        {"x" * 300: (BytesIO(b"x"), "a.jpg")},
    ]
    for data in posts:
        answer = citizen.client.post("/nop-ho-so/giay-to", data={**token, **data})
        assert answer.status_code in {302, 422}, data


def test_too_much_at_once_is_told_on_the_page_of_the_papers(citizen: Citizen) -> None:
    citizen.begin().declare().get("/nop-ho-so/giay-to")
    answer = citizen.client.post(
        "/nop-ho-so/giay-to",
        data=bytes(42 * 1024 * 1024),
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/nop-ho-so/giay-to"


@pytest.mark.parametrize("cookie", ["", "x", "eyJkcmFmdHMiOiAxfQ.x.y"])
def test_a_broken_cookie_is_no_cookie(app: Flask, citizen: Citizen, cookie: str) -> None:
    citizen.client.set_cookie("mot_cua", cookie)
    for address in ("/", "/nop-ho-so/khai", "/nop-ho-so/bien-nhan", "/tra-cuu/ho-so"):
        citizen.get(address)
        assert citizen.answer is not None
        assert citizen.answer.status_code in {200, 404}


def test_without_a_token_no_post_changes_anything(app: Flask, citizen: Citizen) -> None:
    citizen.begin().declare().upload_all()
    draft = db.session.scalars(select(Draft)).one()
    before = (
        dict(draft.answers),
        list(draft.completed_sections),
        len(draft.papers),
        draft.saved_at,
    )
    rules = [r for r in app.url_map.iter_rules() if r.endpoint.startswith("citizen.")]
    for rule in rules:
        if "POST" not in (rule.methods or ()):
            continue
        values = {"section": "child", "key": draft.id, "token": "00"}
        address = rule.build({k: values[k] for k in rule.arguments}, append_unknown=False)
        assert address is not None
        data = {"ban_nhap": str(draft.id), "declared": "1", "child_name": "Khác", "commune": "1"}
        answer = citizen.client.post(address[1], data=data)
        assert answer.status_code < 500, address
    db.session.expire_all()
    draft = db.session.scalars(select(Draft)).one()
    assert (
        dict(draft.answers),
        list(draft.completed_sections),
        len(draft.papers),
        draft.saved_at,
    ) == before
    assert db.session.scalar(select(func.count()).select_from(Dossier)) == 0
