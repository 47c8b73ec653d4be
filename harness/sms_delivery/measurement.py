"""Messages through a gateway that fails, sent by workers that are killed.

Through Kannel's own processes and the simulator of an operator: 3 of 100 requests are refused by
the gateway, 2 of 100 responses are lost on their way back, 3 of 100 messages reach no phone, and
the worker is killed with -9 while it sends. Reports come to a real web server.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import click
from flask import Flask

from app.kernel.db import db, transaction
from app.notifications.operations import outbox
from app.notifications.operations.outbox import Recipient
from app.notifications.vocabulary import MessageKind
from devstack import sms_gateway
from devstack.kannel import Setup, drop_reports, prepare_reports
from harness.crash.web_server import Web
from harness.sms_delivery.counts import Found, count, open_messages
from harness.sms_delivery.killed_worker import Worker
from harness.sms_delivery.lossy_wire import Wire, laid
from harness.stage import databases
from harness.stage.databases import ROOT, Database, files_of

MESSAGES, KILLS, SEED = 1000, 8, 198
REFUSED, LOST, NOT_REACHED = 0.03, 0.02, 0.03
PACE = {"MESSAGES_PER_SECOND": "40", "RETRY_SECONDS": "5", "SHUT_SECONDS": "2"}
SECRET = "for tests alone, long enough, and no secret at all"
WITHIN_SECONDS = 1200


def measure(messages: int = MESSAGES, kills: int = KILLS) -> dict[str, Any]:
    """The proof.

    Raises:
        Stop: Kannel is not installed.
    """
    sms_gateway.refuse_without_kannel()
    return vars(found_of(messages, kills))


def found_of(messages: int, kills: int, *, quick: bool = False) -> Found:
    """Enqueue, send, kill, and count, in a database of its own.

    ``quick``: take over after 3 s what a dead worker left.
    """
    with _place() as (database, folder):
        environment = _environment(database)
        setup = _setup(database, folder)
        web = Web({**environment, "DATABASE_URL": database.url("mc_web")}, workers=2)
        try:
            web.wait()
            with sms_gateway.running(setup, simulator=_operator()):
                _promise(databases.filler_of(database), messages)
                callbacks = {"CALLBACKS_URL": f"http://127.0.0.1:{web.port}"}
                told = {**environment, **setup.environment(), **callbacks, **PACE}
                done = _send(database, setup, told, max(1, messages // (kills + 1)), kills, quick)
                with database.connect() as line:
                    return count(line, folder / "telephones.jsonl", done)
        finally:
            web.stop()
            drop_reports(database.environment["DATABASE_ADMIN_URL"], _reports_of(database))


def _send(
    database: Database, setup: Setup, told: dict[str, str], every: int, kills: int, quick: bool
) -> int:
    """Let the worker send until all messages have an outcome; returns the number of kills."""
    chance = random.Random(SEED)  # faults, no secrets
    wire = Wire(setup.environment()["KANNEL_URL"], REFUSED, LOST, chance)
    with laid(wire), database.connect() as line:
        role = {"DATABASE_URL": database.url("mc_worker"), "KANNEL_URL": wire.url}
        worker = Worker({**told, **role}, kills, every, quick=quick)
        wire.told = worker.told
        until = time.monotonic() + WITHIN_SECONDS
        while (left := open_messages(line)) and time.monotonic() < until:
            click.echo(f"{left} open, {worker.kills} kills, {dict(wire.done)}", err=True)
            time.sleep(2)
        worker.stop()
        return worker.kills


def _promise(app: Flask, messages: int) -> None:
    """Messages without quiet hours, each to another phone number."""
    facts = {"code": "000.15.17.H26-161118-0007", "state": "Đang xử lý", "unit": "xã Ba Trại"}
    with app.app_context():
        with transaction():
            for number in range(messages):
                outbox.add_to_outbox(
                    MessageKind.STATE_TOLD,
                    reader=Recipient(to=f"0912{number:04d}10"),
                    facts=facts,
                    about=uuid4(),
                )
        db.session.remove()
        db.engine.dispose()


def _operator() -> tuple[str, ...]:
    return ("--errors", str(NOT_REACHED), "--delay", "1", "--seed", str(SEED))


def _setup(database: Database, folder: Path) -> Setup:
    admin = database.environment["DATABASE_ADMIN_URL"]
    reports = prepare_reports(admin, _reports_of(database))
    return Setup(folder=folder, inbound="http://127.0.0.1:9/", reports=reports)


def _reports_of(database: Database) -> str:
    return f"{database.name}_kannel"


def _environment(database: Database) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "DATABASE_"))}
    seals = {"SEALS_DIR": database.environment["SEALS_DIR"]}
    return {**kept, **seals, "SECRET_KEY": SECRET, "FILES_DIR": str(files_of(database))}


@contextmanager
def _place() -> Iterator[tuple[Database, Path]]:
    """A database and a folder, for the duration of the block."""
    with (
        databases.own_database("notices") as database,
        TemporaryDirectory(prefix="notices-", dir=ROOT / "var") as folder,
    ):
        yield database, Path(folder)
