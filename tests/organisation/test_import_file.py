"""Import of catalogue rows from a file: validated first, row by row, then written."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from app.accounts.roles import Role
from app.kernel.audit.change_log import AuditAction, AuditEntry
from app.kernel.db import db
from app.organisation.models import CalendarDay, Unit
from harness.stage.databases import Database
from harness.stage.factories import AnOfficer, a_commune, browser_of
from harness.stage.factories.people import seat_of
from harness.stage.factories.places import DONG_ANH

DAYS, COMMUNES = "/can-bo/lich-lam-viec", "/can-bo/xa-phuong"


def table_of(browser: FlaskClient, base: str) -> Any:
    return load_workbook(BytesIO(browser.get(f"{base}/import/table").data))


def tried(browser: FlaskClient, base: str, book: Any) -> tuple[str, dict[str, str]]:
    """The page with the validation result, and its form."""
    written = BytesIO()
    book.save(written)
    token = hidden(browser.get(f"{base}/import").text, "csrf_token")
    data = {"csrf_token": token, "file": (BytesIO(written.getvalue()), "a.xlsx")}
    page = browser.post(f"{base}/import", data=data).text
    return page, {"csrf_token": token, "rows": hidden(page, "rows")}


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    return found[1] if found else ""


def verdicts(page: str) -> list[tuple[str, str]]:
    rows = re.findall(r"<td class=\"mc-key\">Dòng (\d+)</td>(.*?)</tr>", page, re.DOTALL)
    words = {"Mới", "Sửa", "Cần sửa"}
    return [
        (n, next(w for w in words if f">{w}<" in re.sub(r"<svg.*?</svg>", "", r))) for n, r in rows
    ]


def test_a_calendar_is_tried_then_written(app: Flask, database: Database) -> None:
    browser = browser_of(app, AnOfficer(Role.CITY_ADMIN, seat_of(Role.CITY_ADMIN)))
    book = table_of(browser, DAYS)
    sheet = book.worksheets[0]
    kind = sheet["B2"].value
    sheet["D2"].value = "Thông báo mới"
    for at, text in enumerate(("30/02/2017", kind, "Có", "Thử"), 1):
        sheet.cell(sheet.max_row + (at == 1), at, text)
    for at, text in enumerate((date(2031, 1, 2), kind, "Có", "Thông báo"), 1):
        sheet.cell(sheet.max_row + (at == 1), at, text)
    last = sheet.max_row
    page, form = tried(browser, DAYS, book)
    told = dict(verdicts(page))
    assert (told["2"], "3" in told) == ("Sửa", False)
    assert (told[str(last - 1)], told[str(last)]) == ("Cần sửa", "Mới")
    assert "Chưa có gì thay đổi." in page
    assert db.session.get(CalendarDay, date(2031, 1, 2)) is None

    assert dict(verdicts(browser.post(f"{DAYS}/import", data=form).text)) == told
    assert db.session.get_one(CalendarDay, date(2031, 1, 2)).source == "Thông báo"
    changes = db.session.scalars(select(AuditEntry.action).filter_by(subject="calendar_day")).all()
    assert sorted(changes) == sorted([AuditAction.ADD, AuditAction.EDIT, AuditAction.IMPORT])


def test_a_file_does_nothing_that_its_bearer_could_not_do(app: Flask, database: Database) -> None:
    """Contacts of another district's communes, names, and a file validated by another user."""
    at_work = AnOfficer(Role.DISTRICT_IT, seat_of(Role.DISTRICT_IT))
    browser = browser_of(app, at_work)
    far, near = a_commune(district=DONG_ANH), a_commune()
    before, key = far.address, far.id
    book = table_of(browser, COMMUNES)
    sheet = book.worksheets[0]
    codes = {sheet.cell(n, 1).value: n for n in range(2, sheet.max_row + 1)}
    assert far.code not in codes
    sheet.cell(codes[near.code], 3).value = "Số 1 phố Mới"
    renamed = next(n for code, n in codes.items() if code != near.code)
    sheet.cell(renamed, 2).value = "Xã Khác"
    sheet.append([far.code, far.name, "Số 2 phố Xa"])
    foreign = sheet.max_row
    page, form = tried(browser, COMMUNES, book)
    told = dict(verdicts(page))
    assert told[str(codes[near.code])] == "Sửa"
    assert told[str(renamed)] == told[str(foreign)] == "Cần sửa"
    other = browser_of(app, AnOfficer(Role.CITY_ADMIN, seat_of(Role.CITY_ADMIN)))
    other_form = form | {"csrf_token": hidden(other.get(f"{COMMUNES}/import").text, "csrf_token")}
    assert verdicts(other.post(f"{COMMUNES}/import", data=other_form).text) == []
    browser.post(f"{COMMUNES}/import", data=form)
    assert db.session.get_one(Unit, near.id).address == "Số 1 phố Mới"
    assert db.session.get_one(Unit, key).address == before
