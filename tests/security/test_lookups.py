"""Nobody is looked up without a log entry, whatever a compromised web process sends.

Each test speaks as ``mc_web`` over its own connection, without any page of ours before it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from flask import Flask
from psycopg.errors import InsufficientPrivilege

from app.accounts.models.staff import Posting
from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import submission
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.db import db, transaction
from app.organisation.models import Unit
from app.procedures import queries as procedures
from app.procedures.rules.procedure_finder import BIRTH
from app.residents.database import FUNCTIONS
from app.residents.models.lookups import Purpose
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, Officer, a_commune
from harness.stage.factories.residents import AResident
from tests.residents.lookup_requests import HOA, an_asker, the_worker_asks
from tests.security.test_policies import a_token, enter

NOTE = "select mc_note_look_up(%s, %s, %s, 'mother_id', 'person', %s, %s)"
ASK = "select mc_look_up(%s, %s)"


class Web:
    """The web process in the requests of one user."""

    def __init__(self, database: Database, officer: Officer) -> None:
        self.database = database
        self.posting_id, self.token = officer.posting.id, a_token(officer)
        db.session.rollback()

    @contextmanager
    def request(self, **held: Any) -> Iterator[psycopg.Connection[Any]]:
        """One transaction with the scope of this user."""
        with self.database.connect("mc_web") as line, line.transaction():
            enter(line, self.token, **held)
            yield line

    def notes(
        self, dossier: UUID | None, number: str = HOA, *, draft: UUID | None = None, **held: Any
    ) -> UUID:
        """A log entry, committed."""
        lookup_id = uuid4()
        with self.request(**held) as line:
            line.execute(NOTE, [lookup_id, dossier, draft, self.posting_id, number])
        return lookup_id

    def asks(self, lookup_id: UUID, number: str = HOA) -> Any:
        """The answer to a log entry."""
        with self.request() as line:
            return line.execute(ASK, [lookup_id, number]).fetchone()


@pytest.fixture
def dossier(committed: Database) -> Dossier:
    """A known person, and a dossier to look up from."""
    AResident(HOA, name="Trần Thị Hoa")
    return ADossier(State.ACCEPTED)


@pytest.fixture
def web(committed: Database, dossier: Dossier) -> Web:
    return Web(committed, AnOfficer(Role.COMMUNE_JUSTICE, dossier.commune))


def answers(database: Database) -> int:
    with database.connect() as line:
        return line.execute("select count(*) from population_answer").fetchone()[0]  # type: ignore[index]


def test_a_line_opens_one_answer(web: Web, dossier: Dossier) -> None:
    line = web.notes(dossier.id)
    assert web.asks(line) == (True,)
    with pytest.raises(InsufficientPrivilege):
        web.asks(line)


def _without_a_line(web: Web, _dossier: Dossier) -> None:
    web.asks(uuid4())


def _another_number(web: Web, dossier: Dossier) -> None:
    web.asks(web.notes(dossier.id, "001190000026"), HOA)


def _a_colleagues_line(web: Web, dossier: Dossier) -> None:
    line = web.notes(dossier.id)
    db.session.rollback()
    Web(web.database, AnOfficer(Role.COMMUNE_JUSTICE, dossier.commune)).asks(line)


def _in_the_same_transaction(web: Web, dossier: Dossier) -> None:
    lookup_id = uuid4()
    with web.request() as line:
        line.execute(NOTE, [lookup_id, dossier.id, None, web.posting_id, HOA])
        line.execute(ASK, [lookup_id, HOA])


def _in_a_part_that_is_undone(web: Web, dossier: Dossier) -> None:
    lookup_id = uuid4()
    with web.request() as line:
        with suppress(psycopg.Rollback), line.transaction():
            line.execute(NOTE, [lookup_id, dossier.id, None, web.posting_id, HOA])
            raise psycopg.Rollback
        line.execute(ASK, [lookup_id, HOA])


def _after_a_minute(web: Web, dossier: Dossier) -> None:
    line = web.notes(dossier.id)
    with web.database.connect() as outside:
        outside.execute(
            "set session_replication_role = replica;"
            " update population_lookup set at = at - interval '61 seconds'"
        )
    web.asks(line)


def _signed_out(web: Web, dossier: Dossier) -> None:
    line = web.notes(dossier.id)
    with web.database.connect("mc_web") as outside:
        outside.execute(ASK, [line, HOA])


def _with_a_question_of_its_own(web: Web, dossier: Dossier) -> None:
    """A queued lookup gives the web process no access."""
    line = web.notes(dossier.id)
    with web.database.connect() as outside:
        outside.execute(
            "set session_replication_role = replica;"
            " update population_lookup set at = at - interval '61 seconds'"
        )
    with web.request() as connection:
        connection.execute(
            "insert into population_question (lookup_id, number) values (%s, %s)", [line, HOA]
        )
    web.asks(line)


@pytest.mark.parametrize(
    "ask",
    [
        _without_a_line,
        _another_number,
        _a_colleagues_line,
        _in_the_same_transaction,
        _in_a_part_that_is_undone,
        _after_a_minute,
        _signed_out,
        _with_a_question_of_its_own,
    ],
)
def test_nobody_is_looked_up(
    committed: Database, web: Web, dossier: Dossier, ask: Callable[[Web, Dossier], None]
) -> None:
    with pytest.raises(InsufficientPrivilege):
        ask(web, dossier)
    assert answers(committed) == 0


def _of_another_commune(web: Web, _dossier: Dossier) -> UUID:
    return web.notes(ADossier(State.ACCEPTED, a_commune(1)).id)


def _of_a_colleague(web: Web, dossier: Dossier) -> UUID:
    colleague = AnOfficer(Role.COMMUNE_JUSTICE, dossier.commune)
    with transaction():
        dossier.assigned_to_id = colleague.staff.id
    return web.notes(dossier.id)


def _finished(web: Web, dossier: Dossier) -> UUID:
    return web.notes(ADossier(State.NOT_ACCEPTED, dossier.commune).id)


def _that_there_is_not(web: Web, _dossier: Dossier) -> UUID:
    return web.notes(uuid4())


def _no_dossier(web: Web, _dossier: Dossier) -> UUID:
    return web.notes(None)


def _in_the_posting_of_a_colleague(web: Web, dossier: Dossier) -> UUID:
    web.posting_id = AnOfficer(Role.COMMUNE_JUSTICE, dossier.commune).posting.id
    return web.notes(dossier.id)


def _as_somebody_who_only_reads(web: Web, dossier: Dossier) -> UUID:
    labour = AnOfficer(Role.COMMUNE_LABOUR, dossier.commune)
    return Web(web.database, labour).notes(dossier.id)


def _as_the_district(web: Web, dossier: Dossier) -> UUID:
    district = AnOfficer(Role.DISTRICT_JUSTICE, dossier.commune.district)
    return Web(web.database, district).notes(dossier.id)


@pytest.mark.parametrize(
    "note",
    [
        _of_another_commune,
        _of_a_colleague,
        _finished,
        _that_there_is_not,
        _no_dossier,
        _in_the_posting_of_a_colleague,
        _as_somebody_who_only_reads,
        _as_the_district,
    ],
)
def test_no_line_is_written_for_a_dossier(
    committed: Database, web: Web, dossier: Dossier, note: Callable[[Web, Dossier], UUID]
) -> None:
    with pytest.raises(InsufficientPrivilege):
        note(web, dossier)
    assert lines(committed) == 0


def test_an_officer_asks_from_a_declaration_only_in_the_browser_that_holds_it(
    committed: Database, web: Web, dossier: Dossier
) -> None:
    mine, token = a_declaration(dossier.commune, web)
    other, other_token = a_declaration(dossier.commune, None)
    db.session.rollback()
    with pytest.raises(InsufficientPrivilege):
        web.notes(None, draft=mine)
    with pytest.raises(InsufficientPrivilege):
        web.notes(None, draft=mine, of_draft=other_token.hex())
    held = {"of_draft": other_token.hex()}
    with pytest.raises(InsufficientPrivilege), web.request(draft=other, **held) as line:
        line.execute(NOTE, [uuid4(), None, mine, web.posting_id, HOA])
    with pytest.raises(InsufficientPrivilege), web.request(draft=other, **held) as line:
        line.execute(NOTE, [uuid4(), None, other, web.posting_id, HOA])
    assert lines(committed) == 0

    lookup_id = uuid4()
    with web.request(draft=mine, of_draft=token.hex()) as line:
        line.execute(NOTE, [lookup_id, None, mine, web.posting_id, HOA])
    assert web.asks(lookup_id) == (True,)


def a_declaration(commune: Unit, web: Web | None) -> tuple[UUID, bytes]:
    """A form at the desk, entered by the officer, or by the citizen at home."""
    with transaction():
        version = procedures.published(BIRTH, clock.today())
        draft, token = submission.start_draft(version, commune)
        if web:
            draft.entered_by_id = db.session.get_one(Posting, web.posting_id).staff_id
        db.session.flush()
        return draft.id, token


MENDING = (
    "update population_lookup set purpose = 'alive'",
    "delete from population_lookup",
    "update population_answer set content = '{}'",
    "delete from population_answer",
    "delete from population_question",
    "insert into population_alarm (lookup_id, kind, at) values (gen_random_uuid(), 'decoy', now())",
    "delete from population_alarm",
    "update lookup_purpose set fields = '[\"number\"]'",
    "select mc_seal('resident 001190000018')",
)


def test_the_web_process_cannot_mend_the_log(web: Web, dossier: Dossier) -> None:
    web.asks(web.notes(dossier.id))
    for statement in MENDING:
        with pytest.raises(InsufficientPrivilege), web.request() as line:
            line.execute(statement.encode())


def test_a_table_of_ones_own_shows_no_look_up_of_others(
    committed: Database, web: Web, dossier: Dossier
) -> None:
    """The policy asks for dossiers in a function, which must not meet a table of that name."""
    web.asks(web.notes(dossier.id))
    other = Web(committed, AnOfficer(Role.COMMUNE_RECEPTION, a_commune(1)))
    for asker, shown in ((web, 1), (other, 0)):
        with asker.request() as line:
            with suppress(InsufficientPrivilege), line.transaction():
                line.execute("create temporary table dossier (id uuid)")
                line.execute("insert into pg_temp.dossier values (%s)", [dossier.id])
            assert line.execute("select count(*) from population_lookup").fetchone() == (shown,)


def test_not_even_the_owner_changes_what_was_asked(
    committed: Database, web: Web, dossier: Dossier
) -> None:
    web.asks(web.notes(dossier.id))
    for table in ("population_lookup", "population_answer"):
        for statement in (f"delete from {table}", f"update {table} set at = now()"):
            with committed.connect() as line, pytest.raises(InsufficientPrivilege):
                line.execute(statement.encode())


def test_only_one_function_reads_people(own: Database) -> None:
    """Another such function must write a log entry first, and be added to this test."""
    with own.connect() as line:
        found = line.execute(
            r"select proname from pg_proc where pronamespace = 'public'::regnamespace"
            r" and prosrc ~* '(from|join|into|update|table|only|,)\s+(resident|household)\M'"
        ).fetchall()
    readers = {f.name for f in FUNCTIONS if "from resident" in f.body}
    assert readers == {"mc_look_up"}
    assert found == [("mc_look_up",)]


def test_a_decoy_raises_an_alarm_that_the_officer_cannot_see(
    committed: Database, web: Web, dossier: Dossier
) -> None:
    AResident("001190000034", decoy=True)
    db.session.rollback()
    assert web.asks(web.notes(dossier.id, "001190000034"), "001190000034") == (True,)
    web.asks(web.notes(dossier.id))
    with committed.connect() as line:
        assert line.execute("select count(*) from population_alarm").fetchone() == (1,)
    with web.request() as line:
        assert line.execute("select count(*) from population_alarm").fetchone() == (0,)


def test_the_log_knows_nobody(
    app: Flask, committed: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither access log, change log, queue, nor log files contain name or number."""
    caplog.set_level(logging.DEBUG)
    number, name = "079190424242", "Khổng Tước Kiều Diễm"
    AResident(number, name=name)
    dossier = ADossier(State.ACCEPTED)
    asker = an_asker(app, dossier)
    asker.looks_up(number, dossier)
    with committed.connect() as lock, lock.transaction():
        lock.execute("lock table resident in access exclusive mode")
        asker.looks_up(number, dossier, Purpose.ALIVE)
        the_worker_asks(committed)
    the_worker_asks(committed)
    places = (
        "population_lookup", "population_alarm", "access_entry", "audit_entry", "dossier_event",
        "procrastinate_jobs", "procrastinate_events", "rate_limit", "population_question",
    )  # fmt: skip
    with committed.connect() as line:
        for table in places:
            rows = line.execute(f"select to_jsonb(t)::text from {table} t".encode()).fetchall()
            assert number not in str(rows)
            assert "Khổng" not in str(rows)
        told = line.execute("select content ->> 'name' from population_answer").fetchall()
    assert told == [(name,), (name,)]
    assert number not in caplog.text
    assert "Khổng" not in caplog.text


def lines(database: Database) -> int:
    with database.connect() as line:
        return line.execute("select count(*) from population_lookup").fetchone()[0]  # type: ignore[index]
