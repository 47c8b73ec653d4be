"""One step for 500 dossiers, some changed meanwhile and some of another commune.

An officer selects them all, opens the confirmation page, and presses the button after colleagues
have changed some of them. Responses are read as by a browser, the form is sent twice, and the
outcome of each dossier is read from the journal, not from the run.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.roles import Role
from app.dossiers import rules
from app.dossiers.models.dossier import Channel, Dossier
from app.dossiers.operations import transitions
from app.dossiers.queries import bulk
from app.dossiers.rules.bulk import BulkOutcome
from app.dossiers.workflow import Action, State
from app.kernel.actor import Actor
from app.kernel.db import db, transaction
from harness.stage.application import Client, own_application
from harness.stage.factories import ADossier, AnOfficer, a_commune, browser_of
from harness.stage.factories import dossiers as walk
from harness.stage.factories.copies import a_copy_of

MANY = "/can-bo/mot-cua/nhieu"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
KEY = re.compile(r'name="key"[^>]*value="([^"]+)"')

THEIRS = "Lò Thị Bên Kia Sông"
"""Name of the children of the other commune."""
Rows = dict[UUID, int]
"""Dossiers with the version that the list showed."""


@dataclass
class Office:
    """The officer's browser, and the time of the server."""

    client: FlaskClient
    seen: list[str] = field(default_factory=list)
    """All responses."""
    seconds: list[float] = field(default_factory=list)

    def send(self, address: str, **data: Any) -> TestResponse:
        """Post with the token of the last page, and follow the redirect."""
        token = TOKEN.findall(self.seen[-1])[0]
        begun = time.monotonic()
        answer = self.client.post(address, data={"csrf_token": token, **data})
        self.seconds.append(time.monotonic() - begun)
        if answer.status_code == 302:
            return self.look(answer.location)
        self.seen.append(answer.text)
        return answer

    def look(self, address: str) -> TestResponse:
        answer = self.client.get(address)
        self.seen.append(answer.text)
        return answer


def measure(rows: int = 500, changed: int = 40, foreign: int = 20) -> dict[str, Any]:
    with own_application("bulk") as (app, database), database.connect() as line:
        app.test_client_class = Client
        return step_for_many(app, line, rows, changed, foreign)


def step_for_many(
    app: Flask, line: psycopg.Connection[Any], rows: int, changed: int, foreign: int
) -> dict[str, Any]:
    """Select this many dossiers, change and add foreign ones, and report the outcome of all."""
    own, others = _dossiers(rows - foreign, a_commune()), _dossiers(foreign, a_commune(1), THEIRS)
    officer, colleague = (AnOfficer(Role.COMMUNE_JUSTICE, a_commune()) for _n in range(2))
    actor, staff_id, other = officer.actor, officer.staff.id, colleague.actor
    office = Office(browser_of(app, officer))
    db.session.remove()

    office.look("/can-bo/mot-cua/?hang=to_prepare")
    chosen = [f"{key}.{seen}" for key, seen in _mixed(own, others).items()]
    asked = office.send(f"{MANY}/hoi", action=Action.PREPARE, rowid=chosen)
    form = {"key": KEY.findall(asked.text)[0], "action": Action.PREPARE, "rowid": chosen}
    touched = list(own)[:: len(own) // changed][:changed]
    _write_meanwhile(touched, other)

    begun = time.process_time()
    told = office.send(f"{MANY}/bat-dau", **form)
    requests = 1
    while "data-go-on" in told.text:
        told = office.send(f"{MANY}/{form['key']}")
        requests += 1
    spent = time.process_time() - begun
    office.send(f"{MANY}/bat-dau", **form)

    run = {UUID(row["key"]): row for row in bulk.own_run(UUID(form["key"]), actor).rows}
    db.session.remove()
    taken = _taken_by(line, staff_id, run)
    free = own.keys() - set(touched)
    wrong = {key for key in run if taken.get(key, 0) != (key in free)}
    wrong |= {
        key for key, row in run.items() if (row["outcome"] == BulkOutcome.DONE) != (key in free)
    }
    named = [row for row in run.values() if row["outcome"] != BulkOutcome.DONE and row["reason"]]
    for key in wrong:
        sys.stderr.write(f"{key}: {run[key]}, taken {taken.get(key, 0)} times\n")
    return {
        "bulk_rows": len(run),
        "bulk_done": sum(row["outcome"] == BulkOutcome.DONE for row in run.values()),
        "bulk_named": sum(_is_told(row, told.text) for row in named),
        "bulk_wrong": len(wrong),
        "bulk_told_of_others": _told_of(line, others, office.seen),
        "bulk_requests": requests,
        "bulk_longest_request_s": round(max(office.seconds), 1),
        "bulk_row_ms": round(spent / len(run) * 1000, 1),
    }


def _dossiers(many: int, commune: Any, child: str | None = None) -> Rows:
    """This many dossiers that wait to be prepared."""
    with transaction():
        original = ADossier(State.ACCEPTED, commune, channel=Channel.FROM_PAPER, photos=False)
        original.subject_name = child or original.subject_name
        twins = [a_copy_of(original, n) for n in range(many - 1)]
        db.session.flush()
        return {each.id: each.row_version for each in (original, *twins)}


def _mixed(own: Rows, others: Rows) -> Rows:
    """The rows as they are selected: foreign ones among the own ones."""
    keys = list(own)
    for n, key in enumerate(others):
        keys.insert(n * len(keys) // max(len(others), 1), key)
    return {key: (own | others)[key] for key in keys}


def _write_meanwhile(keys: Collection[UUID], colleague: Actor) -> None:
    """Colleagues change these: every other one is prepared, the others get a visitor."""
    for n, key in enumerate(keys):
        with transaction():
            dossier = db.session.get_one(Dossier, key)
            if n % 2:
                transitions.advance(
                    dossier, Action.PREPARE, by=rules.officer(colleague, dossier.commune_id)
                )
            else:
                walk.visited(dossier)
    db.session.remove()


def _taken_by(
    line: psycopg.Connection[Any], staff_id: UUID, keys: Collection[UUID]
) -> dict[UUID, int]:
    """How often this user took the step with each, from the journal."""
    rows = line.execute(
        "select dossier_id, count(*) from dossier_event where action = 'prepare'"
        " and staff_id = %s and dossier_id = any(%s) group by 1",
        [staff_id, list(keys)],
    )
    return dict(rows.fetchall())


def _is_told(row: Mapping[str, Any], page: str) -> bool:
    """Whether the page of the run names the row: by its code, or by its index in the selection."""
    tail = str(row["code"]).partition("-")[2]
    return (tail if row["code"] else str(row["reason"])) in page


def _told_of(line: psycopg.Connection[Any], others: Rows, pages: Collection[str]) -> int:
    """How many pages name a child of another commune, or a code of that commune."""
    rows = line.execute(
        "select distinct split_part(code, '-', 1) from dossier where id = any(%s)", [list(others)]
    ).fetchall()
    words = [THEIRS, *(prefix for (prefix,) in rows)]
    return sum(any(word in page for word in words) for page in pages)
