"""What opens a dossier to its citizen: only the database can make it, and it does not last."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from flask import Flask

from app.dossiers.models.dossier import Dossier
from app.kernel.db import transaction
from harness.stage.citizen import Citizen
from harness.stage.databases import Database, door_of
from harness.stage.factories import ADossier
from harness.stage.factories.dossiers import SERVER_KEY
from tests.dossiers.citizen.test_one_time_codes import PAGE, asks
from tests.dossiers.citizen.test_tracking import codes_of, tracking
from tests.security.test_policies import enter

Another = Callable[[], Citizen]
HOURS = 3600 * 1000


# --- a visit


def test_a_new_secret_ends_the_visits_by_the_old_one(citizen: Citizen, another: Another) -> None:
    dossier = ADossier()
    visitor = tracking(another(), dossier)
    assert visitor.get("/tra-cuu/ho-so").path == "/tra-cuu/ho-so"
    citizen.post(PAGE, ma=asks(citizen, dossier.code, viec="ma-moi"))
    assert citizen.get("/tra-cuu/ho-so").path == "/tra-cuu/ho-so"
    assert visitor.get("/tra-cuu/ho-so").path == "/tra-cuu"
    assert visitor.get("/tra-cuu/rut").path == "/tra-cuu"


def test_leaving_ends_the_visits_with_a_copied_cookie(app: Flask, citizen: Citizen) -> None:
    tracking(citizen, ADossier())
    copy, cookie = app.test_client(), citizen.client.get_cookie("mot_cua")
    assert cookie is not None
    copy.set_cookie("mot_cua", cookie.value)
    assert copy.get("/tra-cuu/ho-so").status_code == 200
    citizen.post("/tra-cuu/ra")
    assert copy.get("/tra-cuu/ho-so").location == "/tra-cuu"
    assert citizen.get("/tra-cuu/ho-so").path == "/tra-cuu"


def test_whoever_has_left_may_come_again(citizen: Citizen) -> None:
    dossier = ADossier()
    tracking(citizen, dossier).post("/tra-cuu/ra")
    assert tracking(citizen, dossier).path == "/tra-cuu/ho-so"


# --- the database itself


@pytest.fixture
def line(committed: Database) -> Iterator[psycopg.Connection[Any]]:
    """A connection of the public process."""
    with committed.connect("mc_public") as connection, connection.transaction():
        yield connection


def opens(line: psycopg.Connection[Any], dossier: Dossier, door: str | None) -> bool:
    enter(line, dossier=dossier.id, door=door)
    return line.execute("select count(*) from dossier").fetchone() == (1,)


def test_a_door_lasts_four_hours(committed: Database, line: psycopg.Connection[Any]) -> None:
    dossier, now = ADossier(), int(time.time() * 1000)
    with committed.connect() as owner:
        for age, lasts in ((0, True), (3.9, True), (4.1, False)):
            since = now - int(age * HOURS)
            row = owner.execute("select mc_door(%s, %s)", [dossier.id, since]).fetchone()
            assert row
            assert opens(line, dossier, row[0]) is lasts, age


def test_a_door_opens_its_dossier_and_nothing_else(
    committed: Database, line: psycopg.Connection[Any]
) -> None:
    own, other = ADossier(), ADossier()
    door = door_of(committed, own.id)
    since, seal = door.split(".")
    assert opens(line, own, door)
    wrong = [f"{int(since) + 1}.{seal}", f"{since}.{seal[:-1]}", seal, since, f"x.{seal}", ".", ""]
    assert [each for each in (*wrong, None) if opens(line, own, each)] == []
    assert not opens(line, other, door)


@pytest.mark.parametrize(
    "statement",
    [
        "select mc_door(%(id)s, 1)",
        "select mc_new_door(%(id)s)",
        "select mc_seal('door 1')",
        "select key from scope_key",
        "select secret_hash from submission_key",
        "update dossier set doors_from = null, secret_hash = crypt('x', gen_salt('bf', 4))",
        "insert into one_time_code (id, purpose, asked, at, expires, tries, dossier_id, code_hash)"
        " values (gen_random_uuid(), 'open_dossier', 'x', now(), now() + interval '1 day', 0,"
        " %(id)s, '\\x00')",
    ],
)
def test_the_public_process_makes_no_door(line: psycopg.Connection[Any], statement: str) -> None:
    dossier = ADossier()
    with pytest.raises(psycopg.Error) as refused, line.transaction():
        line.execute(statement.encode(), {"id": dossier.id})
    assert refused.type in {
        psycopg.errors.InsufficientPrivilege,
        psycopg.errors.UndefinedColumn,
    }


def test_with_the_server_s_key_no_dossier_is_opened(line: psycopg.Connection[Any]) -> None:
    """Not by its code, not by its key, not by what the server's key signs."""
    dossier = ADossier()
    with transaction():
        code, secret = codes_of(dossier)
    key = SERVER_KEY.encode()
    forged = hmac.digest(key, b"door " + dossier.id.bytes, "sha256").hex()
    now = int(time.time() * 1000)
    assert not opens(line, dossier, forged)
    assert not opens(line, dossier, f"{now}.{forged}")
    assert _found(line, "mc_open_dossier(%s, %s)", code, "AAAAAAAA") is None
    assert _found(line, "mc_open_dossier(%s, %s)", code, "") is None
    assert _found(line, "mc_open_dossier(%s, null)", code) is None
    assert _found(line, "mc_open_receipt(%s)", uuid4()) is None
    assert _found(line, "mc_open_receipt(%s)", dossier.id) is None
    assert _found(line, "mc_open_dossier(%s, %s)", code, secret) == dossier.id


def _found(line: psycopg.Connection[Any], function: str, *values: Any) -> UUID | None:
    row = line.execute(f"select id from {function}".encode(), values).fetchone()
    return row[0] if row else None
