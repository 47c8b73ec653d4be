"""Books are volumes that are locked by two people, and a locked one takes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pypdf
import pytest
from flask import Flask
from psycopg.errors import CheckViolation, InsufficientPrivilege
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.accounts.operations import staff as accounts_staff
from app.accounts.roles import Role
from app.dossiers import rules as dossiers
from app.dossiers.models.dossier import Dossier
from app.dossiers.rules import StepActor
from app.dossiers.workflow import Action, State
from app.kernel import clock
from app.kernel.db import attempt, counted, db, transaction
from app.kernel.errors import NotAllowed
from app.notifications.models.outbox import Message
from app.notifications.vocabulary import MessageKind
from app.procedures.rules.procedure_finder import BIRTH
from app.registers import rules
from app.registers.exports import CHECKSUMS
from app.registers.models.closures import BookAction
from app.registers.models.entries import Book, Entry
from app.registers.operations import closure_reminders, closures
from app.registers.queries import books
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, a_commune, a_copy_of, browser_of, somebody
from harness.stage.factories.dossiers import take
from harness.stage.factories.people import seat_of
from tests.handoffs.conftest import Desk, desk
from tests.refusals import expect_refusal

__all__ = ["desk"]

pytestmark = pytest.mark.usefixtures("database")

JUSTICE, LEADER, RECEPTION = Role.COMMUNE_JUSTICE, Role.COMMUNE_LEADER, Role.COMMUNE_RECEPTION


def waiting(many: int) -> list[Dossier]:
    """Births that wait for the signature, of one commune."""
    first = ADossier(State.TO_SIGN, procedure=BIRTH)
    twins = [first, *(a_copy_of(first, n) for n in range(1, many))]
    db.session.flush()
    return twins


def sign(dossier: Dossier) -> Entry:
    take(dossier, Action.SIGN, LEADER)
    db.session.flush()
    return db.session.scalars(select(Entry).where(Entry.dossier_id == dossier.id)).one()


def by(role: Role, book: Book) -> StepActor:
    return dossiers.officer(somebody(role, book.unit).actor, book.unit_id)


def locked(book: Book) -> Book:
    closures.prepare(book, by=by(JUSTICE, book))
    closures.close(book, by=by(LEADER, book))
    db.session.flush()
    return book


@contextmanager
def volumes_of(entries: int) -> Iterator[None]:
    was = rules.volume_size()
    rules.use_volume_size(entries)
    yield
    rules.use_volume_size(was)


def refused(error: type[Exception], statement: str, **values: Any) -> None:
    """The database itself refuses the statement, at once or at the commit."""
    with pytest.raises(DBAPIError) as found, attempt():
        _run(statement, values)
    assert isinstance(found.value.orig, error)


def _run(statement: str, values: dict[str, Any]) -> None:
    db.session.execute(text(statement), values)
    db.session.execute(text("set constraints all immediate"))


def test_a_full_volume_is_followed_by_the_next_and_the_numbers_go_on() -> None:
    with volumes_of(2):
        entries = [sign(each) for each in waiting(5)]
    assert [entry.number for entry in entries] == [1, 2, 3, 4, 5]
    assert [entry.book.n for entry in entries] == [1, 1, 2, 2, 3]
    assert [entry.book.code[:2] for entry in entries] == ["01", "01", "02", "02", "03"]
    assert [books.missing_numbers(entry.book) for entry in entries] == [[]] * 5
    assert books.minutes_of(entries[2].book) == (2, 3, 4, 2, 0)


def test_an_officer_ends_a_volume_and_the_next_entry_opens_another() -> None:
    first, second = waiting(2)
    one = locked(sign(first).book)
    entry = sign(second)
    assert (one.locked_on, entry.book.n, entry.number) == (clock.today(), 2, 2)


def test_entries_around_midnight_of_the_new_year_stand_in_the_books_of_their_years() -> None:
    before, after = waiting(2)
    with clock.frozen(datetime(2018, 12, 31, 16, 59, 59, 999_999, tzinfo=UTC)):
        old = sign(before)
    with clock.frozen(clock.at(old.registered_on.replace(year=2019, month=1, day=1))):
        new = sign(after)
    assert (old.book.year, old.number, old.registered_on.isoformat()) == (2018, 1, "2018-12-31")
    assert (new.book.year, new.number, new.registered_on.isoformat()) == (2019, 1, "2019-01-01")
    assert old.book_id != new.book_id


def test_minutes_are_prepared_by_one_and_signed_by_another() -> None:
    book = sign(*waiting(1)).book
    for role in (LEADER, RECEPTION):
        with pytest.raises(NotAllowed):
            closures.prepare(book, by=by(role, book))
    prepared = closures.prepare(book, by=by(JUSTICE, book))
    assert closures.stated(prepared) == (1, 1, 1, 1, 0)
    with pytest.raises(NotAllowed):
        closures.close(book, by=by(RECEPTION, book))
    officer, leader = by(JUSTICE, book), by(LEADER, book)
    both = StepActor(officer.staff_id, (*officer.capacities, *leader.capacities))
    with expect_refusal("You prepared these minutes yourself"):
        closures.close(book, by=both)
    closures.close(book, by=leader)
    assert book.locked_on == clock.today()
    with expect_refusal("The book is no longer as this page showed it"):
        closures.prepare(book, by=officer)


def test_minutes_that_an_entry_has_overtaken_are_sent_back() -> None:
    first, second = waiting(2)
    book = sign(first).book
    closures.prepare(book, by=by(JUSTICE, book))
    sign(second)
    with expect_refusal("The book has changed since the minutes were prepared"):
        closures.close(book, by=by(LEADER, book))
    with expect_refusal("Enter the reason"):
        closures.send_back(book, " ", by=by(LEADER, book))
    closures.send_back(book, "Có thêm một việc", by=by(LEADER, book))
    locked(book)
    assert [step.action for step in books.journal(book.id)] == [
        BookAction.PREPARE,
        BookAction.SEND_BACK,
        BookAction.PREPARE,
        BookAction.CLOSE,
    ]


def test_only_a_leader_reopens_and_the_reason_stays_in_the_journal() -> None:
    first, second = waiting(2)
    book = locked(sign(first).book)
    with pytest.raises(NotAllowed):
        closures.reopen(book, "Ghi thiếu", by=by(JUSTICE, book))
    with expect_refusal("Enter the reason"):
        closures.reopen(book, "", by=by(LEADER, book))
    closures.reopen(book, "Khóa nhầm quyển", by=by(LEADER, book))
    db.session.flush()
    assert sign(second).book_id == book.id
    assert books.journal(book.id)[-1].reason == "Khóa nhầm quyển"


COPIED = (
    "insert into register_entry select (jsonb_populate_record(e, jsonb_build_object("
    "'id', gen_random_uuid(), 'certificate_id', gen_random_uuid(), 'number', 9, {}))).*"
    " from register_entry e where id = :id"
)


def test_the_database_refuses_an_entry_in_a_locked_book() -> None:
    entry = sign(*waiting(1))
    locked(entry.book)
    change = "'dossier_id', gen_random_uuid()"
    refused(InsufficientPrivilege, COPIED.format(change), id=entry.id)


def test_the_database_refuses_an_entry_of_another_year_or_kind_than_its_book() -> None:
    entry = sign(*waiting(1))
    for change in ("'year', year - 1", "'kind', 'death'", "'registered_on', '2001-01-01'"):
        refused(CheckViolation, COPIED.format(change), id=entry.id)


def test_the_database_refuses_a_lock_without_its_record_and_minutes_that_do_not_count() -> None:
    book = sign(*waiting(1)).book
    lock = "update register_book set locked_on = now() where id = :id"
    refused(InsufficientPrivilege, lock, id=book.id)
    officer = by(JUSTICE, book)
    record = (
        "insert into book_event"
        " (book_id, unit_id, action, at, staff_id, entries, first, last, pages, errors)"
        " values (:book, :unit, :action, now(), :staff, :entries, 1, :entries, 1, 0)"
    )
    said = {"book": book.id, "unit": book.unit_id, "staff": officer.staff_id}
    refused(InsufficientPrivilege, record, **said, action="prepare", entries=7)
    refused(InsufficientPrivilege, record, **said, action="close", entries=1)
    closures.prepare(book, by=officer)
    refused(InsufficientPrivilege, record, **said, action="close", entries=1)


def test_officer_and_leader_close_a_book_on_its_page_and_take_print_and_data_home(
    desk: Callable[..., Desk],
) -> None:
    with volumes_of(2):
        book, *_others = [sign(each).book for each in waiting(3)]
    page = f"/can-bo/so-ho-tich/khoa-so/{book.id}"
    officer, leader = (desk(role, book.unit) for role in (JUSTICE, LEADER))
    shown = officer.see(page)
    assert "Chuẩn bị biên bản khóa sổ" in shown
    assert "Ký và khóa sổ" not in shown
    assert officer.send(page, f"{page}/close").status_code == 200
    assert officer.send(page, f"{page}/prepare").status_code == 302
    assert "Ký và khóa sổ" in leader.see(page)
    assert leader.status(f"{page}/bien-ban") == 404
    assert leader.send(page, f"{page}/close").status_code == 302
    assert "Đã khóa" in officer.see(page)
    minutes = pypdf.PdfReader(BytesIO(officer.client.get(f"{page}/bien-ban").data))
    assert "Số đăng ký cuối cùng: 2/" in minutes.pages[0].extract_text()
    whole = pypdf.PdfReader(BytesIO(officer.client.get(f"{page}/in").data))
    assert len(whole.pages) == 1 + 2 + 1
    assert "TRANG KHÓA SỔ" in whole.pages[-1].extract_text()
    archive = ZipFile(BytesIO(officer.client.get(f"{page}/du-lieu").data))
    for line in archive.read(CHECKSUMS).decode().splitlines():
        checksum, name = line.split("  ")
        assert sha256(archive.read(name)).hexdigest() == checksum
    entries = archive.read("entries.jsonl").decode().splitlines()
    assert [json.loads(entry)["number"] for entry in entries] == [1, 2]
    assert leader.send(page, f"{page}/reopen", reason="Ghi thiếu").status_code == 302
    assert "Ghi thiếu" in officer.see(page)


@pytest.mark.parametrize("word", BookAction)
def test_who_only_reads_a_book_takes_no_step_with_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch, word: BookAction
) -> None:
    """In the district of the book, and at the counter of another commune."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)  # the page offers no button
    book = sign(*waiting(1)).book
    officer = AnOfficer(Role.DISTRICT_LEADER, seat_of(Role.DISTRICT_LEADER, book.unit))
    with transaction():
        accounts_staff.grant_posting(
            officer.staff, a_commune(1), RECEPTION, title="Công chức", since=clock.today()
        )
    address = f"/can-bo/so-ho-tich/khoa-so/{book.id}/{word}"
    answer = browser_of(app, officer).post(address, data={"reason": "Thử"})
    assert answer.status_code == 200
    assert books.journal(book.id) == []


