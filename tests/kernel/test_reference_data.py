"""Reference data that processes keep: never older than the database."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from app.accounts.roles import Role
from app.kernel.db import db
from app.organisation import queries
from app.organisation.models import CalendarDay, DayKind
from harness.stage.databases import Database
from harness.stage.factories import AnOfficer, a_commune, browser_of

DESK = "/can-bo/mot-cua/"
SOME_FRIDAY, ANOTHER = date(2017, 3, 3), date(2017, 3, 10)


@pytest.fixture
def days(app: Flask, committed: Database, monkeypatch: pytest.MonkeyPatch) -> list[set[date]]:
    """The days of the calendar, as each visit of the desk has seen them."""
    seen: list[set[date]] = []

    def desk() -> str:
        seen.append({*queries.calendar().days})
        if not len(seen) % 3:
            db.session.add(CalendarDay(date=ANOTHER, kind=DayKind.CLOSED, certain=True, source="-"))
            seen.append({*queries.calendar().days})
            db.session.rollback()
        return ""

    monkeypatch.setitem(app.view_functions, "Desk.queue", desk)
    return seen


def test_a_day_off_counts_on_the_next_page_and_at_once_for_who_enters_it(
    app: Flask, committed: Database, days: list[set[date]]
) -> None:
    browser = browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION, a_commune()))
    db.session.remove()
    browser.get(DESK)
    with committed.connect() as elsewhere:
        elsewhere.execute(
            f"insert into calendar_day values ('{SOME_FRIDAY}', 'closed', true, '-')".encode()
        )
    browser.get(DESK)
    browser.get(DESK)
    before, after, once_more, entered = days
    assert SOME_FRIDAY not in before
    assert SOME_FRIDAY in after & once_more
    assert ANOTHER in entered - once_more


def test_what_has_not_changed_is_not_asked_again(app: Flask, committed: Database) -> None:
    browser = browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION, a_commune()))
    db.session.remove()
    browser.get(DESK)
    with committed.connect() as elsewhere:
        elsewhere.execute("alter table calendar_day rename to calendar_day_away")
        assert browser.get(DESK).status_code == 200
        elsewhere.execute("alter table calendar_day_away rename to calendar_day")


def test_a_renamed_procedure_is_offered_by_its_new_name_at_once(
    app: Flask, committed: Database
) -> None:
    browser = browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION, a_commune()))
    db.session.remove()
    assert "Tên mới của thủ tục" not in browser.get(DESK).get_data(as_text=True)
    with committed.connect() as elsewhere:
        elsewhere.execute("update procedure set short_name = 'Tên mới của thủ tục' where n = 1")
    assert "Tên mới của thủ tục" in browser.get(DESK).get_data(as_text=True)


def test_a_change_that_was_rolled_back_leaves_nothing_behind(committed: Database) -> None:
    version = "select value from reference_version"
    with committed.connect() as line:
        before = line.execute(version).fetchone()
        line.execute("begin; delete from calendar_day")
        assert line.execute(version).fetchone() != before
        line.execute("rollback")
        assert line.execute(version).fetchone() == before
