"""Personal numbers from the import of the police: the right child, once, entry unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app.dossiers.models.dossier import Dossier
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.audit.change_log import AuditAction, AuditEntry
from app.kernel.db import db, transaction
from app.kernel.row_security.grants import LOADER, WORKER
from app.procedures.rules.procedure_finder import BIRTH
from app.registers import queries
from app.registers.models.entries import Entry, EntryNumber
from app.registers.operations import personal_numbers
from app.registers.operations.personal_numbers import NumberMatchResult
from app.residents.operations.import_apply import AfterImport, after_import
from harness.stage.application import become
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AResident, a_commune

MOTHER, FATHER = "001190000001", "001088000002"
NINE = "012345678"
CHILD = "001316000011"
NAME = "Trần Nguyễn Mẫu"


def week_old() -> date:
    return clock.today() - timedelta(days=7)


def a_birth(name: str = NAME, **said: Any) -> Entry:
    """An entry of a child whose mother's paper has nine digits by default."""
    dossier = ADossier(State.READY, procedure=BIRTH, child_name=name, **said)
    entry = queries.of_dossier(dossier.id)
    assert entry is not None
    return entry


def a_child(number: str = CHILD, name: str = NAME, **facts: Any) -> None:
    """A row of the police's file."""
    said = {"born": week_old().isoformat(), "mother_number": NINE, "mother_name": "Nguyễn Thị Mẫu"}
    AResident(number, name=name, **said | facts)


def complete() -> tuple[int, int, int]:
    """The worker's job after an import, with the role of the worker."""
    found = completed()
    return found.completed, found.left_open, found.taken


def completed() -> NumberMatchResult:
    with as_the_worker():
        return personal_numbers.complete(uuid4())


@contextmanager
def as_the_worker() -> Iterator[None]:
    connection = db.session.connection()
    become(connection, WORKER)
    try:
        yield
    finally:
        become(db.session.connection(), LOADER)


def number_of(entry: Entry) -> str | None:
    query = select(EntryNumber.number).where(EntryNumber.entry_id == entry.id)
    return db.session.scalar(query)


def test_a_child_of_the_file_completes_its_entry_and_leaves_it_as_signed(
    database: Database,
) -> None:
    entry = a_birth()
    signed = dict(entry.content)
    a_child(sex="female", nationality="VN")
    assert complete() == (1, 0, 0)
    db.session.expire_all()
    assert (number_of(entry), entry.personal_number) == (CHILD, CHILD)
    assert entry.content == signed
    kept = db.session.scalars(select(EntryNumber).where(EntryNumber.entry_id == entry.id)).one()
    assert (kept.source, kept.as_of) == ("Công an TP Hà Nội", date(2016, 11, 1))


def test_a_second_file_changes_nothing(database: Database) -> None:
    entry = a_birth()
    a_child()
    assert complete() == (1, 0, 0)
    assert complete() == (0, 0, 0)
    assert number_of(entry) == CHILD


@pytest.mark.parametrize(
    "facts",
    [
        {"mother_number": MOTHER},
        {"mother_number": None, "father_number": NINE},
        {"mother_number": MOTHER, "father_number": FATHER},
    ],
)
def test_a_parent_is_known_by_the_old_number_or_the_new(
    database: Database, facts: dict[str, Any]
) -> None:
    entry = a_birth()
    AResident(MOTHER, old_number=NINE, name="Nguyễn Thị Mẫu")
    a_child(**facts)
    assert complete() == (1, 0, 0)
    assert number_of(entry) == CHILD


@pytest.mark.parametrize(
    "facts",
    [
        {"name": "Lê Hoàng Khác"},
        {"name": "Trần Nguyễn Mu"},
        {"born": "2016-01-02"},
        {"born": "2016"},
        {"mother_number": "099999999"},
        {"number": "123456789"},
        {"sex": "male"},
        {"nationality": "FR"},
        {"decoy": True},
    ],
)
def test_whoever_could_be_somebody_else_gives_no_number(
    database: Database, facts: dict[str, Any]
) -> None:
    entry = a_birth()
    a_child(**facts)
    assert complete() == (0, 0, 0)
    assert number_of(entry) is None


@pytest.mark.parametrize(
    "facts",
    [
        {"sex": "male"},
        {"father_name": "Đỗ Văn Khác"},
        {"name": "Trần Nguyễn Mậu"},
    ],
)
def test_a_child_who_is_perhaps_the_one_is_counted_to_be_looked_at(
    database: Database, facts: dict[str, Any]
) -> None:
    entry = a_birth(child_sex="female", father_name="Trần Văn Dụ")
    a_child(**facts)
    outcome = completed()
    assert (outcome.completed, outcome.to_look_at) == (0, 1)
    assert number_of(entry) is None
    a_child("001316000099", sex="female", father_name="Trần Văn Dụ")
    outcome = completed()
    assert (outcome.completed, outcome.to_look_at) == (1, 0)


def test_a_child_of_foreign_nationality_gets_none(database: Database) -> None:
    entry = a_birth()
    with transaction():
        dossier = db.session.get_one(Dossier, entry.dossier_id)
        dossier.answers = {**dossier.answers, "child_nationality": "FR"}
    a_child()
    assert complete() == (0, 0, 0)


