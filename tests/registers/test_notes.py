"""A later event is noted on the entry it concerns, in whichever commune that entry stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest
from flask import Flask
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.workflow import Action, State
from app.kernel.db import attempt, db
from app.kernel.row_security.grants import LOADER, PUBLIC, WEB, WORKER
from app.kernel.security.rate_limits import ENTRY_NAMING
from app.procedures.rules.procedure_finder import BIRTH
from app.registers import queries
from app.registers.models.entries import Entry
from app.registers.models.notes import NoteKind
from app.registers.queries import books, notes
from app.registers.views import earlier_entries
from harness.stage.application import become
from harness.stage.factories import ADossier, a_commune
from harness.stage.factories.dossiers import take
from tests.handoffs.conftest import Desk, desk
from tests.registers.test_copies import words
from tests.registers.test_verification import IN_FORCE, Checker, sealed

__all__ = ["desk"]

pytestmark = pytest.mark.usefixtures("database")

CORRECTION, SUPPLEMENT = "1.004859", "1.004859.1"


def a_birth(commune: int = 0) -> Entry:
    entry = queries.of_dossier(ADossier(State.READY, a_commune(commune), BIRTH).id)
    assert entry is not None
    return entry


PAGE = "/can-bo/so-ho-tich/viec-truoc/{}"
Sit = Callable[..., Desk]


def name(desk: Sit, dossier: Dossier, entry: Entry, **changes: int) -> str:
    """The officer names the entry on the page; what the page answers."""
    said = {"commune": entry.unit_id, "kind": "birth", "year": entry.year, "number": entry.number}
    officer = desk(Role.COMMUNE_JUSTICE, dossier.commune)
    page = PAGE.format(dossier.id)
    answer = officer.send(page, page, **said | changes)
    return officer.see(page) if answer.status_code == 302 else answer.text


def sign(dossier: Dossier) -> Entry:
    take(dossier, Action.SIGN, Role.COMMUNE_LEADER)
    db.session.flush()
    return db.session.scalars(select(Entry).where(Entry.dossier_id == dossier.id)).one()


def test_a_correction_in_another_commune_is_noted_on_the_birth(desk: Sit) -> None:
    birth = a_birth(0)
    dossier = ADossier(State.TO_SIGN, a_commune(1), CORRECTION, change_kind="correct")
    assert dossier.commune_id != birth.unit_id
    page = name(desk, dossier, birth)
    assert f"{birth.subject_name}, số {birth}" in page
    signed = dict(birth.content)
    assert list(notes.notes_of(birth)) == []
    corrected = sign(dossier)
    db.session.expire_all()
    (note,) = notes.notes_of(birth)
    assert (note.kind, note.source_entry_id) == (NoteKind.CORRECTION, corrected.id)
    assert note.unit_id == corrected.unit_id
    assert birth.content == signed
    (printed,) = notes.printed_notes(birth)
    assert "Cải chính: “" in printed
    assert f"Trích lục thay đổi, cải chính hộ tịch số {corrected}" in printed
    assert books.minutes_of(birth.book).errors == 1
    keeper = desk(Role.COMMUNE_JUSTICE, birth.unit)
    assert note.text in keeper.see(f"/can-bo/mot-cua/ho-so/{birth.dossier_id}")


def test_entries_of_other_communes_are_named_up_to_a_limit(
    desk: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    births = a_birth(0), a_birth(1)
    dossier = ADossier(State.TO_SIGN, a_commune(1), CORRECTION, change_kind="correct")
    monkeypatch.setattr(earlier_entries, "ENTRY_NAMING", replace(ENTRY_NAMING, amount=2))
    officer, page = desk(Role.COMMUNE_JUSTICE, dossier.commune), PAGE.format(dossier.id)
    said = {"commune": births[0].unit_id, "kind": "birth", "year": births[0].year}
    for n in (8, 9):
        assert "quá nhiều lần" not in officer.send(page, page, **said, number=n).text
    refused = officer.send(page, page, **said, number=births[0].number).text
    assert "quá nhiều lần" in refused
    assert births[0].subject_name not in refused
    own = said | {"commune": births[1].unit_id, "number": births[1].number}
    assert officer.send(page, page, **own).status_code == 302
    assert births[1].subject_name in officer.see(page)


def test_the_paper_of_a_correction_takes_the_place_of_the_one_of_another_commune(
    desk: Sit, app: Flask
) -> None:
    birth, checker = a_birth(0), Checker(app)
    assert IN_FORCE in checker.drops(sealed(birth.dossier))[1]
    corrected = []
    for _time in range(2):  # the second correction finds the paper out of force already
        dossier = ADossier(State.TO_SIGN, a_commune(1), CORRECTION, change_kind="correct")
        name(desk, dossier, birth)
        corrected.append(sign(dossier))
    _status, page = checker.drops(sealed(birth.dossier))
    assert "Giấy này đã được thay thế" in page
    assert f"số {corrected[0]}" in page
    assert IN_FORCE in checker.drops(sealed(corrected[0].dossier))[1]
    assert len(notes.notes_of(birth)) == 2
    keeper = desk(Role.COMMUNE_JUSTICE, birth.unit)
    copy = words(keeper.client.get(f"/can-bo/so-ho-tich/ban-sao/{birth.id}").get_data())
    assert [copy.count(note) for note in notes.printed_notes(birth)] == [1, 1]


def test_an_entry_is_named_once_however_often_the_button_is_pressed(desk: Sit) -> None:
    birth = a_birth()
    dossier = ADossier(State.TO_SIGN, procedure=SUPPLEMENT)
    for _time in range(2):
        assert f"{birth.subject_name}, số {birth}" in name(desk, dossier, birth)
    assert len(notes.earlier_entries(dossier.id)) == 1


def test_a_number_that_does_not_exist_is_refused_and_nothing_is_noted(desk: Sit) -> None:
    birth = a_birth()
    dossier = ADossier(State.TO_SIGN, procedure=SUPPLEMENT)
    page = name(desk, dossier, birth, number=birth.number + 5)
    assert "Không có việc đăng ký nào mang số này" in page
    sign(dossier)
    assert list(notes.notes_of(birth)) == []


def test_without_a_signature_there_is_no_note_and_after_it_none_is_named(desk: Sit) -> None:
    birth = a_birth()
    dossier = ADossier(State.TO_SIGN, procedure=SUPPLEMENT)
    name(desk, dossier, birth)
    assert list(notes.notes_of(birth)) == []
    assert "Bỏ chọn" in desk(Role.COMMUNE_JUSTICE, dossier.commune).see(PAGE.format(dossier.id))
    sign(dossier)
    (note,) = notes.notes_of(birth)
    assert note.kind is NoteKind.SUPPLEMENT
    after = desk(Role.COMMUNE_JUSTICE, dossier.commune).see(PAGE.format(dossier.id))
    assert "Bỏ chọn" not in after


def test_no_role_changes_or_removes_what_stands_in_a_book(desk: Sit) -> None:
    birth = a_birth()
    dossier = ADossier(State.TO_SIGN, procedure=SUPPLEMENT)
    name(desk, dossier, birth)
    sign(dossier)
    roles = (WEB, WORKER, PUBLIC, LOADER)
    tables = ("register_entry", "entry_note", "entry_number", "book_event")
    ways = ("update {} set id = id", "delete from {}", "truncate {}")
    for role, table, way in product(roles, tables, ways):
        with pytest.raises(DBAPIError) as refused, attempt():
            _try(role, way.format(table))
        assert isinstance(refused.value.orig, InsufficientPrivilege), (role, table, way)


def _try(role: str, statement: str) -> None:
    connection = db.session.connection()
    become(connection, role)
    connection.execute(text(statement))
