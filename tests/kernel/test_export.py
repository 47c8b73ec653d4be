"""A list as a file has exactly the rows of its page, for every user."""

from __future__ import annotations

import csv
from contextvars import copy_context
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from werkzeug.test import EnvironBuilder

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.kernel.audit.access_log import AccessEntry, AccessKind
from app.kernel.db import db, streamed, transaction
from app.kernel.spreadsheets import writer
from app.kernel.web.crud import datamodel, export
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, Officer, a_commune, browser_of
from harness.stage.factories.places import DONG_ANH

DOSSIERS = "/can-bo/ho-so"
NEWEST_FIRST = "?_oc_DossierView=submitted_at&_od_DossierView=desc"
FORMULA = '=HYPERLINK("http://evil.example","Bé An")'


def named(name: str, **kind: Any) -> Dossier:
    dossier = ADossier(**kind)
    with transaction():
        dossier.subject_name = name
    return dossier


def as_csv(browser: FlaskClient, address: str) -> list[list[str]]:
    answer = browser.get(address, buffered=True)
    assert answer.status_code == 200, answer.text
    assert answer.text.startswith("\ufeff")
    return list(csv.reader(StringIO(answer.text.removeprefix("\ufeff"))))


def as_sheet(browser: FlaskClient, address: str) -> list[list[Any]]:
    answer = browser.get(address, buffered=True)
    sheet = load_workbook(BytesIO(answer.data)).worksheets[0]
    assert sheet.freeze_panes == "A2"
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.fixture
def officer(database: Database) -> Officer:
    return AnOfficer(Role.COMMUNE_JUSTICE, a_commune())


def test_a_file_holds_the_rows_of_the_list_and_nothing_else(app: Flask, officer: Officer) -> None:
    """The conditions and the order of the address, the scope of the person, no page left out."""
    first, second = named("Lê Bé An"), named("Lê Bé Bình")
    named("Trần Bé An"), named("Lê Bé Xa", commune=a_commune(0, district=DONG_ANH))
    browser = browser_of(app, officer)
    asked = f"{NEWEST_FIRST}&_flt_1_subject_name=Lê&psize_DossierView=1&page_DossierView=1"
    page = browser.get(f"{DOSSIERS}/list/{asked}").text
    assert "Lê Bé" in page
    heads, *rows = as_csv(browser, f"{DOSSIERS}/list/csv{asked}")
    assert heads == ["Người được giải quyết", "Mã", *heads[2:]]
    assert [row[:2] for row in rows] == [
        ["Lê Bé Bình", second.code],
        ["Lê Bé An", first.code],
    ]
    assert rows[0][3] == "Mới nộp"
    typed = as_sheet(browser, f"{DOSSIERS}/list/xlsx{asked}")
    assert [row[:4] for row in typed] == [row[:4] for row in (heads, *rows)]
    assert isinstance(typed[1][4], datetime)
    assert f"{typed[1][4]:%d/%m/%Y %H:%M}" == rows[0][4]


def test_columns_have_room_for_codes_and_all_rows_can_be_filtered(
    app: Flask, officer: Officer
) -> None:
    code = named("Lê Bé An").code
    answer = browser_of(app, officer).get(f"{DOSSIERS}/list/xlsx", buffered=True)
    sheet = load_workbook(BytesIO(answer.data)).worksheets[0]
    (column,) = (cell.column_letter for cell in sheet[2] if cell.value == code)
    assert sheet.column_dimensions[column].width > len(code)
    assert sheet.auto_filter.ref == sheet.dimensions


def test_a_printed_list_has_all_columns_on_a_page_and_its_heads_on_each(
    app: Flask, officer: Officer
) -> None:
    answer = browser_of(app, officer).get(f"{DOSSIERS}/list/xlsx", buffered=True)
    sheet = load_workbook(BytesIO(answer.data)).worksheets[0]
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0


def test_what_a_citizen_typed_is_no_formula_in_the_file(app: Flask, officer: Officer) -> None:
    named(FORMULA)
    browser = browser_of(app, officer)
    assert as_csv(browser, f"{DOSSIERS}/list/csv")[1][0] == f"'{FORMULA}"
    answer = browser.get(f"{DOSSIERS}/list/xlsx", buffered=True)
    cell = load_workbook(BytesIO(answer.data)).worksheets[0]["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (FORMULA, "s", True)


def test_who_took_which_columns_away_is_on_record(app: Flask, officer: Officer) -> None:
    browser_of(app, officer).get(f"{DOSSIERS}/list/csv", buffered=True)
    (entry,) = db.session.scalars(select(AccessEntry).filter_by(action=AccessKind.EXPORT))
    assert (entry.staff_id, entry.subject) == (officer.staff.id, "dossier")
    assert {"subject_name", "code"} <= set(entry.fields)


def test_a_list_too_long_for_a_file_is_refused_in_words(
    app: Flask, officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "MOST_ROWS", 1)
    named("Lê Bé An"), named("Lê Bé Bình")
    browser = browser_of(app, officer)
    answer = browser.get(f"{DOSSIERS}/list/xlsx?_flt_1_subject_name=Lê", follow_redirects=True)
    assert "Một tệp chứa nhiều nhất 1 dòng" in answer.text
    assert answer.request.query_string.decode().startswith("_flt_1_subject_name=")


def test_whoever_goes_away_leaves_no_transaction_behind(
    app: Flask, committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the pieces that left are of the person's own commune, to the last one."""
    monkeypatch.setattr(writer, "PIECE_BYTES", 1)
    monkeypatch.setattr(datamodel, "streamed", lambda query: streamed(query, at_once=1))
    mine, theirs = (
        named("Lê Bé An").code,
        named("Lê Bé Xa", commune=a_commune(district=DONG_ANH)).code,
    )
    cookies = browser_of(app, AnOfficer(Role.COMMUNE_JUSTICE, a_commune()))._cookies or {}
    sent = "; ".join(f"{cookie.key}={cookie.value}" for cookie in cookies.values())
    builder = EnvironBuilder(path=f"{DOSSIERS}/list/csv", headers=[("Cookie", sent)])
    waiting = (
        "select count(*) from pg_stat_activity"
        " where state = 'idle in transaction' and datname = current_database()"
    )
    db.session.remove()
    outside = copy_context()
    pieces: Any = outside.run(app.wsgi_app, builder.get_environ(), lambda *_: lambda _: None)
    with committed.connect() as beside:
        assert mine in outside.run(next, iter(pieces)).decode()
        assert beside.execute(waiting).fetchone() == (1,)
        assert theirs not in b"".join(outside.run(list, pieces)).decode()
        pieces = outside.run(app.wsgi_app, builder.get_environ(), lambda *_: lambda _: None)
        outside.run(next, iter(pieces))
        outside.run(pieces.close)
        assert beside.execute(waiting).fetchone() == (0,)
