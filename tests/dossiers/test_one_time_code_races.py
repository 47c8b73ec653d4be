"""Concurrent one-time codes, and what the database itself refuses."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar
from uuid import UUID, uuid4

import psycopg
import pytest
from flask import Flask
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import select

from app.dossiers.models.dossier import Dossier
from app.dossiers.models.one_time_codes import CodePurpose, OneTimeCode
from app.dossiers.operations import one_time_codes
from app.dossiers.operations.one_time_codes import Opened
from app.kernel.db import db, transaction
from app.kernel.security.rate_limits import CODE_SMS
from app.notifications.models.outbox import Message
from app.organisation.models import Unit
from harness.stage.citizen import Citizen
from harness.stage.databases import Database, door_of
from harness.stage.factories import ADossier
from tests.dossiers.citizen.test_tracking import codes_of
from tests.security.test_policies import enter

CROWD = 50
RENEW = "select mc_replace_secret(%s, %s, %s)"
Answer = TypeVar("Answer")


def asked_for(dossier: Dossier, purpose: CodePurpose = CodePurpose.OPEN_DOSSIER) -> UUID:
    with transaction():
        return one_time_codes.ask(purpose, dossier.code)


def digits_of(key: UUID) -> str:
    with transaction():
        one_time_codes.send_code(str(key))
    return str(db.session.scalars(select(Message.facts).filter_by(subject_id=key)).one()["number"])


def at_once(app: Flask, work: Callable[[int], Answer], people: int) -> list[Answer]:
    """The responses to this many people who start together, each with an own connection."""
    start = Barrier(people)

    def one(n: int) -> Answer:
        with app.app_context():
            try:
                start.wait()
                return work(n)
            finally:
                db.session.remove()

    db.session.remove()
    with ThreadPoolExecutor(people) as pool:
        return list(pool.map(one, range(people)))


def test_a_crowd_shares_the_five_tries_of_a_code(app: Flask, committed: Database) -> None:
    key = asked_for(ADossier())
    right = int(digits_of(key))
    found = at_once(
        app, lambda n: one_time_codes.attempt(key, f"{(right + n + 1) % 10**6:06}"), CROWD
    )
    assert sorted(found, key=str) == [0] * (CROWD - 4) + [1, 2, 3, 4]
    with committed.connect() as line:
        assert line.execute("select tries from one_time_code").fetchone() == (5,)


def test_of_several_right_tries_one_opens(app: Flask, committed: Database) -> None:
    dossier = ADossier()
    key = asked_for(dossier)
    right = digits_of(key)
    found = at_once(app, lambda _n: one_time_codes.attempt(key, right), CROWD)
    assert found.count(0) == CROWD - 1
    assert sum(isinstance(each, Opened) for each in found) == 1


def test_codes_that_are_asked_for_at_once_share_the_budget_of_the_telephone(
    app: Flask, committed: Database
) -> None:
    dossiers = [ADossier(), ADossier()]
    keys = [str(asked_for(dossiers[n % 2])) for n in range(16)]

    def send(n: int) -> None:
        with transaction():
            one_time_codes.send_code(keys[n])

    at_once(app, send, len(keys))
    sent = db.session.scalars(select(OneTimeCode.id).where(OneTimeCode.sent_at.is_not(None))).all()
    assert (
        len(sent)
        == CODE_SMS.amount
        == len(db.session.scalars(select(Message.id).filter_by(urgent=True)).all())
    )


def test_a_job_that_runs_twice_sends_one_code(app: Flask, committed: Database) -> None:
    key = asked_for(ADossier())
    first = digits_of(key)
    assert digits_of(key) == first


# ---- a new tracking code, in the database --------------------------------------------------------


@pytest.fixture(params=["mc_web", "mc_public"])
def line(committed: Database, request: Any) -> Any:
    """A connection of either web process, with a transaction open."""
    with committed.connect(request.param) as connection, connection.transaction():
        yield connection


def right_code(dossier: Dossier, purpose: CodePurpose = CodePurpose.NEW_SECRET) -> UUID:
    key = asked_for(dossier, purpose)
    assert isinstance(one_time_codes.attempt(key, digits_of(key)), Opened)
    return key


def as_citizen(line: psycopg.Connection[Any], dossier: Dossier, database: Database) -> None:
    enter(line, dossier=dossier.id, door=door_of(database, dossier.id))


def test_a_right_code_renews_the_secret_once(
    line: psycopg.Connection[Any], committed: Database
) -> None:
    dossier = ADossier()
    key = right_code(dossier)
    as_citizen(line, dossier, committed)
    line.execute(RENEW, [key, dossier.id, "NEW"])
    opened = line.execute("select id from mc_open_dossier(%s, 'NEW')", [dossier.code]).fetchone()
    assert opened == (dossier.id,)
    with pytest.raises(InsufficientPrivilege):
        line.execute(RENEW, [key, dossier.id, "again"])


@pytest.mark.parametrize(
    "lack", ["no code", "not tried", "another purpose", "another dossier", "late"]
)
def test_nobody_writes_a_secret_without_it(
    line: psycopg.Connection[Any], committed: Database, lack: str
) -> None:
    dossier, other = ADossier(), ADossier()
    if lack == "no code":
        key = uuid4()
    elif lack == "not tried":
        key = asked_for(dossier, CodePurpose.NEW_SECRET)
        digits_of(key)
    elif lack == "another purpose":
        key = right_code(dossier, CodePurpose.OPEN_DOSSIER)
    else:
        key = right_code(other if lack == "another dossier" else dossier)
    if lack == "late":
        with committed.connect() as outside:
            outside.execute("update one_time_code set used_at = used_at - interval '6 minutes'")
    as_citizen(line, dossier, committed)
    with pytest.raises(InsufficientPrivilege):
        line.execute(RENEW, [key, dossier.id, "new"])


@pytest.mark.parametrize(
    "statement",
    [
        "update dossier set secret_hash = 'mine'",
        "select * from one_time_code",
        "update one_time_code set tries = 0",
    ],
)
def test_the_pages_read_and_change_nothing_of_it(
    line: psycopg.Connection[Any], committed: Database, statement: str
) -> None:
    dossier = ADossier()
    right_code(dossier)
    as_citizen(line, dossier, committed)
    with pytest.raises(InsufficientPrivilege):
        line.execute(statement.encode())


# ---- nothing is stored elsewhere -----------------------------------------------------------------


def test_neither_digits_nor_telephones_stand_in_jobs_journals_logs_and_addresses(
    app: Flask, committed: Database, caplog: pytest.LogCaptureFixture
) -> None:
    dossier = ADossier()
    code, secret = codes_of(dossier)
    old, new = str(dossier.applicant_phone), "0987654321"
    citizen = Citizen(app.test_client(), db.session.get_one(Unit, dossier.commune_id))
    citizen.get("/tra-cuu").post("/tra-cuu", ma=code, bi_mat=secret)
    citizen.get("/tra-cuu/doi-so").post("/tra-cuu/doi-so", so=new)
    digits = digits_of(db.session.scalars(select(OneTimeCode.id)).one())
    citizen.post("/ma-xac-nhan", ma=digits)
    assert citizen.path == "/tra-cuu/ho-so", citizen.text
    assert citizen.answer is not None
    with committed.connect() as outside:
        said = [
            outside.execute(f"select string_agg(t::text, ' ') from {table} t").fetchone()
            for table in ("procrastinate_jobs", "access_entry", "dossier_event", "audit_entry")
        ]
        kept = (
            "select string_agg((to_jsonb(c) - 'id' - 'new_phone')::text, ' ') from one_time_code c"
        )
        said.append(outside.execute(kept).fetchone())
    everything = f"{said} {caplog.text} {citizen.answer.request.url}"
    for word in (f'"{digits}"', f" {digits} ", f"={digits}", old, new):
        assert word not in everything, word
    assert dossier.applicant_phone == new