def test_books_of_last_year_wait_on_the_start_page_until_they_are_locked(
    app: Flask, database: Database
) -> None:
    with clock.frozen(clock.at(clock.today().replace(year=clock.today().year - 1, month=6, day=1))):
        dossier = ADossier(State.TO_SIGN, procedure=BIRTH)
        book = sign(dossier).book
    officer = AnOfficer(JUSTICE, book.unit)
    browser = browser_of(app, officer)
    assert book.code in browser.get("/can-bo/so-ho-tich/khoa-so/").text
    assert counted(books.count_to_close(officer.actor, clock.today())) == [1]
    closures.prepare(book, by=by(JUSTICE, book))
    assert counted(books.count_to_close(officer.actor, clock.today())) == [0]
    assert counted(books.count_to_close(somebody(LEADER, book.unit).actor, clock.today())) == [1]
    closures.close(book, by=by(LEADER, book))
    assert book.code not in browser.get("/can-bo/so-ho-tich/khoa-so/").text


def test_in_january_the_worker_reminds_officer_and_leader_of_open_books() -> None:
    with clock.frozen(clock.at(date(2018, 6, 1))):
        book = sign(ADossier(State.TO_SIGN, procedure=BIRTH)).book
    people = [AnOfficer(role, book.unit) for role in (JUSTICE, LEADER)]
    for each in people:
        each.staff.phone = "0912345678"
    for day in (date(2019, 1, 2), date(2019, 1, 3), date(2019, 2, 2)):
        with clock.frozen(clock.at(day)):
            closure_reminders.remind()
            closure_reminders.remind()
    sent = db.session.scalars(
        select(Message).where(Message.subject_id.in_([p.staff.id for p in people]))
    )
    assert [message.template for message in sent] == [MessageKind.BOOKS_TO_CLOSE] * 2
