"""A part of ``make fuzz``: no request causes a server error; and one would be detected."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from app.accounts.roles import Role
from app.dossiers.workflow import State
from app.kernel.db import db
from app.kernel.files import storage
from devstack.postgres import Server
from harness.fuzz.run import Run, mark_a_worker
from harness.stage import databases

REQUESTS = 160
DESK = "/can-bo/mot-cua/ Desk.queue"


@pytest.fixture(scope="module")
def run(app: Flask, server: Server, template: str) -> Iterator[Run]:
    """A small stage with four people."""
    with databases.copy_of(server, template, f"t_{os.getpid()}_fuzz") as database:
        mark_a_worker(database)
        apps = databases.app_on(database), databases.filler_of(database)
        yield Run(*apps, 1, roles=(Role.COMMUNE_RECEPTION,), states=(State.SUBMITTED,))
        for each in apps:
            with each.app_context():
                db.engine.dispose()
    storage.use(app.config["FILES_DIR"], app.config["CLAMD"])  # a process has one store


def test_every_page_can_be_reached(run: Run) -> None:
    """A page whose address nobody can write would be asked for ever, and never called."""
    lost = [
        name
        for name, rule in run.maker.rules.items()
        if name
        not in {
            run.stage.rule_of(run.maker._filled(name).partition("?")[0], way)
            for way in rule.methods or ()
        }
    ]
    assert lost == []


def test_no_request_breaks_the_server_and_a_broken_page_is_seen(run: Run) -> None:
    seen = run.ask(REQUESTS)
    assert list(seen.faults.values()) == []
    assert seen.requests == REQUESTS
    assert seen.reached > REQUESTS * 0.4  # many pages are for an administrator alone

    def broken(*_args: Any, **_values: Any) -> Any:
        raise RuntimeError

    run.stage.app.view_functions[DESK.split()[1]] = broken
    for n in range(20):
        run._ask(run.maker.turn_for(DESK), n)
    assert seen.server_errors > 0
