"""The duplicate search in the worker: in its own role, with row-level security, killed, resumed."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from app.dossiers.operations import duplicate_search
from app.kernel.db import db, transaction
from harness.stage.databases import Database
from harness.stage.factories import ADossier, a_commune
from tests.harness.test_notifications_worker import found, within, worker

CHILD: dict[str, Any] = {"child_name": "Lê Hoàng Bảo Ngân"}
ALIKE, CHECKED = "SELECT count(*) FROM duplicate_candidate", "SELECT count(*) FROM duplicate_check"
WAITING = f"SELECT count(*) FROM procrastinate_jobs WHERE task_name = '{duplicate_search.TASK}'"


@pytest.mark.slow
def test_a_worker_killed_while_it_compares_leaves_no_dossier_out_and_none_twice(
    committed: Database,
) -> None:
    with transaction():
        ADossier(**CHILD)
    with transaction():
        ADossier(commune=a_commune(1), **CHILD)
    assert found(committed, WAITING) == 2

    with committed.connect() as holding, holding.transaction():
        holding.execute("lock table duplicate_check in exclusive mode")  # it waits in the middle
        with worker(committed) as process:
            stuck = f"{WAITING} and status = 'doing'"
            assert within(30, lambda: found(committed, stuck) == 1)
            process.kill()
            process.wait()
    assert found(committed, ALIKE) == found(committed, CHECKED) == 0

    with worker(committed):
        assert within(60, lambda: found(committed, WAITING) == 0)
    assert found(committed, CHECKED) == 2
    assert found(committed, ALIKE) == 1


def test_the_job_knows_keys_alone_and_each_waits_for_the_one_before(committed: Database) -> None:
    with transaction():
        dossier = ADossier(**CHILD)
    with committed.connect() as connection:
        row = connection.execute(
            "SELECT args, lock FROM procrastinate_jobs WHERE task_name = %s",
            [duplicate_search.TASK],
        ).fetchone()
    assert row == ({"dossier": str(dossier.id)}, duplicate_search.TASK)


def test_the_web_process_can_invent_no_duplicate_and_change_no_reason(committed: Database) -> None:
    with transaction():
        db.session.execute(text("select 1"))
    for statement in (
        "insert into duplicate_candidate (id) values (gen_random_uuid())",
        "update duplicate_candidate set reasons = '[]'",
        "delete from duplicate_candidate",
        "delete from duplicate_check",
    ):
        with committed.connect("mc_web") as line, pytest.raises(Exception, match="denied"):
            line.execute(statement.encode())
    with committed.connect("mc_public") as line, pytest.raises(Exception, match="denied"):
        line.execute("select * from duplicate_candidate")
