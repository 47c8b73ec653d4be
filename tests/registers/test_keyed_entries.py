"""Old books: two officers key each entry alone; what they agree on is copied in."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.roles import Role
from app.kernel.db import db
from app.registers.models.copied_entries import CopiedEntry
from app.registers.models.keyed_entries import KeyedEntry
from harness.stage.factories import AnOfficer, a_commune, browser_of

pytestmark = pytest.mark.usefixtures("database")
BOOKS, KEY = "/can-bo/so-ho-tich/so-cu/", "/can-bo/so-ho-tich/so-cu/nhap/birth"
CHILD = {
    "book": "01/2009",
    "number": "45",
    "registered_on": "12/03/2009",
    "child_name": "Trần Thị Mẫu Hạnh",
    "child_born": "1/3/2009",
    "mother_name": "Nguyễn Thị Mẫu Lan",
}
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def officer(app: Flask, commune: int = 0) -> FlaskClient:
    return browser_of(app, AnOfficer(Role.COMMUNE_JUSTICE, a_commune(commune)))


def post(browser: FlaskClient, page: str, said: dict[str, Any]) -> Any:
    found = _TOKEN.search(browser.get(page).get_data(as_text=True))
    assert found
    return browser.post(page, data={"csrf_token": found[1], **said}, follow_redirects=True)


def copied() -> list[CopiedEntry]:
    return [*db.session.scalars(select(CopiedEntry))]


def test_an_entry_that_two_officers_keyed_alike_is_copied_in(app: Flask) -> None:
    first, second = officer(app), officer(app)
    post(first, KEY, CHILD)
    assert copied() == []
    again = post(first, KEY, CHILD).get_data(as_text=True)
    assert "Số 45 của quyển này đã nhập lần một" in again
    page = second.get(BOOKS).get_data(as_text=True)
    assert "so=45" in page
    blank = second.get(f"{KEY}?quyen=01/2009&so=45").get_data(as_text=True)
    assert "Trần Thị Mẫu Hạnh" not in blank
    post(second, KEY, CHILD)
    (entry,) = copied()
    assert (entry.subject_name, entry.number, entry.year) == ("Trần Thị Mẫu Hạnh", 45, 2009)
    assert entry.content["answers"]["mother_name"] == "Nguyễn Thị Mẫu Lan"
    third = post(officer(app), KEY, CHILD).get_data(as_text=True)
    assert "đã nhập hai lần" in third
    assert len(copied()) == 1


def test_a_number_that_no_book_has_is_refused_at_its_field(app: Flask) -> None:
    far = "99999999999999999999"
    page = post(officer(app), f"{KEY}?quyen=01/2009&so={far}", CHILD | {"number": far})
    assert page.status_code == 200
    said = page.get_data(as_text=True)
    assert "Nhập số từ 1 đến 99999" in said
    assert 'value="Trần Thị Mẫu Hạnh"' in said


def test_differences_are_shown_and_settled_before_the_book(app: Flask) -> None:
    first, second = officer(app), officer(app)
    post(first, KEY, CHILD)
    shown = post(second, KEY, {**CHILD, "mother_name": "Nguyễn Thị Mẫu Loan"})
    said = shown.get_data(as_text=True)
    assert "Nguyễn Thị Mẫu Lan<" in said
    assert "Nguyễn Thị Mẫu Loan<" in said
    assert 'value="Nguyễn Thị Mẫu' not in said
    assert 'value="Trần Thị Mẫu Hạnh"' in said
    assert copied() == []
    page = shown.request.path
    settled = {key: CHILD[key] for key in CHILD if key not in {"book", "number"}}
    post(first, page, {**settled, "mother_name": "Nguyễn Thị Mẫu Loan"})
    (entry,) = copied()
    assert entry.content["answers"]["mother_name"] == "Nguyễn Thị Mẫu Loan"
    assert (entry.book, entry.number) == ("01/2009", 45)
    post(second, page, settled)
    assert len(copied()) == 1
    progress = first.get(BOOKS).get_data(as_text=True)
    assert re.search(r"01/2009.*?>1<.*?>1<.*?>45<", progress, re.S)


def test_another_commune_sees_and_settles_nothing(app: Flask) -> None:
    first, second, stranger = officer(app), officer(app), officer(app, 1)
    post(first, KEY, CHILD)
    shown = post(second, KEY, {**CHILD, "child_name": "Trần Thị Mẫu Hằng"})
    assert stranger.get(shown.request.path).status_code == 404
    assert "01/2009" not in stranger.get(BOOKS).get_data(as_text=True)
    post(stranger, KEY, CHILD)
    assert copied() == []
    assert len(db.session.scalars(select(KeyedEntry)).all()) == 3
    city = browser_of(app, AnOfficer(Role.CITY_JUSTICE))
    assert city.get(BOOKS).status_code in {302, 403}
