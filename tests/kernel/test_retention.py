"""Retention: expired rows are deleted in complete batches, and each deletion is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, select
from sqlalchemy.exc import DBAPIError

from app.accounts.models.sessions import PendingForm, Session
from app.accounts.operations import sessions
from app.cli.retention import PAGE, page
from app.dossiers import rules
from app.dossiers.models.bookkeeping import SubmissionKey
from app.dossiers.models.dossier import Draft, Paper
from app.dossiers.operations import submission
from app.dossiers.queries import citizen_access
from app.dossiers.workflow import State
from app.kernel import clock, retention
from app.kernel.audit.change_log import AuditEntry
from app.kernel.db import db, transaction
from app.notifications.channels import driver
from app.notifications.channels.base import Outgoing
from app.notifications.models.outbox import Message, SandboxMessage
from harness.stage.application import instead
from harness.stage.databases import Database
from harness.stage.factories import ADossier, ADraft, AnOfficer, open_session
from harness.stage.factories.dossiers import SERVER_KEY, withdrawn

LATER = timedelta(days=400)


@pytest.fixture
def night(committed: Database) -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """``with night():`` the worker's own role is at work, more than a year later."""
    engine = create_engine(committed.url("mc_worker"))

    @contextmanager
    def at_work() -> Iterator[None]:
        with instead(engine), clock.frozen(clock.now() + LATER):
            yield

    yield at_work
    engine.dispose()


Night = Callable[[], AbstractContextManager[None]]


def told() -> list[tuple[str, list[str]]]:
    rows = select(AuditEntry).where(AuditEntry.action == "purge").order_by(AuditEntry.id)
    return [(row.subject, row.fields) for row in db.session.scalars(rows)]


def number_of(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def expired_drafts(number: int) -> None:
    with transaction():
        for _n in range(number):
            ADraft(photos=number == 1).expires_at = clock.real_now() - timedelta(seconds=1)


def test_the_page_is_what_the_rules_say(app: Flask) -> None:
    with app.app_context():
        assert page() == PAGE.read_text(encoding="utf-8"), "run: make retention"


def test_what_is_removed_says_after_how_long_and_by_what_law() -> None:
    rules = {rule.name: rule for rule in retention.table()}
    assert retention.purged_at_night() <= rules.keys()
    assert [name for name in retention.purged_at_night() if rules[name].kept is None] == []
    assert [rule.name for rule in rules.values() if not rule.law or not rule.then] == []


def test_a_name_is_declared_once() -> None:
    first = next(rule for rule in retention.table() if rule.name == "drafts")
    twice = replace(first, law="")
    with pytest.raises(ValueError, match="drafts"):
        retention.declare(twice)


def test_forms_that_were_not_sent(night: Night) -> None:
    expired_drafts(1)
    fresh = ADraft().id
    with night():
        assert retention.run("drafts") == 1
        assert list(db.session.scalars(select(Draft.id))) == [fresh]
        assert set(db.session.scalars(select(Paper.draft_id))) == {fresh}
        assert told() == [("drafts", ["count=1"])]
        assert retention.run("drafts") == 0
        assert len(told()) == 1


def test_files_of_a_request_that_came_to_nothing(night: Night) -> None:
    withdrawn, refused, fresh = (
        ADossier(state) for state in (State.WITHDRAWN, State.REFUSED, State.SUBMITTED)
    )
    assert refused.owed_since  # papers and money wait for the citizen
    over, kept = withdrawn.id, {refused.id, fresh.id}
    files = sum(1 for paper in withdrawn.papers if paper.storage_key)
    with night():
        assert retention.run("files_without_result") == files > 0
        papers = db.session.scalars(select(Paper)).all()
        assert {p.dossier_id for p in papers if p.storage_key} == kept
        gone = [paper for paper in papers if paper.dossier_id == over]
        assert not [paper for paper in gone if paper.file_name or paper.mime or paper.size]
        assert [paper for paper in gone if paper.sha256]
        assert told() == [("files_without_result", [f"count={files}", str(over)])]


def test_a_secret_opens_nothing_after_its_day(night: Night) -> None:
    with transaction():
        draft = ADraft()
        secret = rules.secret_of(draft.id, SERVER_KEY)
        dossier = submission.submit(draft, server_key=SERVER_KEY)
        withdrawn(dossier)
    code = dossier.code
    assert citizen_access.open_dossier(code, secret)
    assert retention.run("receipt_secrets") == retention.run("submission_keys") == 0
    key = dossier.id
    with night():
        assert retention.run("receipt_secrets") == retention.run("submission_keys") == 1
        assert not citizen_access.open_dossier(code, secret)
        assert not citizen_access.open_dossier(code, "")
        assert number_of(SubmissionKey) == 0
        assert told()[0] == ("receipt_secrets", ["count=1", str(key)])
        assert retention.run("receipt_secrets") == 0


def test_words_to_citizens(night: Night) -> None:
    dossier = ADossier().id
    assert retention.run("messages") == 0
    with night():
        with transaction():
            (message,) = db.session.scalars(select(Message)).all()
            outgoing = Outgoing(id=message.id, to="+84912345678", subject="", body="…")
        driver(message.channel).send(outgoing)
        assert retention.run("messages") == 1
        assert (message.recipient, message.facts) == ("•••••5678", {})
        assert number_of(SandboxMessage) == 0
        assert told() == [("messages", ["count=1", str(dossier)])]
        assert retention.run("messages") == 0


def test_sessions_and_kept_forms(night: Night) -> None:
    with transaction():
        user = AnOfficer().user
        open_session(user, "old", began=clock.real_now() - timedelta(hours=11))
        open_session(user, "new")
        sessions.keep_post(user.id, "/", [], now=clock.real_now() - timedelta(hours=1))
    with night():
        assert retention.run("sessions") == retention.run("kept_posts") == 1
        assert (number_of(Session), number_of(PendingForm)) == (1, 0)


def test_a_run_that_breaks_off_is_taken_up_again(committed: Database, night: Night) -> None:
    expired_drafts(3)
    with night(), committed.connect() as connection:
        connection.execute(
            "create function stumble() returns trigger language plpgsql as $$ begin"
            " if (select count(*) from draft) = 2 then raise exception 'away'; end if;"
            " return old; end $$;"
            "create trigger stumble before delete on draft for each row execute function stumble()"
        )
        with pytest.raises(DBAPIError):
            retention.run("drafts", batch=1)
        assert (number_of(Draft), told()) == (2, [("drafts", ["count=1"])])
        db.session.remove()  # the transaction of the reads locks the table
        connection.execute("drop trigger stumble on draft")
        assert retention.run("drafts", batch=1) == 2
        assert (number_of(Draft), told()) == (0, [("drafts", ["count=1"])] * 3)
