"""Only ``advance()`` moves dossiers: the database requires the row of the journal."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from app.accounts.roles import Role
from app.dossiers import workflow
from app.dossiers.models.bookkeeping import WorkflowStep
from app.dossiers.models.dossier import Event
from app.dossiers.workflow import Action, State
from app.handoffs import workflow as legs
from app.handoffs.queries import packets
from app.kernel import clock
from app.kernel.db import db, transaction
from app.procedures.rules.procedure_finder import BIRTH
from harness.stage.databases import Database
from harness.stage.factories import ADossier
from harness.stage.factories import dossiers as walk


def test_the_database_knows_the_steps_of_both_tables(database: Database) -> None:
    known = {
        (row.subject, row.action, row.source, row.target)
        for row in db.session.query(WorkflowStep).all()
    }
    assert known == {("dossier", *move) for move in workflow.TABLE.moves()} | {
        ("leg", *move) for move in legs.TABLE.moves()
    }


def commit(statement: str) -> None:
    with transaction():
        db.session.execute(text(statement))


def test_a_state_that_is_simply_written_is_refused(committed: Database) -> None:
    ADossier(State.AT_AGENCIES)
    for statement in (
        "update dossier set state = 'ready'",
        "update leg set state = 'collected'",
        "update dossier set state = 'submitted'",
    ):
        with pytest.raises(ProgrammingError, match="without a step"):
            commit(statement)


def test_a_row_of_the_journal_from_another_day_is_no_leave(committed: Database) -> None:
    dossier = ADossier(State.PREPARED)
    with transaction():
        walk.take(dossier, Action.PROPOSE, Role.COMMUNE_JUSTICE)
    with transaction():
        walk.take(dossier, Action.SEND_BACK, Role.COMMUNE_LEADER, "Sai chữ đệm")
    with pytest.raises(ProgrammingError, match="without a step"):
        commit("update dossier set state = 'to_sign'")  # proposed once, long ago


def test_a_row_that_the_table_does_not_have_is_no_leave(committed: Database) -> None:
    dossier = ADossier()

    def leap() -> None:
        with transaction():
            dossier.journal.append(
                Event(
                    at=clock.now(),
                    action=Action.SIGN,
                    source=State.SUBMITTED,
                    target=State.READY,
                    capacity="signer",
                )
            )
            dossier.state = State.READY

    with pytest.raises(ProgrammingError, match="without a step"):
        leap()


def test_what_does_not_move_may_be_written(committed: Database) -> None:
    dossier = ADossier()
    with transaction():
        dossier.note = "Gọi lại buổi chiều"
    commit("update dossier set state = state")


def test_several_steps_of_one_transaction_are_told(committed: Database) -> None:
    dossier = ADossier(State.READY, procedure=BIRTH)
    assert dossier.state is State.READY
    linked = ADossier(State.REGISTERED)
    with transaction():
        walk.sent(linked)
        walk.collected(linked)
    assert linked.state is State.READY
    assert len(packets.of_dossier(linked.id)) == 2
