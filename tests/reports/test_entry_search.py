"""Search across civil-status books: what is found, by whom, and what is logged."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.roles import Role
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.audit.access_log import AccessEntry
from app.kernel.db import db, transaction
from app.organisation.models import Unit, UnitKind
from app.procedures.models.vocabulary import BookKind
from app.procedures.rules.procedure_finder import BIRTH
from app.registers.models.entries import Entry
from app.registers.operations.extracts import PaperEntry, copied
from app.reports.queries import entry_search
from harness.stage.factories import ADossier, AnOfficer, a_commune, browser_of
from harness.stage.factories.places import DONG_ANH, agency
from tests.registers.test_keyed_entries import CHILD, KEY, post
from tests.reports.test_civil_statistics import token

pytestmark = pytest.mark.usefixtures("database")
PAGE = "/can-bo/so-ho-tich/tra-cuu/"


@pytest.fixture(autouse=True)
def november() -> Any:
    with clock.frozen(clock.at(date(2016, 11, 21), 9)):
        yield


def registered(name: str, commune: Unit | None = None, **said: Any) -> Entry:
    dossier = ADossier(State.READY, commune, BIRTH, child_name=name, **said)
    return db.session.scalars(select(Entry).where(Entry.dossier_id == dossier.id)).one()


def search(browser: FlaskClient, purpose: str = "extract", **asked: Any) -> str:
    form = {"csrf_token": token(browser, PAGE), "purpose": purpose, **asked}
    return browser.post(PAGE, data=form).get_data(as_text=True)


def test_an_entry_is_found_by_what_is_known_of_it(app: Flask) -> None:
    entry = registered("Đỗ Thị Hồng Gấm", child_born="2016-11-10", father_name="Đỗ Quang Lẫm",
                       birth_proof_date="2016-11-11")  # fmt: skip
    registered("Trần Văn Khác", child_born="2016-11-12", birth_proof_date="2016-11-13")
    browser = browser_of(app, AnOfficer(Role.COMMUNE_JUSTICE, a_commune()))
    for asked in (
        {"name": "hong gam"},
        {"name": "HỒNG GẤM"},
        {"parent": "do quang lam"},
        {"event_on": "2016-11-10"},
        {"number": str(entry.number), "year": "2016"},
        {"name": "do thi", "parent": "mau", "event_on": "10/11/2016"},
    ):
        found = search(browser, **asked)
        assert "Đỗ Thị Hồng Gấm" in found, asked
        assert "Trần Văn Khác" not in found, asked
    assert "Đỗ Thị Hồng Gấm" not in search(browser, name="hong gam", event_on="2016-11-11")


def test_a_district_finds_entries_of_its_communes_and_a_commune_its_own(app: Flask) -> None:
    for n, (commune, name) in enumerate(
        ((a_commune(), "Lê Gần"), (a_commune(1), "Lê Bên"), (a_commune(district=DONG_ANH), "Lê Xa"))
    ):
        registered(f"{name} {'ABC'[n]}", commune)
    seats = {
        AnOfficer(Role.COMMUNE_JUSTICE, a_commune()): {"Lê Gần"},
        AnOfficer(Role.DISTRICT_JUSTICE, agency(UnitKind.DISTRICT)): {"Lê Gần", "Lê Bên"},
        AnOfficer(Role.CITY_JUSTICE): {"Lê Gần", "Lê Bên", "Lê Xa"},
    }
    for officer, names in seats.items():
        said = search(browser_of(app, officer), name="le ")
        assert {name for name in ("Lê Gần", "Lê Bên", "Lê Xa") if name in said} == names
    reception = browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION, a_commune()))
    assert reception.get(PAGE).status_code in {302, 403}


def test_a_search_needs_a_purpose_which_is_logged_without_what_was_typed(app: Flask) -> None:
    registered("Vũ Thị Nhật Ký")
    browser = browser_of(app, AnOfficer(Role.DISTRICT_JUSTICE, agency(UnitKind.DISTRICT)))
    logged = select(AccessEntry.fields).where(AccessEntry.page == "EntrySearch.search")
    assert "Vũ Thị Nhật Ký" not in search(browser, purpose="", name="nhat ky")
    assert "Vũ Thị Nhật Ký" not in search(browser, year="2016")
    assert db.session.scalars(logged).all() == []
    assert "Vũ Thị Nhật Ký" in search(browser, purpose="agency", name="nhat ky")
    assert db.session.scalars(logged).all() == [["name", "purpose=agency"]]


def test_entries_of_handwritten_books_are_found_and_marked(app: Flask) -> None:
    near, far = a_commune(), a_commune(district=DONG_ANH)
    first, second = (AnOfficer(Role.COMMUNE_JUSTICE, near) for _n in range(2))
    for officer in (first, second):
        post(browser_of(app, officer), KEY, CHILD)
    browser = browser_of(app, first)
    asked = (
        {"name": "mau hanh"},
        {"parent": "mau lan"},
        {"event_on": "01/03/2009"},
        {"number": "45", "year": "2009"},
    )
    for said in asked:
        found = search(browser, **said)
        assert "Trần Thị Mẫu Hạnh" in found, said
        assert "Sổ giấy" in found
    assert "Mẫu Hạnh" not in search(browser, name="mau hanh", year="2010")
    other = browser_of(app, AnOfficer(Role.COMMUNE_JUSTICE, far))
    assert "Mẫu Hạnh" not in search(other, name="mau hanh")


def test_a_copy_that_was_put_right_is_found_as_it_is_now(app: Flask) -> None:
    paper = PaperEntry(BookKind.BIRTH, "01/2009", 45, date(2009, 3, 12), {"child_name": "Lê Sai"})
    officer = AnOfficer(Role.COMMUNE_JUSTICE, a_commune())
    for name in ("Lê Sai", "Lê Đúng"):
        typed = paper._replace(typed={"child_name": name})
        with transaction(), clock.frozen(clock.now() + timedelta(minutes=len(name))):
            db.session.add(
                copied(a_commune(), typed, is_rehearsal=False, posting_id=officer.posting.id)
            )
    browser = browser_of(app, officer)
    assert "Lê Sai" not in search(browser, number="45")
    assert "Lê Đúng" in search(browser, number="45")


def test_too_many_are_not_listed_silently(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = browser_of(app, AnOfficer(Role.COMMUNE_JUSTICE, a_commune()))
    for _n in range(3):
        registered("Ngô Nhiều Người")
    monkeypatch.setattr(entry_search, "MOST", 2)
    said = search(browser, name="nhieu nguoi")
    assert said.count("/can-bo/so-ho-tich/dang-ky/show/") == 2
    assert "2" in said
