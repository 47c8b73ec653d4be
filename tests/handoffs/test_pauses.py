"""Pauses of dossiers and of legs, with the steps that prove both of their ends."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from random import Random
from typing import Any

import psycopg
import pytest
from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier, Event, Pause
from app.dossiers.workflow import Action, State
from app.handoffs.models import Leg
from app.handoffs.operations import transitions
from app.handoffs.queries import packets
from app.handoffs.workflow import LegAction
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.deadlines import deadline, ledger
from app.kernel.deadlines.explanation import ExplanationKind
from app.kernel.security.tokens import new_token
from app.organisation.models import UnitKind
from app.procedures.models.vocabulary import LegKind
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, a_commune, agency, open_session
from harness.stage.factories import dossiers as walk
from harness.stage.factories.places import DONG_ANH

OVERLAPS = (
    "insert into deadline_pause (dossier_id, subject_id, during, cause, proof_event_id)"
    " select dossier_id, subject_id, tstzrange(lower(during) - interval '1 day', null), 'x',"
    " proof_event_id from deadline_pause where subject_id = %s"
)
ENDS_WITHOUT_A_STEP = (
    "update deadline_pause set during = tstzrange(lower(during), lower(during) + interval '1 day')"
)
OF_ANY_LEG = (
    "insert into deadline_pause (dossier_id, subject_id, during, cause, proof_event_id)"
    " values (%s, %s, tstzrange(now(), null), 'x', %s)"
)


def at(day: int, hour: int = 9) -> datetime:
    """A moment of November 2016; the 21st was a Monday."""
    return clock.at(date(2016, 11, day), hour)


def proof(pause: Pause) -> tuple[str | None, str | None]:
    """The steps at the two ends."""
    began, ended = (
        db.session.scalar(select(Event.action).where(Event.id == key))
        for key in (pause.proof_event_id, pause.resumed_event_id)
    )
    return began, ended


def at_the_police() -> tuple[Dossier, Leg]:
    """Received by the police on Tuesday 22/11."""
    with clock.frozen(at(21)):
        dossier = ADossier(State.AT_AGENCIES)
    police = next(leg for leg in packets.of_dossier(dossier.id) if leg.kind is LegKind.POLICE)
    with clock.frozen(at(22)):
        walk.move(police, LegAction.RECEIVE, Role.POLICE)
    return dossier, police


def asked(leg: Leg, day: int) -> None:
    with clock.frozen(at(day)):
        walk.move(leg, LegAction.ASK_COMPLETION, Role.POLICE, "Thiếu trang 3")


@pytest.mark.usefixtures("database")
def test_a_supplement_is_proved_at_both_ends() -> None:
    dossier = ADossier(State.ACCEPTED)
    walk.asked(dossier)
    (pause,) = dossier.pauses
    assert proof(pause) == (Action.ASK_SUPPLEMENT, None)
    walk.supplied(dossier)
    assert proof(pause) == (Action.ASK_SUPPLEMENT, Action.SUPPLY_LATER)


@pytest.mark.usefixtures("database")
def test_a_completion_is_a_pause_of_the_leg_and_not_of_the_dossier() -> None:
    dossier, police = at_the_police()
    due = dossier.due_at
    asked(police, 23)
    (pause,) = packets.pauses(police.id)
    assert (pause.dossier_id, pause.during.lower) == (dossier.id, at(23))
    assert proof(pause) == (LegAction.ASK_COMPLETION, None)
    assert (police.due_at, dossier.due_at) == (None, due)
    with clock.frozen(at(24)):
        walk.move(police, LegAction.RESEND, Role.COMMUNE_JUSTICE, "Đã bổ sung trang 3")
    assert pause.during.upper == at(24)
    assert proof(pause) == (LegAction.ASK_COMPLETION, LegAction.RESEND)


@pytest.mark.usefixtures("database")
def test_a_packet_that_is_taken_back_ends_its_pause() -> None:
    _dossier, police = at_the_police()
    asked(police, 23)
    with clock.frozen(at(25)):
        walk.move(police, LegAction.RECALL, Role.COMMUNE_JUSTICE, "Gia đình xin rút")
    assert [proof(pause)[1] for pause in packets.pauses(police.id)] == [LegAction.RECALL]


@pytest.mark.usefixtures("database")
def test_a_packet_that_waits_for_the_commune_tells_since_when() -> None:
    _dossier, police = at_the_police()
    asked(police, 23)
    reckoning = transitions.compute_deadline(police)
    assert reckoning is not None
    assert reckoning.due_at is None
    assert reckoning.lines[-1].kind is ExplanationKind.WAITING


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(("day", "late"), [(5, False), (30, True)])
def test_the_journal_keeps_whether_an_agency_was_late(day: int, late: bool) -> None:
    _dossier, police = at_the_police()
    with clock.frozen(clock.at(date(2016, 12, day), 9)):
        walk.answered(police)
    assert packets.journal(police.id)[0].facts == {"late": late}


@pytest.mark.usefixtures("database")
def test_the_calculator_refuses_the_pauses_that_the_table_refuses() -> None:
    dossier, rng = ADossier(State.ACCEPTED), Random(3)
    event, found = dossier.journal[-1].id, Counter[bool]()
    for _n in range(200):
        ends = [sorted(rng.choices(range(12), k=2)) for _pause in range(rng.randint(1, 3))]
        pauses = [deadline.Pause(at(21, begin), at(21, end)) for begin, end in ends]
        rows = [
            {
                "dossier_id": dossier.id,
                "subject_id": dossier.id,
                "during": Range(pause.start, pause.end, bounds="[)"),
                "cause": Action.ASK_SUPPLEMENT,
                "proof_event_id": event,
                "resumed_event_id": event,
            }
            for pause in pauses
        ]
        refused = False
        with db.session.begin_nested() as savepoint:
            try:
                db.session.execute(insert(Pause), rows)
            except IntegrityError:
                refused = True
            savepoint.rollback()
        try:
            ledger.check(at(21, 0), pauses)
        except ValueError:
            assert refused, pauses
        else:
            assert not refused, pauses
        found[refused] += 1
    assert min(found[True], found[False]) > 40


def refuses(line: psycopg.Connection[Any], statement: str, *facts: Any) -> str:
    """How the database refuses it."""
    with pytest.raises(psycopg.Error) as refusal, line.transaction():
        line.execute(statement.encode(), facts)
    return type(refusal.value).__name__


def test_the_database_itself_lets_no_pause_overlap_and_none_end_by_nothing(
    committed: Database,
) -> None:
    """As the web role, with the scope of a user who works on the dossier, or on its packet."""
    dossier = ADossier(State.ACCEPTED)
    with transaction():
        walk.asked(dossier)
    other = ADossier(State.AT_AGENCIES, a_commune(district=DONG_ANH))
    police = AnOfficer(Role.POLICE, agency(UnitKind.POLICE, other.commune))
    desk = AnOfficer(Role.COMMUNE_RECEPTION, dossier.commune)
    legs = {leg.kind: leg.id for leg in packets.of_dossier(other.id)}
    event = other.journal[-1].id
    with committed.connect("mc_web") as line:
        with line.transaction():
            enter(line, desk)
            assert refuses(line, OVERLAPS, dossier.id) == "ExclusionViolation"
            assert refuses(line, ENDS_WITHOUT_A_STEP) == "CheckViolation"
            there = (other.id, other.id, event)
            assert refuses(line, OF_ANY_LEG, *there) == "InsufficientPrivilege"
        with line.transaction():
            enter(line, police)
            for key in (legs[LegKind.INSURANCE], other.id):
                assert refuses(line, OF_ANY_LEG, other.id, key, event) == "InsufficientPrivilege"
            wrong = (dossier.id, legs[LegKind.POLICE], event)
            assert refuses(line, OF_ANY_LEG, *wrong) == "InsufficientPrivilege"
            line.execute(OF_ANY_LEG.encode(), (other.id, legs[LegKind.POLICE], event))


def enter(line: psycopg.Connection[Any], officer: Any) -> None:
    token = new_token()
    with transaction():
        open_session(officer.user, token)
    line.execute("select mc_enter(%s, %s, null, '', null, '')", (clock.today(), token))
