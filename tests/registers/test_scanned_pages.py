"""Scans of old books: shown beside the fields to whoever keys, and to nobody elsewhere."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from app.accounts.roles import Role
from app.kernel.db import db
from app.registers.models.scanned_pages import ScannedPage
from harness.stage.factories import AnOfficer, browser_of
from tests.registers.test_keyed_entries import BOOKS, CHILD, KEY, officer, post

pytestmark = pytest.mark.usefixtures("database")
ADD, PICTURE = (
    f"{BOOKS}trang/them/birth",
    re.compile(r'src="(/can-bo/so-ho-tich/so-cu/trang/[^"]+)"'),
)


def a_picture(form: str = "PNG") -> tuple[BytesIO, str]:
    written = BytesIO()
    Image.new("RGB", (60, 80), "white").save(written, form)
    written.seek(0)
    return written, f"trang.{form.lower()}"


def add(browser: FlaskClient, **said: Any) -> Any:
    page = {"book": "01/2009", "first": "45", "last": "47", "file": a_picture()}
    return post(browser, ADD, page | said)


def scans() -> list[ScannedPage]:
    return [*db.session.scalars(select(ScannedPage))]


def test_the_page_is_shown_beside_the_fields_of_its_entries(app: Flask) -> None:
    first, second = officer(app), officer(app)
    said = add(first)
    assert said.request.path == KEY
    (picture,) = PICTURE.findall(said.get_data(as_text=True))
    with second.get(picture) as shown:
        assert shown.mimetype == "image/png"
    for number, is_there in ((44, False), (45, True), (47, True), (48, False)):
        page = second.get(f"{KEY}?quyen=01/2009&so={number}").get_data(as_text=True)
        assert (picture in page) is is_there, number
    post(first, KEY, CHILD)
    settling = post(second, KEY, {**CHILD, "mother_name": "Nguyễn Thị Mẫu Loan"})
    assert picture in settling.get_data(as_text=True)


def test_the_newest_scan_of_a_page_counts(app: Flask) -> None:
    browser = officer(app)
    add(browser)
    before = scans()[0].id
    page = add(browser).get_data(as_text=True)
    assert str(before) not in page
    assert len(scans()) == 2


def test_the_progress_of_a_book_counts_what_is_scanned(app: Flask) -> None:
    first, second = officer(app), officer(app)
    add(first, first="1", last="4", book="02/2009")
    for browser in (first, second):
        post(browser, KEY, {**CHILD, "book": "02/2009", "number": "1"})
    row = first.get(BOOKS).get_data(as_text=True).split("02/2009", 1)[1].split("</tr>", 1)[0]
    assert ">4<" in row
    assert "25 %" in row


def test_what_is_no_picture_or_no_page_is_refused(app: Flask) -> None:
    browser = officer(app)
    pdf = BytesIO(b"%PDF-1.4 of nothing"), "trang.pdf"
    for said in ({"file": pdf}, {"file": (BytesIO(b""), "")}, {"last": "44"}, {"book": " "}):
        assert "mc-errors" in add(browser, **said).get_data(as_text=True)
    assert scans() == []


def test_another_commune_does_not_see_the_page(app: Flask) -> None:
    page = add(officer(app)).get_data(as_text=True)
    (picture,) = PICTURE.findall(page)
    assert officer(app, 1).get(picture).status_code == 404
    police = browser_of(app, AnOfficer(Role.POLICE))
    assert police.get(picture).status_code in {302, 403}
