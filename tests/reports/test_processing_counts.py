"""The kept counts of days and months, against a count of every dossier one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import insert, select

from app.accounts.roles import Role
from app.dossiers.models.dossier import Channel, Dossier, Event
from app.dossiers.operations import commune_transfers
from app.dossiers.workflow import DECIDED, State
from app.handoffs.models import Leg
from app.handoffs.queries import packets
from app.handoffs.workflow import LegState
from app.kernel import clock
from app.kernel.db import db, transaction
from app.organisation import queries as organisation
from app.organisation.models import CalendarDay, DayKind, Unit
from app.procedures.models.vocabulary import LegKind
from app.procedures.rules.procedure_finder import BIRTH
from app.reports.models.counts import CountCheck, DailyCount, MonthlyCount
from app.reports.operations import processing_statistics as counting
from app.reports.queries.kept_counts import KEPT
from app.reports.rules import NUMBERS
from harness.stage.counts import plain_counts
from harness.stage.counts.random_steps import Walk
from harness.stage.counts.seeded_differences import advance_mark
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, a_commune
from harness.stage.factories import dossiers as walk
from harness.stage.factories.people import seat_of, somebody
from harness.stage.factories.places import DONG_ANH
from tests.security.test_commune_transfers import agree, as_citizen, pass_on
from tests.security.test_policies import a_token, enter

Key = tuple[str, int, date]


# ---- every dossier, one by one -------------------------------------------------------------------


def one_by_one() -> dict[Key, Counter[str]]:
    """What the definitions say, without the statements that are under test."""
    db.session.expire_all()
    found: dict[Key, Counter[str]] = {}
    for dossier in db.session.scalars(select(Dossier).where(Dossier.is_rehearsal.is_(False))):
        on = clock.local(dossier.submitted_at).date()
        own = [event for event in dossier.journal if event.leg_id is None]
        found.setdefault(("whole", dossier.commune_id, on), Counter()).update(
            numbers(
                dossier,
                over=dossier.ended_at is not None,
                decided=dossier.state in DECIDED,
                waits=dossier.state is State.SUPPLEMENTING,
                used=(dossier.clock_started_at, dossier.ended_at),
                journal=own,
            )
        )
        for leg in packets.of_dossier(dossier.id):
            if leg.sent_at is None:
                continue
            start = leg.sent_at if leg.kind is LegKind.COMMUNE else leg.received_at
            found.setdefault((str(leg.kind), dossier.commune_id, on), Counter()).update(
                numbers(
                    leg,
                    over=leg.answered_at is not None or leg.closed_at is not None,
                    decided=leg.answered_at is not None,
                    waits=leg.state is LegState.COMPLETING,
                    used=(start, leg.answered_at),
                    journal=[event for event in dossier.journal if event.leg_id == leg.id],
                )
            )
    return found


def numbers(
    clock_of: Dossier | Leg,
    *,
    over: bool,
    decided: bool,
    waits: bool,
    used: tuple[Any, Any],
    journal: Iterable[Event],
) -> Counter[str]:
    whole = clock_of if isinstance(clock_of, Dossier) else clock_of.dossier
    pauses = [pause for pause in whole.pauses if pause.subject_id == clock_of.id]
    said = [event.facts["late"] for event in journal if "late" in event.facts]
    late = bool(said and said[-1])
    if isinstance(clock_of, Dossier):
        waits = waits or any(pause.resumed_event_id is None for pause in pauses)
    if over:
        outcome = ("late" if late else "in_time") if decided else "closed"
    elif waits:
        outcome = "paused"
    else:
        outcome = "overdue" if clock_of.due_at and clock_of.due_at < clock.now() else "running"
    counted = Counter(("received", outcome))
    if over and decided and None not in used:
        waited = sum(
            working_days(pause.during.lower, pause.during.upper)
            for pause in pauses
            if pause.during.upper and pause.during.lower >= used[0]
        )
        counted.update(days=working_days(*used) - waited, measured=1)
    return counted


def working_days(start: Any, end: Any) -> int:
    first, last = (clock.local(moment).date() for moment in (start, end))
    days = (first + timedelta(days=n + 1) for n in range((last - first).days))
    return sum(organisation.calendar().is_working_day(day) for day in days)


def kept(table: Any = DailyCount, day: str = "received_on") -> dict[Key, Counter[str]]:
    db.session.expire_all()
    return {
        (str(row.part), row.commune_id, getattr(row, day)): Counter(
            {name: getattr(row, name) for name in NUMBERS if getattr(row, name)}
        )
        for row in db.session.scalars(select(table))
    }


def differences(database: Database) -> int:
    """How many figures of all tables differ from the plain counts of the proof."""
    with database.connect() as line:
        checked, wrong = plain_counts.compare(line, clock.now())
    assert checked > 0
    return wrong


def by_month(days: dict[Key, Counter[str]]) -> dict[Key, Counter[str]]:
    found: dict[Key, Counter[str]] = {}
    for (part, commune, on), counted in days.items():
        found.setdefault((part, commune, on.replace(day=1)), Counter()).update(counted)
    return found


# ---- steps at random -----------------------------------------------------------------------------

START = date(2016, 11, 14)


def proposed_to(there: Unit) -> Dossier:
    dossier = ADossier(channel=Channel.FROM_PAPER, photos=False)
    with transaction():
        by = somebody(Role.COMMUNE_RECEPTION, dossier.commune).at(dossier)
        commune_transfers.propose(dossier, there, by=by, reason="Cha mẹ thường trú xã bên")
    return dossier


def test_counts_follow_every_step(committed: Database) -> None:
    lives = Walk(Random(27), clock.at(START, 8))
    with clock.frozen(lives.now):
        for n in range(4):
            ADossier(State.AT_AGENCIES, a_commune(n % 2), channel=Channel.FROM_PAPER, photos=False)
        ADossier(State.AT_AGENCIES, a_commune(2), channel=Channel.FROM_PAPER, photos=False)
    for n in range(4):
        lives.at(a_commune(n % 2), steps=20)
        with clock.frozen(lives.now):
            counted()
            assert kept() == one_by_one()
            assert kept(MonthlyCount, "month") == by_month(one_by_one())
            assert differences(committed) == 0
        lives.now = clock.at(clock.local(lives.now).date() + timedelta(days=2), 8)
    assert len(lives.taken) > 40
    with clock.frozen(clock.at(START + timedelta(days=90))):
        counted()  # no step, but limits have come, at least that of the third commune's
        assert kept() == one_by_one()
        assert sum(each["overdue"] for each in kept().values()) > 0
        assert differences(committed) == 0
        before = kept()
        with transaction():
            counting.rebuild()
        assert kept() == before
        with transaction():
            assert counting.check() == []


def test_a_step_that_is_committed_late_is_not_overlooked(committed: Database) -> None:
    """Here the passing on of a dossier, which moves it from the counts of one commune to those of
    another: others take steps and are counted while it is not committed.
    """
    with clock.frozen(clock.at(START, 9)):
        dossier = proposed_to(a_commune(1))
        counted()
        with committed.connect("mc_public") as line, line.transaction():
            key = as_citizen(line, dossier, committed)
            agree(line, dossier, key)
            pass_on(line, key)
            ADossier(channel=Channel.FROM_PAPER, photos=False)
            counted()
            assert {commune for _part, commune, _day in kept()} == {a_commune().id}
        counted()
        assert kept() == one_by_one()
        assert {commune for _part, commune, _day in kept()} == {a_commune().id, a_commune(1).id}


def units_of(column: str) -> bytes:
    """The units in the rows of all kept tables that have this column."""
    kept_by = [table.name for table in KEPT if table.unit == column]
    return " union all ".join(f"select {column} from {name}" for name in kept_by).encode()


COUNTS_READ = units_of("commune_id")


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        (Role.COMMUNE_LEADER, {"here"}),
        (Role.DISTRICT_LEADER, {"here", "beside"}),
        (Role.CITY_JUSTICE, {"here", "beside", "elsewhere"}),
    ],
)
def test_everybody_reads_the_counts_of_their_own_communes(
    committed: Database, role: Role, reads: set[str]
) -> None:
    communes = {
        "here": a_commune(),
        "beside": a_commune(1),
        "elsewhere": a_commune(district=DONG_ANH),
    }
    for commune in communes.values():
        ADossier(commune=commune, channel=Channel.FROM_PAPER, photos=False)
    counted()
    token = a_token(AnOfficer(role, seat_of(role, communes["here"])))
    with committed.connect("mc_web") as line, line.transaction():
        assert line.execute(COUNTS_READ).fetchall() == []
        enter(line, token)
        seen = {commune for (commune,) in line.execute(COUNTS_READ)}
        assert seen == {communes[each].id for each in reads}
        sums = {district for (district,) in line.execute(units_of("district_id"))}
        of_the_city = {communes[each].district_id for each in communes}
        assert sums == (of_the_city if role is Role.CITY_JUSTICE else set())


def counted() -> None:
    with transaction():
        counting.count_changes()


def test_another_day_off_changes_the_days_of_what_is_settled(committed: Database) -> None:
    with clock.frozen(clock.at(date(2016, 11, 21), 9)):
        dossier = ADossier(State.TO_SIGN, procedure=BIRTH)
    with clock.frozen(clock.at(date(2016, 11, 24), 9)):
        with transaction():
            walk.signed(dossier)
        counted()
        assert [each["days"] for each in kept().values()] == [3]
        with transaction():
            off = CalendarDay(date=date(2016, 11, 22), kind=DayKind.CLOSED, certain=True, source="")
            db.session.add(off)
        counted()
        assert [each["days"] for each in kept().values()] == [2]


def test_the_check_finds_every_difference_and_puts_it_right(
    committed: Database, caplog: pytest.LogCaptureFixture
) -> None:
    for n in range(12):
        with clock.frozen(clock.at(START + timedelta(days=n), 9)):
            ADossier(State.ACCEPTED, a_commune(n % 2), channel=Channel.FROM_PAPER, photos=False)
    counted()
    right, months, rng = kept(), kept(MonthlyCount, "month"), Random(50)
    rows = rng.sample(sorted(right), 12)
    nothing = dict.fromkeys(NUMBERS, 0)
    with transaction():
        for part, commune, day in rows[:8]:
            row, name = db.session.get_one(DailyCount, (commune, day, part)), rng.choice(NUMBERS)
            setattr(row, name, getattr(row, name) + 1)
        for part, commune, day in rows[8:]:
            db.session.delete(db.session.get_one(DailyCount, (commune, day, part)))
        for n in range(30):
            key = {"part": LegKind.POLICE, "commune_id": a_commune(n % 2).id}
            db.session.execute(
                insert(DailyCount).values(**nothing, **key, received_on=START + timedelta(days=n))
            )
        for n in range(8):
            key = {"part": LegKind.POLICE, "commune_id": a_commune(n % 2).id}
            month = date(2016, 7 + n // 2, 1)
            db.session.execute(insert(MonthlyCount).values(**nothing, **key, month=month))
    with committed.connect() as line:
        advance_mark(line)
    counting.check_at_night()
    noted = db.session.scalars(select(CountCheck)).one()
    assert len(noted.differences) == 50
    assert {frozenset(each["counted"]) for each in noted.differences} == {
        frozenset(),
        frozenset(NUMBERS),
    }
    assert "count_check" in caplog.text
    assert (kept(), kept(MonthlyCount, "month")) == (right, months)


def test_a_wrong_row_of_any_table_is_noted_and_put_right(committed: Database) -> None:
    with clock.frozen(clock.at(START, 9)):
        ADossier(State.RETURNED, channel=Channel.FROM_PAPER, photos=False)
        counted()
        for table in KEPT:
            with committed.connect() as line, line.transaction():
                advance_mark(line)
                change = f"update {table.name} set {table.numbers[0]} = {table.numbers[0]} + 7"
                rows = line.execute(change.encode()).rowcount
            with transaction():
                found = counting.check()
            assert len({(each.span, each.key) for each in found}) == rows > 0, table.name
            assert {each.table for each in found} == {table.name}
            assert differences(committed) == 0, table.name
