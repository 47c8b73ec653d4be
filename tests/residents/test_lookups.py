"""Lookups: logged first, thirty in an hour, and queued when the database is down."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.roles import Role
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.security.rate_limits import TooOften
from app.residents import queries
from app.residents.models.lookups import LookUp, LookUpOutcome, PopulationQuestion, Purpose
from app.residents.models.oversight import PopulationOutage
from app.residents.models.residents import Resident
from app.residents.operations.lookups import look_up
from app.residents.queries import LookUpContext, LookUpRecord
from app.residents.rules.purposes import PURPOSES
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, a_commune
from harness.stage.factories.dossiers import accepted
from harness.stage.factories.residents import AResident
from tests.refusals import expect_refusal
from tests.residents.lookup_requests import HOA, Asker, an_asker, the_worker_asks


def told(asker: Asker, dossier_id: UUID) -> list[LookUpRecord]:
    with asker.at_work():
        return queries.asked_from(LookUpContext(dossier_id=dossier_id))


def test_an_officer_is_told_of_the_person_and_the_dossier_keeps_the_answer(
    app: Flask, committed: Database
) -> None:
    AResident(HOA, name="Trần Thị Hoa", residence="Thôn 5, xã Ba Trại", blood="O")
    dossier = ADossier(State.ACCEPTED)
    asker = an_asker(app, dossier)

    lookup_id = asker.looks_up("0011 9000 0018", dossier)

    [asked] = told(asker, dossier.id)
    assert (asked.id, asked.outcome, asked.person) == (lookup_id, LookUpOutcome.FOUND, "mother_id")
    assert asked.staff_name == asker.officer.staff.full_name
    assert asked.content["name"] == "Trần Thị Hoa"
    assert asked.content["residence"] == "Thôn 5, xã Ba Trại"
    assert (asked.source, str(asked.as_of)) == ("Công an TP Hà Nội", "2016-11-01")


@pytest.mark.parametrize("purpose", Purpose)
def test_no_more_is_told_than_the_purpose_needs(
    app: Flask, committed: Database, purpose: Purpose
) -> None:
    facts = {
        column.key: column.key[:4]
        for column in Resident.__table__.columns
        if column.type.python_type is str and column.key not in {"number", "born", "source"}
    }
    AResident(HOA, **(facts | {"old_number": "012345678"}), household_book="1", head_name="Hai")
    dossier = ADossier()
    asker = an_asker(app, dossier)
    asker.looks_up(HOA, dossier, purpose)
    [asked] = told(asker, dossier.id)
    assert asked.content.keys() <= {*PURPOSES[purpose].fields}
    assert {"name", "born"} <= asked.content.keys()


def test_a_number_that_nobody_has_is_an_answer_too(app: Flask, committed: Database) -> None:
    dossier = ADossier()
    asker = an_asker(app, dossier)
    asker.looks_up("001190999999", dossier)
    assert [asked.outcome for asked in told(asker, dossier.id)] == [LookUpOutcome.NOT_FOUND]


@pytest.mark.parametrize("typed", ["", "B1234567", "0011900000", "không rõ"])
def test_only_a_number_of_a_person_is_asked_for(
    app: Flask, committed: Database, typed: str
) -> None:
    dossier = ADossier()
    asker = an_asker(app, dossier)
    with expect_refusal("Only people with a number of 9 or 12 digits can be looked up") as refusal:
        asker.looks_up(typed, dossier)
    assert "9" in str(refusal.value)
    assert told(asker, dossier.id) == []


@pytest.mark.parametrize("where", ["finished", "a colleague's", "another commune's"])
def test_nobody_is_looked_up_but_from_an_open_dossier_in_hand(
    app: Flask, committed: Database, where: str
) -> None:
    dossier = ADossier(State.NOT_ACCEPTED if where == "finished" else State.ACCEPTED)
    asker = an_asker(app, ADossier(commune=a_commune(1)) if "commune" in where else dossier)
    if where == "a colleague's":
        with transaction():
            dossier.assigned_to_id = AnOfficer(Role.COMMUNE_JUSTICE, dossier.commune).staff.id
    with expect_refusal("People can be looked up only from a dossier that is open"):
        asker.looks_up(HOA, dossier)
    assert lines() == 0


def test_a_line_is_never_part_of_what_may_yet_be_undone(app: Flask, committed: Database) -> None:
    dossier = ADossier()
    asker = an_asker(app, dossier)
    with asker.at_work(), transaction(), pytest.raises(RuntimeError):
        look_up(
            HOA,
            about=LookUpContext(dossier_id=dossier.id),
            person="mother_id",
            purpose=Purpose.PERSON,
            posting_id=asker.posting_id,
        )


def test_after_thirty_in_an_hour_an_officer_is_told_when_there_is_some_again(
    app: Flask, committed: Database
) -> None:
    dossier = ADossier()
    asker, colleague = an_asker(app, dossier), an_asker(app, dossier)
    for _n in range(30):
        asker.looks_up(HOA, dossier)
    with expect_refusal("You have looked people up 30 times within an hour") as refusal:
        asker.looks_up(HOA, dossier)
    assert 3500 < refusal.value.seconds <= 3600
    assert refusal.value.headers["Retry-After"] == str(refusal.value.seconds)
    colleague.looks_up(HOA, dossier)
    assert lines() == 31

    _an_hour_passes(committed)
    asker.looks_up(HOA, dossier)


def test_eight_at_once_do_not_get_past_thirty(app: Flask, committed: Database) -> None:
    dossier = ADossier()
    asker, dossier_id = an_asker(app, dossier), dossier.id
    db.session.rollback()

    def try_five(_n: int) -> int:
        done = 0
        for _m in range(5):
            with app.app_context(), suppress(TooOften):
                asker.looks_up(HOA, dossier_id)
                done += 1
        return done

    with ThreadPoolExecutor(8) as racers:
        assert sum(racers.map(try_five, range(8))) == 30
    assert lines() == 30


# ---- outage of the population database -----------------------------------------------------------


@contextmanager
def register_shut(database: Database) -> Iterator[None]:
    """The table of residents is locked, as while an import is applied."""
    with database.connect() as connection, connection.transaction():
        connection.execute("lock table resident in access exclusive mode")
        yield


def test_when_nobody_answers_the_dossier_goes_on_and_the_question_waits(
    app: Flask, committed: Database
) -> None:
    AResident(HOA, name="Trần Thị Hoa")
    dossier = ADossier()
    asker = an_asker(app, dossier)
    db.session.rollback()
    with register_shut(committed):
        began = time.monotonic()
        asker.looks_up(HOA, dossier)
        assert time.monotonic() - began < 5
        assert [asked.outcome for asked in told(asker, dossier.id)] == [LookUpOutcome.WAITING]
        with transaction():
            accepted(dossier)
        the_worker_asks(committed)
        assert [asked.outcome for asked in told(asker, dossier.id)] == [LookUpOutcome.WAITING]

    the_worker_asks(committed)
    [asked] = told(asker, dossier.id)
    assert (asked.outcome, asked.content["name"]) == (LookUpOutcome.FOUND, "Trần Thị Hoa")
    assert waiting() == []


def test_during_a_declared_outage_nothing_is_asked(app: Flask, committed: Database) -> None:
    AResident(HOA)
    dossier = ADossier()
    asker = an_asker(app, dossier)
    with transaction():
        now = clock.real_now()
        pause = PopulationOutage(since=now, reason="Bảo trì đường truyền")
        db.session.add(pause)
    asker.looks_up(HOA, dossier)
    the_worker_asks(committed)
    assert [asked.outcome for asked in told(asker, dossier.id)] == [LookUpOutcome.WAITING]

    with transaction():
        pause.until = clock.real_now()
    the_worker_asks(committed)
    assert [asked.outcome for asked in told(asker, dossier.id)] == [LookUpOutcome.FOUND]


def test_questions_are_put_again_in_their_order(app: Flask, committed: Database) -> None:
    dossier = ADossier()
    asker = an_asker(app, dossier)
    with transaction():
        pause = PopulationOutage(since=clock.real_now(), reason="Bảo trì")
        db.session.add(pause)
    for n in range(4):
        asker.looks_up(f"00119000001{n}", dossier)
    with transaction():
        pause.until = clock.real_now()
    the_worker_asks(committed)
    asked = told(asker, dossier.id)
    moments = [each.answered_at for each in asked if each.answered_at]
    assert len(moments) == 4
    assert moments == sorted(moments)


def test_what_was_answered_all_the_same_waits_no_longer(app: Flask, committed: Database) -> None:
    """The connection broke when the answer was stored already."""
    dossier = ADossier()
    asker = an_asker(app, dossier)
    lookup_id = asker.looks_up(HOA, dossier)
    with transaction():
        db.session.add(PopulationQuestion(lookup_id=lookup_id, number=HOA))
    the_worker_asks(committed)
    assert waiting() == []
    assert len(told(asker, dossier.id)) == 1


def test_a_question_of_yesterday_is_pointed_out(app: Flask, committed: Database) -> None:
    dossier = ADossier()
    asker = an_asker(app, dossier)
    with transaction():
        db.session.add(PopulationOutage(since=clock.real_now(), reason="Bảo trì"))
    asker.looks_up(HOA, dossier)
    assert [asked.waits_long for asked in told(asker, dossier.id)] == [False]
    for _n in range(25):
        _an_hour_passes(committed)
    assert [asked.waits_long for asked in told(asker, dossier.id)] == [True]


def lines() -> int:
    db.session.rollback()
    return db.session.query(LookUp).count()


def waiting() -> list[UUID]:
    db.session.rollback()
    return list(db.session.scalars(select(PopulationQuestion.lookup_id)))


def _an_hour_passes(database: Database) -> None:
    with database.connect() as connection:
        connection.execute(
            "set session_replication_role = replica;"
            " update population_lookup set at = at - interval '1 hour'"
        )
