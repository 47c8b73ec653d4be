"""The policies of the database are those of the map, and the map names only existing tables."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

import app
from app.database import SCHEMA
from app.kernel.db import metadata
from app.kernel.row_security import sync
from harness.stage.databases import Database


def test_the_walls_are_those_of_the_map(own: Database) -> None:
    with own.connect() as connection:
        assert sync.differences(connection, SCHEMA) == []


def test_a_loader_that_is_shut_out_is_no_breach(own: Database) -> None:
    with own.connect() as connection, connection.transaction(force_rollback=True):
        connection.execute(sync.SHUT_THE_LOADER_OUT.encode())
        assert sync.differences(connection, SCHEMA) == []
        connection.execute("alter role mc_web nologin")
        assert sync.differences(connection, SCHEMA) == [
            "role mc_web is missing or has other powers"
        ]


def test_the_map_names_only_tables_that_exist() -> None:
    further = SCHEMA.further_rows.keys() | SCHEMA.further_grants.keys()
    assert further - metadata.tables.keys() == set()


def test_every_function_in_a_file_is_declared_once() -> None:
    declared = [function.name for function in SCHEMA.functions]
    written = [
        line.split("(")[0].removeprefix("create function ")
        for file in Path(app.__file__).parent.rglob("*.sql")
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.startswith("create function ")
    ]
    assert len(declared) == len({*declared})
    assert {*written} - {*declared} == set()


def test_a_breach_is_noticed_and_mended(committed: Database) -> None:
    with committed.connect() as connection:
        connection.execute("grant delete on dossier_event to mc_web")
        connection.execute("drop trigger mc_append_only on dossier_event")
        connection.execute("revoke select on dossier from mc_web")
        assert len(sync.differences(connection, SCHEMA)) == 3
        sync.apply(connection, SCHEMA)
        assert sync.differences(connection, SCHEMA) == []


def test_a_function_that_returned_something_else_is_replaced(committed: Database) -> None:
    """They are written before migrations run: those cannot drop what an earlier version had."""
    with committed.connect() as connection:
        connection.execute("drop function mc_redeem_code")
        connection.execute(
            "create function mc_redeem_code(of_id uuid, hashed bytea) returns void"
            " language sql as 'select'"
        )
        sync.prepare(connection, SCHEMA)
        assert sync.differences(connection, SCHEMA) == []


def test_a_function_that_took_something_else_is_dropped(committed: Database) -> None:
    """So that a database of an earlier version can be upgraded."""
    with committed.connect() as connection:
        connection.execute(
            "create function mc_known_people(unit integer) returns integer language sql"
            " as 'select 1'"
        )
        assert sync.differences(connection, SCHEMA) != []
        sync.prepare(connection, SCHEMA)
        assert sync.differences(connection, SCHEMA) == []


def test_a_function_that_no_file_declares_any_more_is_dropped(committed: Database) -> None:
    """It would keep the rights of its owner; a policy of an earlier version may still name it."""
    with committed.connect() as connection:
        connection.execute(
            "create function mc_former(unit integer) returns boolean language sql"
            " security definer as 'select true'"
        )
        connection.execute("create function visitor() returns integer language sql as 'select 1'")
        connection.execute("create policy former on dossier using (mc_former(commune_id))")
        sync.apply(connection, SCHEMA)
        assert sync.differences(connection, SCHEMA) == []
        rows = connection.execute("select proname from pg_proc where proname ~ 'former|visitor'")
        assert rows.fetchall() == [("visitor",)]
        connection.execute("drop function visitor()")


@pytest.mark.parametrize(
    "statement",
    [
        "create table mine (id int)",
        "drop table dossier",
        "truncate dossier",
        "update dossier_event set reason = ''",
        "delete from dossier_event",
        "select args from procrastinate_jobs",
        "delete from procrastinate_jobs",
        "delete from dossier",
        "insert into ab_user_role (user_id, role_id) values (1, 1)",
        "update procedure_version set state = 'draft'",
        "alter table dossier disable trigger all",
        "set role mc_owner",
        "set role mc_loader",
        "select number from resident",
        "select head_number from household",
        "select name from resident_row",
        "select number from population_question",
        "insert into population_lookup (id) values (gen_random_uuid())",
        "insert into population_answer (lookup_id) values (gen_random_uuid())",
    ],
)
def test_the_web_process_may_not(committed: Database, statement: str) -> None:
    with (
        committed.connect("mc_web") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())


@pytest.mark.parametrize(
    "statement",
    [
        "select * from staff",
        "select * from session",
        "select * from register_entry",
        "select number from resident",
        "select content from population_answer",
        "delete from dossier",
        "update unit set name = ''",
        "select args from procrastinate_jobs",
        "select mc_sign_in(current_date, 'quantri', 'guess', 'token', '', '')",
    ],
)
def test_the_public_surface_may_not(committed: Database, statement: str) -> None:
    with (
        committed.connect("mc_public") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())
