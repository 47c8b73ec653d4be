"""Seals of the journals: every change of a sealed row is detected, without false alarms."""

from __future__ import annotations

import os
import random
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from flask import Flask
from psycopg.types.json import Jsonb
from sqlalchemy import select

from app.accounts.views.audit_trail import subject_words
from app.kernel import clock, retention
from app.kernel.audit import hash_chain, verification
from app.kernel.audit.models import FAULT_WORDS, JournalCheck, JournalFault, JournalSeal
from app.kernel.audit.seal_archive import Seal, Shelf
from app.kernel.db import db
from app.kernel.row_security import triggers
from app.kernel.row_security.triggers import journals
from app.kernel.web.crud.view import GeneratedView
from harness.stage.databases import ROOT, Database
from harness.stage.sealed_journals import Sealed, seal_all, sealed
from harness.stage.tamperings import DEEDS, tampered

ADD = (
    "insert into audit_entry (at, action, subject, key, fields)"
    " values (now(), 'edit', %s, %s, '[]')"
)

TRY = (
    "insert into delivery_attempt (id, message_id, attempt, at, xact) values"
    " (gen_random_uuid(), gen_random_uuid(), 1, now(), pg_current_xact_id()::text::bigint)"
)


@pytest.fixture(scope="module")
def made() -> Iterator[Sealed]:
    """Small journals, sealed five times."""
    with sealed(f"t_{os.getpid()}_sealed", rounds=5, rows=100, seed=7) as made:
        yield made


@pytest.fixture
def shelf(committed: Database) -> Shelf:
    return Shelf(committed.server.seals_of(committed.name))


def formerly(said: dict[str, Any]) -> dict[str, Any]:
    """What a seal said of the journals when they had their former names."""
    former = triggers.former_names()
    return {former.get(journal, journal): each for journal, each in said.items()}


def add(connection: psycopg.Connection, key: str = "1") -> None:
    connection.execute(ADD, ["staff", key])


def test_every_journal_is_sealed_but_the_seals_themselves() -> None:
    assert journals() - triggers.sealed() == {"journal_seal"}


def test_every_sealed_journal_has_its_words(app: Flask) -> None:
    with app.test_request_context():
        assert {table for table in triggers.sealed() if subject_words(table) == table} == set()


def test_the_logs_name_what_every_generated_list_shows(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "vi"}):
        views = (view for view in app.appbuilder.baseviews if isinstance(view, GeneratedView))  # type: ignore[attr-defined]
        tables = {view.datamodel.obj.__tablename__ for view in views}
        assert {table for table in tables if subject_words(table) == table} == set()


def test_the_log_of_changes_names_what_is_removed_at_night(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "vi"}):
        kinds = retention.purged_at_night()
        assert {kind for kind in kinds if subject_words(kind) == kind} == set()


def test_the_page_of_the_journals_names_each_of_them() -> None:
    told = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8").split("\n## ")[0]
    named = {name for row in told.splitlines() for name in re.findall(r"`(\w+)`", row[:120])}
    assert triggers.sealed() - named == set()


def test_every_fault_has_its_words() -> None:
    assert FAULT_WORDS.keys() == set(JournalFault)


def test_a_slice_of_the_tamperings_is_found(made: Sealed) -> None:
    chance = random.Random(os.getpid())
    deeds = [*DEEDS, *chance.choices([*DEEDS], k=7)]
    missed = [deed.__name__ for deed in deeds if tampered(made, deed).fault is None]
    assert missed == []


def test_what_was_not_tampered_with_is_whole(made: Sealed) -> None:
    found = verification.verify(made.connection, made.shelf)
    assert (found.fault, found.seals) == (None, 5)
    assert found.rows == sum(len(made.ids(journal)) for journal in made.columns)


def test_a_journal_is_whole_while_people_write(committed: Database, shelf: Shelf) -> None:
    """Transactions that end in another order than they began, and some that fail."""
    over, kept = threading.Event(), []

    def write(n: int) -> None:
        chance = random.Random(n)
        with committed.connect("mc_web") as connection:
            while not over.is_set():
                with connection.transaction():
                    add(connection, f"{n}")
                    time.sleep(chance.random() / 50)
                    add(connection, f"{n}")
                    stay = 0 if chance.random() < 0.2 else 2
                    if not stay:
                        raise psycopg.Rollback
                kept.append(stay)

    writers = [threading.Thread(target=write, args=(n,)) for n in range(6)]
    for writer in writers:
        writer.start()
    with committed.connect("mc_worker") as worker:
        until = time.monotonic() + 1.5
        while time.monotonic() < until:
            hash_chain.seal(worker, shelf)
            assert verification.verify(worker, shelf).fault is None
        over.set()
        for writer in writers:
            writer.join()
        seal_all(worker, shelf)
        found = verification.verify(worker, shelf)
    assert found.fault is None
    newest = shelf.last()
    assert newest is not None
    assert newest.n >= 2  # others of the same server may hold the horizon back
    assert newest.heads["audit_entry"][0] == sum(kept)


