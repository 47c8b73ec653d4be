"""Row-level security: what the web role sees of a row, whatever it queries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import psycopg
import pytest
from flask import Flask

from app.accounts.operations import staff
from app.accounts.roles import ROLES, Role
from app.database import SCHEMA
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.row_security.schema import catalogues
from app.kernel.row_security.triggers import marked
from app.kernel.security.tokens import new_token
from app.organisation.models import UnitKind
from harness.stage.databases import Database, door_of
from harness.stage.factories import ADossier, ADraft, AnOfficer, a_commune, agency, open_session
from harness.stage.world import DONG_ANH
from tests.architecture.test_tables import OURS
from tests.security.policy_digests import guards, policies_changed

pytestmark = pytest.mark.quick

ENTER = "select mc_enter(%s, %s, %s, %s, %s, %s)"
SEEN = "select id, commune_id from dossier"


@pytest.fixture
def line(committed: Database) -> Iterator[psycopg.Connection[Any]]:
    """A connection of the web role with a transaction open, and no scope."""
    with committed.connect("mc_web") as connection, connection.transaction():
        yield connection


def a_token(officer: Any) -> str:
    token = new_token()
    with transaction():
        open_session(officer.user, token)
    return token


def enter(
    line: psycopg.Connection[Any],
    token: str = "",
    *,
    draft: UUID | None = None,
    of_draft: str = "",
    dossier: UUID | None = None,
    door: str | None = "",
) -> None:
    line.execute(ENTER, (clock.today(), token, draft, of_draft, dossier, door))


def ids(line: psycopg.Connection[Any], statement: str = SEEN) -> set[Any]:
    return {row[0] for row in line.execute(statement.encode())}


def test_every_table_is_walled_or_has_its_reason() -> None:
    reasons = marked("__without_rows__").keys()
    assert {*OURS, "ab_user"} == {*SCHEMA.rows, *reasons, *catalogues()}
    assert SCHEMA.rows.keys() & reasons == set()


def test_policies_and_grants_are_those_that_were_looked_through(own: Database) -> None:
    """Who has read a change keeps it: ``python -m tests.security.policy_digests``."""
    with own.connect() as line:
        assert policies_changed(guards(line)) == []


def test_the_walls_know_how_far_each_role_reaches(line: psycopg.Connection[Any]) -> None:
    rows = line.execute("select role, reads, manages, needs_clearance from role_reach").fetchall()
    assert sorted(rows) == sorted((str(r), f.reads, f.manages, True) for r, f in ROLES.items())


def test_who_comes_with_nothing_sees_nothing(line: psycopg.Connection[Any]) -> None:
    with transaction():
        ADossier(State.AT_AGENCIES)
        ADraft()
    shut = {"resident", "household", "one_time_code"}  # refused altogether
    secret = SCHEMA.rows.keys() - catalogues() - shut
    counted = {
        table: line.execute(f"select count(*) from {table}".encode()).fetchone() for table in secret
    }
    assert counted == dict.fromkeys(secret, (0,))


def test_an_officer_sees_the_own_commune_and_no_other(line: psycopg.Connection[Any]) -> None:
    here, there = ADossier(State.PREPARED, a_commune(0)), ADossier(State.PREPARED, a_commune(1))
    reader = AnOfficer(Role.COMMUNE_RECEPTION, here.commune)
    enter(line, a_token(reader))
    assert ids(line) == {here.id}
    assert ids(line, "select distinct dossier_id from dossier_event") == {here.id}
    assert line.execute("update dossier set note = 'x' where id = %s", [there.id]).rowcount == 0


def test_a_district_sees_its_communes_and_writes_nowhere(line: psycopg.Connection[Any]) -> None:
    here, there = ADossier(State.PREPARED, a_commune(0)), ADossier(State.PREPARED, a_commune(1))
    ADossier(State.PREPARED, a_commune(0, district=DONG_ANH))
    leader = AnOfficer(Role.DISTRICT_LEADER, here.commune.district)
    enter(line, a_token(leader))
    assert ids(line) == {here.id, there.id}
    assert line.execute("update dossier set note = 'x'").rowcount == 0


def test_the_it_officer_of_a_district_changes_the_contact_of_its_units_only(
    line: psycopg.Connection[Any],
) -> None:
    here, far = a_commune(0), a_commune(0, district=DONG_ANH)
    enter(line, a_token(AnOfficer(Role.DISTRICT_IT, here.district)))
    assert here.district is not None
    assert ids(line, "update unit set phone = '024' returning id") >= {here.id, here.district.id}
    assert far.id not in ids(line, "select id from unit where phone = '024'")


def test_an_agency_sees_its_packets_and_no_dossier(line: psycopg.Connection[Any]) -> None:
    sent = ADossier(State.AT_AGENCIES)
    ADossier(State.REGISTERED)  # its legs are prepared, the agency does not know of them
    police = AnOfficer(Role.POLICE, agency(UnitKind.POLICE, sent.commune))
    enter(line, a_token(police))
    assert ids(line) == set()
    assert ids(line, "select distinct dossier_id from leg") == {sent.id}
    assert ids(line, "select distinct kind from leg") == {"police"}
    assert line.execute("select count(*) from packet").fetchone() == (1,)


@pytest.mark.parametrize("what", ["idle", "long", "closed", "unknown"])
def test_a_session_that_is_over_reaches_nothing(
    line: psycopg.Connection[Any], what: str, committed: Database
) -> None:
    here = ADossier(State.PREPARED)
    reader = AnOfficer(Role.COMMUNE_RECEPTION, here.commune)
    token = "stranger" if what == "unknown" else a_token(reader)
    with committed.connect() as outside:
        outside.execute(
            {
                "idle": "update session set seen = seen - interval '31 minutes'",
                "long": "update session set created = created - interval '11 hours'",
                "closed": "update ab_user set active = false",
                "unknown": "select 1",
            }[what].encode()
        )
    enter(line, token)
    assert ids(line) == set()


def test_a_posting_that_ended_reaches_nothing(line: psycopg.Connection[Any]) -> None:
    here = ADossier(State.PREPARED)
    reader = AnOfficer(Role.COMMUNE_RECEPTION, here.commune)
    token = a_token(reader)
    line.execute(ENTER, (clock.today() - timedelta(days=4000), token, None, "", None, ""))
    assert ids(line) == set()
    with transaction():
        staff.end_posting(reader.posting, last_day=clock.today() - timedelta(days=1))
    enter(line, a_token(reader))
    assert ids(line) == set()


def test_a_scope_that_was_written_by_hand_is_refused(line: psycopg.Connection[Any]) -> None:
    here = ADossier(State.PREPARED)
    forged = "0" * 64 + f'{{"city": true, "reads": "{{{here.commune_id}}}"}}'
    line.execute("select set_config('mc.scope', %s, true)", [forged])
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="not minted here"):
        line.execute(SEEN)


def test_a_scope_of_another_transaction_is_refused(
    line: psycopg.Connection[Any], committed: Database
) -> None:
    here = ADossier(State.PREPARED)
    enter(line, a_token(AnOfficer(Role.COMMUNE_RECEPTION, here.commune)))
    minted = line.execute("select current_setting('mc.scope')").fetchone()
    assert ids(line) == {here.id}
    with committed.connect("mc_web") as other, other.transaction():
        other.execute("select set_config('mc.scope', %s, true)", minted)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="not minted here"):
            other.execute(SEEN)


@pytest.mark.parametrize(
    "statement",
    [
        "select mc_seal('{}')",
        "select key from scope_key",
        "select mc_session_scope(current_date, '')",
        "update role_reach set reads = 'city'",
        "update dossier set commune_id = 1",
        "update dossier set code = 'x'",
        "update leg set holder_unit_id = 1",
        "update paper set sha256 = 'x'",
        "update register_book set n = 2",
        "update register_entry set number = 2",
        "alter table dossier disable row level security",
    ],
)
def test_the_web_process_cannot_reach_behind_the_walls(
    line: psycopg.Connection[Any], statement: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        line.execute(statement.encode())


def test_a_browser_sees_the_draft_whose_token_it_holds(
    line: psycopg.Connection[Any], app: Flask
) -> None:
    token = b"k" * 24
    with transaction():
        draft = ADraft()
        draft.secret_hash = sha256(token).digest()
        ADraft()
    enter(line, draft=draft.id, of_draft=(b"x" * 24).hex())
    assert ids(line, "select id from draft") == set()
    enter(line, draft=draft.id, of_draft=token.hex())
    assert ids(line, "select id from draft") == {draft.id}


def test_a_citizen_sees_one_dossier_by_its_door(
    line: psycopg.Connection[Any], committed: Database
) -> None:
    own, other = ADossier(State.AT_AGENCIES), ADossier(State.AT_AGENCIES)
    enter(line, dossier=own.id, door=door_of(committed, other.id))
    assert ids(line) == set()
    enter(line, dossier=own.id, door=door_of(committed, own.id))
    assert ids(line) == {own.id}
    assert ids(line, "select dossier_id from leg") == {own.id}
    assert ids(line, "select id from staff") == set()
    assert ids(line, "select id from packet") == set()
