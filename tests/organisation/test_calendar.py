"""The civil service's calendar of 2016–2027, and deadlines from the command line."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.accounts.roles import Role
from app.cli.production_checks import reminders
from app.kernel import clock
from app.kernel.db import db
from app.organisation import queries
from app.organisation.models import CalendarDay, DayKind
from harness.stage.factories import AnOfficer, browser_of
from tests.accounts.conftest import csrf

pytestmark = pytest.mark.usefixtures("database")

FRIDAY = "2016-11-11"


def ask(app: Flask, *lines: object) -> list[dict[str, Any]]:
    typed = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    done = app.test_cli_runner().invoke(args=["deadline", "--json"], input=typed)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.output.splitlines()]


def asked(received_at: str, unit: str, limit: int = 0, **more: object) -> dict[str, Any]:
    return {"id": 1, "received_at": received_at, "unit": unit, "limit": limit, **more}


# ---- the calendar -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2016, 2, 8), False),
        (date(2016, 2, 15), True),
        (date(2016, 4, 18), False),
        (date(2017, 1, 2), False),
        (date(2018, 12, 31), False),
        (date(2019, 1, 5), True),
        (date(2024, 5, 4), True),
        (date(2025, 4, 26), True),
        (date(2025, 5, 2), False),
        (date(2027, 2, 8), False),
        (date(2016, 11, 11), True),
        (date(2016, 11, 12), False),
    ],
)
def test_holidays_and_make_up_days_are_known(day: date, works: bool) -> None:
    assert queries.calendar().is_working_day(day) is works


def test_every_year_is_there_and_make_up_days_fall_on_weekends() -> None:
    days = db.session.scalars(select(CalendarDay)).all()

    assert {day.date.year for day in days} == set(range(2016, 2028))
    for day in days:
        assert (day.date.isoweekday() > 5) is (day.kind is DayKind.MAKE_UP), day


def test_each_swapped_day_off_has_its_day_of_work() -> None:
    days = db.session.scalars(select(CalendarDay)).all()
    swapped = [day for day in days if day.source.startswith("Hoán đổi")]
    made_up = {day.date: day for day in days if day.kind is DayKind.MAKE_UP}

    assert len(swapped) == len(made_up) == 6
    for day in swapped:
        partner = next(d for d in made_up.values() if f"{day.date:%d/%m/%Y}" in d.source)
        assert f"{partner.date:%d/%m/%Y}" in day.source
        assert partner.certain is day.certain


def test_days_whose_notice_was_not_seen_are_marked() -> None:
    uncertain = set(
        db.session.scalars(select(CalendarDay.date).where(CalendarDay.certain.is_(False)))
    )

    assert {date(2018, 12, 31), date(2026, 2, 16), date(2027, 2, 9)} <= uncertain
    assert uncertain.isdisjoint({date(2016, 2, 8), date(2027, 2, 5), date(2027, 9, 2)})


# ---- several years at once ----------------------------------------------------------------------

YEARS = "/can-bo/lich-lam-viec/nhieu-nam"


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    return browser_of(app, AnOfficer(Role.CITY_ADMIN))


def enter(admin: FlaskClient, **typed: str) -> TestResponse:
    form = {"first": "2031", "last": "2033", "fixed": "y", "source": "Bộ luật Lao động", **typed}
    return admin.post(YEARS, data={"csrf_token": csrf(admin, YEARS), **form})


def test_the_days_off_of_several_years_are_entered_at_once(admin: FlaskClient) -> None:
    known = CalendarDay(date=date(2032, 9, 2), kind=DayKind.CLOSED, certain=True, source="đã có")
    db.session.add(known)
    db.session.flush()

    assert enter(admin, others="05/02/2032–13/02/2032 Tết âm lịch").status_code == 302

    db.session.expire_all()
    years = func.extract("year", CalendarDay.date).in_([2031, 2032, 2033])
    found = {day.date: day.source for day in db.session.scalars(select(CalendarDay).where(years))}
    assert found[date(2031, 1, 1)] == "Tết dương lịch; Bộ luật Lao động"
    assert found[date(2033, 1, 3)] == "Tết dương lịch, nghỉ bù; Bộ luật Lao động", "a Saturday"
    assert found[date(2032, 9, 2)] == "đã có"
    assert [day.day for day in sorted(found) if day.month == 2] == [5, 6, 9, 10, 11, 12, 13]
    assert len(found) == 3 * 4 + 7


@pytest.mark.parametrize(
    "wrong", [{"last": "2030"}, {"last": "2090"}, {"source": ""}, {"others": "mồng Một Tết"}]
)
def test_years_that_cannot_be_entered_are_refused_at_their_field(
    admin: FlaskClient, wrong: dict[str, str]
) -> None:
    answer = enter(admin, **wrong)
    assert answer.status_code == 200
    assert f'id="{next(iter(wrong))}-error"' in answer.text


# ---- deadlines from the command line ------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "due_at"),
    [
        (asked(f"{FRIDAY}T15:20+07:00", "same_day"), "2016-11-14T17:00:00+07:00"),
        (asked(f"{FRIDAY}T15:00+07:00", "same_day"), "2016-11-11T17:00:00+07:00"),
        (asked(f"{FRIDAY}T08:20Z", "same_day"), "2016-11-14T17:00:00+07:00"),
        (asked(f"{FRIDAY}T14:00+07:00", "working_day", 1), "2016-11-14T17:00:00+07:00"),
        (asked(f"{FRIDAY}T15:20+07:00", "working_day", 1), "2016-11-14T17:00:00+07:00"),
        (asked(f"{FRIDAY}T14:00+07:00", "working_day", 20), "2016-12-09T17:00:00+07:00"),
        (asked("2017-01-25T09:00+07:00", "working_day", 1), "2017-02-02T17:00:00+07:00"),
        # the fifteenth day is 01/02/2017, the last of Tết
        (asked("2017-01-17T09:00+07:00", "calendar_day", 15), "2017-02-02T17:00:00+07:00"),
    ],
)
def test_deadlines_follow_the_loaded_calendar(
    app: Flask, question: dict[str, Any], due_at: str
) -> None:
    assert ask(app, question)[0]["due_at"] == due_at


def test_pauses_and_extensions_are_understood(app: Flask) -> None:
    pause = {"from": f"{FRIDAY}T09:00+07:00", "to": "2016-11-15T09:00+07:00"}
    more = [{"amount": 2, "unit": "working_day"}]
    still = {"from": f"{FRIDAY}T09:00+07:00", "to": None}

    plain, longer, afresh, as_ruled, waiting = ask(
        app,
        asked("2016-11-10T09:00+07:00", "working_day", 3, pauses=[pause]),
        asked("2016-11-10T09:00+07:00", "working_day", 3, pauses=[pause], extensions=more),
        asked("2016-11-10T09:00+07:00", "working_day", 3, pauses=[pause], policy="restart"),
        asked("2016-11-10T09:00+07:00", "working_day", 3, pauses=[pause], policy="RESTART"),
        asked("2016-11-10T09:00+07:00", "working_day", 3, pauses=[still]),
    )

    assert plain["due_at"] == "2016-11-17T17:00:00+07:00"
    assert longer["due_at"] == "2016-11-21T17:00:00+07:00"
    assert afresh["due_at"] == "2016-11-18T17:00:00+07:00"
    assert as_ruled["due_at"] == afresh["due_at"]
    assert waiting["due_at"] is None
    assert waiting["lines"]


def test_more_days_than_the_law_gives_a_remote_commune_need_another_reason(app: Flask) -> None:
    def more(amount: int, **why: str) -> dict[str, Any]:
        added = [{"amount": amount, "unit": "working_day", **why}]
        return asked(f"{FRIDAY}T09:00+07:00", "working_day", 5, extensions=added)

    remote, too_remote, verified, completed = ask(
        app, more(5), more(6), more(8, why="verification"), more(3, why="completion")
    )

    assert remote["due_at"] == "2016-11-25T17:00:00+07:00"
    assert too_remote == {"id": 1, "error": "ValueError: The law adds at most 5 days here, not 6."}
    assert verified["due_at"] == "2016-11-30T17:00:00+07:00"
    assert "xác minh" in verified["lines"][2]
    assert "at most 2 days" in completed["error"]


def test_a_line_that_cannot_be_reckoned_is_answered_with_its_error_and_the_next_goes_on(
    app: Flask,
) -> None:
    good = asked(f"{FRIDAY}T09:00+07:00", "working_day", 1)
    bad = [
        "{",
        "[]",
        asked("2016-11-11T09:00", "working_day", 1),
        asked("yesterday", "working_day", 1),
        asked(f"{FRIDAY}T09:00+07:00", "fortnight", 1),
        asked(f"{FRIDAY}T09:00+07:00", "working_day", -1),
        asked(f"{FRIDAY}T09:00+07:00", "working_day", 1) | {"limit": "1"},
        asked(f"{FRIDAY}T09:00+07:00", "working_day", 1) | {"limit": True},
        asked(f"{FRIDAY}T09:00+07:00", "working_day", 1, policy="guess"),
        asked(f"{FRIDAY}T09:00+07:00", "working_day", 1, pauses=[{"to": None}]),
        asked("9999-12-30T09:00+07:00", "working_day", 20),
        asked("0001-01-01T00:00+14:00", "working_day", 1),
    ]

    answers = ask(app, *bad, good)

    assert all("error" in answer and "due_at" not in answer for answer in answers[:-1])
    assert [answer["id"] for answer in answers] == [None, None] + [1] * 11
    assert answers[-1]["due_at"] == "2016-11-14T17:00:00+07:00"


# ---- next year -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "missing"),
    [
        (date(2026, 11, 1), ()),
        (date(2027, 10, 31), ()),
        (date(2027, 11, 1), (2028,)),
        (date(2028, 1, 1), (2028,)),
        (date(2028, 12, 1), (2028, 2029)),
    ],
)
def test_from_november_on_the_next_year_is_asked_for(day: date, missing: tuple[int, ...]) -> None:
    assert queries.years_not_entered(day) == missing


def test_whoever_keeps_the_calendar_is_reminded_on_the_start_page(app: Flask) -> None:
    reminder = "Năm chưa nhập ngày nghỉ vào lịch"
    for role, told in ((Role.CITY_ADMIN, True), (Role.CITY_JUSTICE, False)):
        officer = browser_of(app, AnOfficer(role))
        with clock.frozen(clock.at(date(2027, 11, 2), 9)):
            page = officer.get("/can-bo/").get_data(as_text=True)
        assert (reminder in page) is told


def test_a_reminder_keeps_nobody_from_serving(app: Flask) -> None:
    with clock.frozen(clock.at(date(2027, 11, 2), 9)):
        assert list(reminders()) == [
            "Reminder: the days off of 2028 are not in the calendar; deadlines miss them."
        ]