def test_a_row_says_who_wrote_it_whatever_the_writer_says(committed: Database) -> None:
    with committed.connect("mc_web") as connection, connection.transaction():
        connection.execute(
            ADD.replace("at,", "xact, at,").replace("(now()", "(1, now()"), ["s", ""]
        )
        row = connection.execute(
            "select xact = pg_current_xact_id()::text::bigint from audit_entry"
        ).fetchone()
    assert row == (True,)


def test_a_quiet_journal_is_sealed_once_an_hour(committed: Database, shelf: Shelf) -> None:
    with committed.connect("mc_worker") as connection:
        seal_all(connection, shelf)
        seal_all(connection, shelf)
        first = shelf.last()
        assert first is not None
        assert first.n == 1
        earlier = first.at - hash_chain.QUIET
        with committed.connect() as admin:
            aged = replace(first, at=earlier)
            aged = replace(aged, digest=aged.digest_on("0" * 64))
            admin.execute("set session_replication_role = replica")
            admin.execute("update journal_seal set at = %s, digest = %s", [aged.at, aged.digest])
        for path in shelf.folder.iterdir():
            path.unlink()
        shelf.keep(aged)
        seal_all(connection, shelf)
    newest = shelf.last()
    assert newest is not None
    assert newest.n == 2


def test_a_journal_that_was_renamed_goes_on_with_its_chain(
    committed: Database, shelf: Shelf
) -> None:
    with committed.connect("mc_worker") as connection, committed.connect() as admin:
        admin.execute("set session_replication_role = replica")
        admin.execute(TRY)
        seal_all(connection, shelf)
        (first,) = shelf.seals()
        assert first.shapes is not None
        before = replace(first, heads=formerly(first.heads), shapes=formerly(first.shapes))
        before = replace(before, digest=before.digest_on("0" * 64))
        admin.execute(
            "update journal_seal set heads = %s, shapes = %s, digest = %s",
            [Jsonb(before.heads), Jsonb(before.shapes), before.digest],
        )
        for path in shelf.folder.iterdir():
            path.unlink()
        shelf.keep(before)
        admin.execute(TRY)
        seal_all(connection, shelf)
        verdict = verification.verify(connection, shelf)
        assert (verdict.seals, verdict.fault) == (2, None)
        rows = [seal.heads.get("delivery_attempt", [0])[0] for seal in shelf.seals()]
        assert (before.heads["delivery"][0], rows) == (1, [0, 2])
        admin.execute("update delivery_attempt set attempt = 9")
        assert verification.verify(connection, shelf).fault is JournalFault.ROWS


def test_only_one_seals_at_a_time(committed: Database, shelf: Shelf) -> None:
    with committed.connect("mc_worker") as one, committed.connect("mc_worker") as other:
        add(one)
        one.execute("select pg_advisory_lock(20161121)")
        assert hash_chain.seal(other, shelf) is None
    assert shelf.last() is None


def test_a_seal_that_a_crash_kept_from_the_second_place_is_brought_there(
    committed: Database, shelf: Shelf
) -> None:
    with committed.connect("mc_worker") as connection:
        add(connection)
        seal_all(connection, shelf)
        add(connection)
        seal_all(connection, shelf)
        path = next(shelf.folder.iterdir())
        first, second = path.read_text().splitlines()
        path.write_text(f"{first}\n{second[:40]}")  # and the line being written is cut off
        assert verification.verify(connection, shelf).fault is None
        add(connection)
        seal_all(connection, shelf)
        verdict = verification.verify(connection, shelf)
        assert (verdict.seals, verdict.fault) == (3, None)
    assert [seal.n for seal in shelf.seals()] == [1, 2, 3]


def test_nothing_is_sealed_over_what_does_not_fit(committed: Database, shelf: Shelf) -> None:
    with committed.connect("mc_worker") as connection:
        for _round in range(3):
            add(connection)
            seal_all(connection, shelf)
        with committed.connect() as admin:
            admin.execute("set session_replication_role = replica")
            admin.execute("delete from journal_seal where n = 3")
        with pytest.raises(hash_chain.SealsDiverge):
            seal_all(connection, shelf)
        assert verification.verify(connection, shelf).fault is JournalFault.SEALS_MISSING