def test_a_practice_entry_gets_none(database: Database) -> None:
    entry = a_birth()
    with transaction():
        db.session.get_one(Dossier, entry.dossier_id).is_rehearsal = True
    a_child()
    assert complete() == (0, 0, 0)


def test_twins_are_told_apart_by_their_names(database: Database) -> None:
    first, second = a_birth("Trần Mẫu Bảo An"), a_birth("Trần Mẫu Bảo Châu")
    a_child("001316000021", "Trần Mẫu Bảo Châu")
    a_child("001316000022", "Trần Mẫu Bảo An")
    assert complete() == (2, 0, 0)
    assert (number_of(first), number_of(second)) == ("001316000022", "001316000021")


def test_twins_whose_names_differ_by_a_tone_get_each_the_own(database: Database) -> None:
    first, second = a_birth("Trần Mẫu Bảo Châu"), a_birth("Trần Mẫu Bảo Chấu")
    a_child("001316000021", "Trần Mẫu Bảo Chấu")
    assert complete() == (1, 0, 0)
    a_child("001316000022", "Trần Mẫu Bảo Châu")
    assert complete() == (1, 0, 0)
    assert (number_of(first), number_of(second)) == ("001316000022", "001316000021")


def test_a_name_without_its_marks_goes_to_the_twin_whom_no_other_name_fits(
    database: Database,
) -> None:
    first, second = a_birth("Trần Mẫu Bảo Châu"), a_birth("Trần Mẫu Bảo Chấu")
    a_child("001316000021", "Trần Mẫu Bảo Châu")
    a_child("001316000022", "Tran Mau Bao Chau")
    assert complete() == (2, 0, 0)
    assert (number_of(first), number_of(second)) == ("001316000021", "001316000022")


def test_twins_of_one_name_are_left_open(database: Database) -> None:
    entries = [a_birth(), a_birth()]
    a_child("001316000021")
    a_child("001316000022")
    assert complete() == (0, 2, 0)
    assert [number_of(entry) for entry in entries] == [None, None]


def test_two_numbers_for_one_child_are_left_open(database: Database) -> None:
    entry = a_birth()
    a_child("001316000021")
    a_child("001316000022")
    assert complete() == (0, 1, 0)
    assert number_of(entry) is None


def test_a_number_is_never_given_to_a_second_birth(database: Database) -> None:
    first = a_birth()
    a_child()
    complete()
    second = ADossier(State.READY, a_commune(1), procedure=BIRTH, child_name=NAME)
    assert complete() == (0, 0, 1)
    assert number_of(first) == CHILD
    entry = queries.of_dossier(second.id)
    assert entry is not None
    assert number_of(entry) is None


def test_the_trail_says_how_many_and_of_nobody(database: Database) -> None:
    a_birth()
    a_child()
    complete()
    line = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == AuditAction.NUMBER)
    ).one()
    assert line.fields == ["completed=1", "left_open=0", "taken=0", "to_look_at=0"]
    assert line.subject == "resident_import"


BROKEN = """
create function full_disk() returns trigger language plpgsql as $$ begin
  if (select count(*) from entry_number) >= 3 then raise exception 'no space left'; end if;
  return new;
end $$;
create trigger full_disk before insert on entry_number for each row execute function full_disk()
"""


def test_what_fails_after_a_batch_has_kept_it_and_does_the_rest_later_once(
    committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal_numbers, "BATCH", 2)
    for n in range(5):
        with transaction():
            a_birth(f"Trần Mẫu {'ABCDE'[n]}n", applicant_id=f"01234560{n}")
            a_child(f"00131600010{n}", f"Trần Mẫu {'ABCDE'[n]}n", mother_number=f"01234560{n}")
    job = str(uuid4())
    with committed.connect() as line:
        line.execute(BROKEN)
        with pytest.raises(DBAPIError, match="no space left"):
            personal_numbers.complete_numbers(job)
        line.execute("drop function full_disk cascade")
    assert len(db.session.scalars(select(EntryNumber.number)).all()) == 2
    db.session.rollback()
    personal_numbers.complete_numbers(job)
    personal_numbers.complete_numbers(job)
    assert len(set(db.session.scalars(select(EntryNumber.number)))) == 5


def test_a_file_that_is_brought_in_asks_for_the_numbers(committed: Database) -> None:
    file = uuid4()
    with transaction():
        for word in AfterImport:
            after_import[word](file)
    with committed.connect() as connection:
        jobs = connection.execute("select task_name, args from procrastinate_jobs").fetchall()
    assert (personal_numbers.TASK, {"import_id": str(file)}) in jobs


def test_the_database_keeps_a_number_for_good(committed: Database) -> None:
    a_birth()
    a_child()
    assert personal_numbers.complete(uuid4()).completed == 1
    with committed.connect() as connection:
        for change in (
            "update entry_number set number = '001316000099'",
            "delete from entry_number",
        ):
            with pytest.raises(InsufficientPrivilege):
                connection.execute(change.encode())
            connection.rollback()
