"""Deadlines equal the reference, whatever the server's time zone."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import insert

from app.kernel.db import db
from app.organisation import queries
from app.organisation.models import CalendarDay
from app.organisation.rules import reckon_line
from harness.deadlines import CATALOGUE, ODD_DAYS, days, mismatches
from harness.deadlines.cases import Cases
from harness.deadlines.measurement import answers
from harness.deadlines.reference import Days
from harness.deadlines.refusals import cases, not_refused
from harness.stage.databases import Database

pytestmark = pytest.mark.quick

MANY = 5000
ZONES = ("America/Los_Angeles", "UTC", "Asia/Ho_Chi_Minh", "Pacific/Kiritimati")


@pytest.fixture
def anywhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Afterwards the process has the time zone of its machine again."""
    with monkeypatch.context() as moved:
        yield moved
    time.tzset()


@pytest.mark.usefixtures("database")
def test_five_thousand_deadlines_agree_with_a_count_on_the_fingers(
    anywhere: pytest.MonkeyPatch,
) -> None:
    odd = Days.from_files(ODD_DAYS).named
    rows = [
        {"date": day, "kind": kind, "certain": True, "source": "odd"} for day, kind in odd.items()
    ]
    db.session.execute(insert(CalendarDay), rows)
    known, calendar = days(), queries.calendar()
    asked = list(Cases(known).some(MANY))
    for number, zone in enumerate(ZONES):
        anywhere.setenv("TZ", zone)
        time.tzset()
        here = asked[number :: len(ZONES)]
        told = [reckon_line(json.dumps(case), calendar) for case in here]
        assert mismatches(here, told, known) == []


def test_a_server_in_america_promises_what_hanoi_promises(own: Database) -> None:
    from_files = Days.from_files(CATALOGUE)
    asked = list(Cases(from_files, seed=2).some(200))
    assert mismatches(asked, answers(own, asked, "America/Los_Angeles"), from_files) == []


@pytest.mark.usefixtures("database")
def test_a_wrong_answer_would_be_noticed() -> None:
    """A calendar without Tết, and an answer that is an error, are detected."""
    known = days()
    asked = list(Cases(known).some(50))
    told = [reckon_line(json.dumps(case), queries.calendar()) for case in asked]
    assert mismatches(asked, told, Days({}))
    assert mismatches(asked[:1], [{"id": 0, "error": "ValueError"}], known)


def test_what_no_ledger_holds_is_refused_with_its_reason(own: Database) -> None:
    asked = cases()
    told = answers(own, asked, "UTC")
    assert [answer["id"] for answer in told] == [case["id"] for case in asked]
    assert not_refused(told) == []
    answered, for_another_reason = (
        {"id": 0, "due_at": None},
        {"id": 0, "error": "KeyError: 'limit'"},
    )
    assert len(not_refused([answered, for_another_reason])) == 2


def test_a_case_that_should_be_refused_and_is_answered_would_be_noticed() -> None:
    overlap = cases()[0] | {"extensions": []}
    assert mismatches([overlap], [{"id": 0, "due_at": None}], days())
    assert mismatches([overlap], [{"id": 0, "error": "overlap"}], days()) == []