@pytest.mark.parametrize("line", [0, 1])
def test_a_tampering_with_the_second_place_is_found(
    committed: Database, shelf: Shelf, line: int
) -> None:
    with committed.connect("mc_worker") as connection:
        for _round in range(3):
            add(connection)
            seal_all(connection, shelf)
        path = next(shelf.folder.iterdir())
        lines = path.read_text().splitlines()
        read = Seal.read(lines[line])
        assert read is not None
        lines[line] = replace(read, heads={}).line()
        path.write_text("\n".join(lines) + "\n")
        assert verification.verify(connection, shelf).fault is JournalFault.SECOND_PLACE


def test_a_second_place_that_is_gone_is_missed(
    committed: Database, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    with committed.connect("mc_worker") as connection:
        add(connection)
        seal_all(connection, shelf)
        for path in shelf.folder.iterdir():
            path.unlink()
        monkeypatch.setattr(verification, "ON_ITS_WAY", timedelta(0))
        assert verification.verify(connection, shelf).fault is JournalFault.NOT_KEPT


def test_a_database_from_a_dump_is_not_sealed_blindly(committed: Database, shelf: Shelf) -> None:
    with committed.connect("mc_worker") as connection:
        add(connection)
        seal_all(connection, shelf)
        with pytest.raises(hash_chain.TransactionsWentBack):
            hash_chain.seal(connection, shelf, upto=3)


def test_a_new_column_leaves_old_seals_whole(committed: Database, shelf: Shelf) -> None:
    with committed.connect("mc_worker") as connection:
        add(connection)
        seal_all(connection, shelf)
        with committed.connect() as admin:
            admin.execute("alter table audit_entry add column device text")
        add(connection)
        seal_all(connection, shelf)
        verdict = verification.verify(connection, shelf)
        assert (verdict.seals, verdict.fault) == (2, None)
        with committed.connect() as admin:
            admin.execute("set session_replication_role = replica")
            admin.execute("update audit_entry set device = 'x' where id = 2")
        assert verification.verify(connection, shelf).facts["n"] == 2


def test_the_commands_seal_and_say_what_is_wrong(app: Flask, committed: Database) -> None:
    run = app.test_cli_runner().invoke
    with committed.connect() as connection:
        add(connection)
        shelf = Shelf(committed.server.seals_of(committed.name))
        app.config["SEALS_DIR"], usual = shelf.folder, app.config["SEALS_DIR"]
        try:
            made = run(args=["audit", "seal"])
            assert made.exit_code == 0, made.output
            seal_all(connection, shelf)  # the command leaves out what began before others ended
            whole = run(args=["audit", "verify"])
            assert whole.exit_code == 0, whole.output
            connection.execute("set session_replication_role = replica")
            connection.execute("update audit_entry set action = 'delete'")
            broken = run(args=["audit", "verify"])
        finally:
            app.config["SEALS_DIR"] = usual
    assert broken.exit_code == 1
    assert "audit_entry: các dòng thuộc niêm phong số " in broken.output
    assert "audit_entry: the rows under seal " in broken.output
    checks = list(db.session.scalars(select(JournalCheck).order_by(JournalCheck.id)))
    assert [check.fault for check in checks] == [None, JournalFault.ROWS]


def test_the_web_role_is_told_that_it_does_not_see_everything(
    app: Flask, committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_WORKER_URL")
    told = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert told.exit_code == 1
    assert "mc_web" in told.output


def test_an_old_seal_makes_the_site_not_ready(committed: Database, app: Flask) -> None:
    with committed.connect() as connection:
        connection.execute(
            "insert into procrastinate_workers (last_heartbeat) values (clock_timestamp())"
        )
        connection.execute(
            "insert into journal_seal (n, at, upto, heads, digest)"
            " values (1, now() - interval '5 hours', 9, '{}', '')"
        )
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert "seals: the newest is 5.0 h old" in answer.text


def test_seals_are_read_back_as_they_were_written() -> None:
    seal = Seal(3, clock.real_now(), 77, {"leg": [4, "ab"]}, {"leg": ["id"]}, "cd")
    assert Seal.read(seal.line()) == seal
    assert Seal.read(seal.line()[:-9]) is None


def test_the_model_and_the_line_say_the_same() -> None:
    columns = {column.name for column in JournalSeal.__table__.columns}
    assert columns == {"n", "at", "upto", "heads", "shapes", "digest"}
