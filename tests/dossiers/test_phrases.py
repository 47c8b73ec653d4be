"""Stock phrases: kept by a commune, offered at the field, counted by use."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.operations import staff as accounts_staff
from app.accounts.roles import Role
from app.dossiers.models.phrases import PhraseKind, StockPhrase
from app.dossiers.workflow import State
from app.kernel.db import db, transaction
from app.organisation.models import Unit
from harness.stage.factories import ADossier, AnOfficer, a_commune, browser_of
from harness.stage.factories.people import LONG_AGO
from tests.dossiers.test_bulk_steps import hidden
from tests.handoffs.conftest import Desk

LIST, DESK = "/can-bo/mau-cau", "/can-bo/mot-cua/ho-so"
BLURRED = "Ảnh chụp mờ, không đọc được số."

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def desk(app: Flask) -> Desk:
    """The reception's."""
    officer = AnOfficer(Role.COMMUNE_RECEPTION, a_commune())
    return Desk(browser_of(app, officer), officer)


def a_phrase(kind: PhraseKind, text: str, unit: Unit | None = None) -> StockPhrase:
    phrase = StockPhrase(id=uuid4(), unit_id=(unit or a_commune()).id, kind=kind, text=text)
    with transaction():
        db.session.add(phrase)
        db.session.flush()
    return phrase


def used(phrase: StockPhrase) -> int:
    db.session.refresh(phrase)
    return phrase.used


def test_a_commune_keeps_its_own(app: Flask, desk: Desk) -> None:
    there = a_phrase(PhraseKind.NOTE, "Của xã bên.", a_commune(1))
    page = desk.see(f"{LIST}/add")
    form = {"csrf_token": hidden(page, "csrf_token"), "kind": "note", "text": f"  {BLURRED}  "}
    assert desk.client.post(f"{LIST}/add", data=form).status_code == 302
    listed = desk.see(f"{LIST}/list/")
    assert BLURRED in listed
    assert there.text not in listed
    assert desk.status(f"{LIST}/edit/{there.id}") == 404


def test_who_also_sits_in_the_district_keeps_it_for_the_desk(app: Flask) -> None:
    officer = AnOfficer(Role.DISTRICT_LEADER)
    with transaction():
        accounts_staff.grant_posting(
            officer.staff, a_commune(), Role.COMMUNE_RECEPTION, title="Công chức", since=LONG_AGO
        )
    desk = Desk(browser_of(app, officer), officer)
    form = {"csrf_token": hidden(desk.see(f"{LIST}/add"), "csrf_token"), "kind": "note"}
    assert desk.client.post(f"{LIST}/add", data=form | {"text": BLURRED}).status_code == 302
    kept = db.session.scalars(select(StockPhrase).where(StockPhrase.text == BLURRED)).one()
    assert kept.unit_id == a_commune().id


def test_a_phrase_is_put_into_the_field_without_script_and_counted(desk: Desk) -> None:
    phrase, dossier = a_phrase(PhraseKind.REASON, BLURRED), ADossier(State.SUBMITTED)
    a_phrase(PhraseKind.REASON, "Của xã bên.", a_commune(1))
    page = f"{DESK}/{dossier.id}/buoc/refuse_intake/ly-do"
    shown = desk.see(page)
    assert BLURRED in shown
    assert "Của xã bên." not in shown
    typed = {"version": dossier.row_version, "reason": "Chào ông bà."}
    filled = desk.send(page, page, **typed, mau_cau=str(phrase.id)).text
    assert f"Chào ông bà. {BLURRED}</textarea>" in filled
    assert (dossier.state, used(phrase)) == (State.SUBMITTED, 0)
    typed = {"version": dossier.row_version, "reason": f"Chào ông bà. {BLURRED}", "article": "Đ7"}
    assert desk.send(page, page, **typed).status_code == 302
    assert used(phrase) == 1


def test_a_phrase_of_one_procedure_is_offered_there_only(desk: Desk) -> None:
    here, other = ADossier(State.SUBMITTED), ADossier(State.SUBMITTED)
    phrase = a_phrase(PhraseKind.MISSING, BLURRED)
    page = f"{DESK}/{here.id}/buoc/ask-supplement"
    assert BLURRED in desk.see(page)
    with transaction():
        phrase.procedure_id = here.procedure_version.procedure_id + 1
    assert BLURRED not in desk.see(page)
    assert other.state == State.SUBMITTED


def test_a_supplement_begins_with_one_line_and_counts_what_is_used(desk: Desk) -> None:
    phrase, dossier = a_phrase(PhraseKind.MISSING, BLURRED), ADossier(State.SUBMITTED)
    page = f"{DESK}/{dossier.id}/buoc/ask-supplement"
    shown = desk.see(page)
    assert shown.count("<fieldset") == 1
    groups = [part.split('"', 1)[0] for part in shown.split('<optgroup label="')[1:]]
    assert groups == ["Giấy tờ", "Tờ khai", "Khác"]
    form = {
        "version": dossier.row_version,
        "items-0-about": "other:",
        "items-0-wrong": BLURRED,
        "items-0-todo": "Chụp lại",
    }
    more = desk.send(page, page, **form, them="1").text
    assert more.count("<fieldset") == 2
    assert desk.send(page, page, **form).status_code == 302
    assert used(phrase) == 1
