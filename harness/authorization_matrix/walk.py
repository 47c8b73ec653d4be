"""One process of the matrix: its users make their calls in their own copy of the database.

``python -m harness.authorization_matrix.walk '{"configuration": …}'`` prints one line of JSON: the
number of calls, and the findings. The application may be a mutant.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import flask_wtf.csrf
import psycopg
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from werkzeug.test import TestResponse

from app.database import SCHEMA
from app.kernel.row_security import sync
from app.kernel.security.tokens import new_token, token_hash
from devstack.postgres import Server
from harness.authorization_matrix import calls, citizens, configurations, twins, writes
from harness.authorization_matrix.calls import Atlas, Call
from harness.authorization_matrix.canaries import COOKIE, found_in, found_in_answer, tickets_in
from harness.authorization_matrix.configurations import FILTERS_ONLY
from harness.authorization_matrix.people import PEOPLE, Rights, rights_of
from harness.authorization_matrix.row_log import Ledger
from harness.stage import databases
from harness.stage.databases import FAST_AND_FORGETFUL, Database

Facts = Mapping[str, Any]


READY = "/readyz"
"""Returns 503 as long as no worker runs, and none does here."""
SHARE = len(PEOPLE)
"""Each variant of a URL with very many is tried by one user in each configuration."""
DECORATORS = "flask_appbuilder.security.decorators"
"""The logger that names each permission which a page's decorator refused."""
REFUSED = {302, 403}
COUNTED = {"figure", "report"}
SESSION = """
insert into session (token_hash, id, user_id, created, seen, level, device, address, is_rehearsal)
values (%s, gen_random_uuid(), %s, now(), now(), 'full', '', '', false)
"""


@dataclass(frozen=True)
class Finding:
    """A violation, and how to reproduce it."""

    what: str
    person: str
    relation: str
    method: str
    path: str
    rule: str
    where: str
    told: str


@dataclass
class Walk:
    """The results of all users of this process."""

    configuration: str
    calls: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    own_canaries: int = 0
    """How often users saw their own canaries: a run without any would prove nothing."""
    shown: Counter[str] = field(default_factory=Counter)
    """The same of each rule's numbers of dossiers and reports."""
    own_writes: int = 0
    findings: list[Finding] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    rules: Counter[str] = field(default_factory=Counter)
    """How often each rule was called."""
    spared: int = 0
    """Calls not made because the permission was refused before any row was looked at."""

    def line(self) -> str:
        """All of it as one line of JSON."""
        return json.dumps({**vars(self), "findings": [asdict(f) for f in self.findings]})


class Walker:
    """One user or citizen with a browser."""

    def __init__(
        self,
        harness: Harness,
        name: str,
        sees: frozenset[str],
        cookie: str,
        holds: str | None = None,
    ) -> None:
        self.harness, self.name, self.sees, self.holds = harness, name, sees, {holds}
        self._client = FlaskClient(harness.app, TestResponse, use_cookies=False)
        self._cookie = cookie
        self._of_nobody: dict[str, int] = {}
        self._shut: set[str] = set()

    def ask(self, call: Call) -> TestResponse:
        return self._client.open(
            call.path,
            method=call.method,
            data=call.form,
            headers={"Cookie": f"{COOKIE}={self._cookie}"} if self._cookie else {},
        )

    def tries(self, call: Call, rights: Rights | None, person: Facts) -> None:
        """Make the call and check response, logs and written rows.

        A rule whose permission was refused is tried once: the decorator compares roles and sees no
        row.
        """
        walk, harness = self.harness.walk, self.harness
        kind = f"{call.method} {call.rule}"
        if kind in self._shut:
            walk.spared += 1
            return
        harness.refused.clear()
        answer = self.ask(call)
        if harness.refused and answer.status_code in REFUSED:
            self._shut.add(kind)
        body = answer.get_data()
        walk.calls += 1
        walk.rules[f"{call.method} {call.rule}"] += 1
        walk.statuses[f"{call.method} {answer.status_code}"] += 1
        for where, dossier in tickets_in(list(answer.headers)):
            if dossier in harness.facts["dossiers"] and dossier not in self.holds:
                self.found("ticket", call, where, dossier)
        self._look_at_canaries(call, answer, body)
        self._look_at_status(call, rights, answer.status_code)
        answer.close()
        self._look_at_writes(call, rights, person)

    def _look_at_canaries(self, call: Call, answer: TestResponse, body: bytes) -> None:
        """None of somebody else's in the response, none at all in the log."""
        walk, harness = self.harness.walk, self.harness
        for where, canaries in (
            *found_in_answer(answer.status, list(answer.headers), body, answer.mimetype or ""),
            ("log", harness.logged()),
        ):
            known = {word for word in canaries if word in harness.facts["canaries"]}
            strange = known if where == "log" else known - self.sees
            walk.own_canaries += len(known - strange)
            for word in known - strange:
                if harness.facts["canaries"][word][0] in COUNTED:
                    walk.shown[call.rule] += 1
            for word in sorted(strange):
                self.found("canary", call, where, word)

    def _look_at_status(self, call: Call, rights: Rights | None, status: int) -> None:
        """No error, no stranger's row opens, and it looks like a missing one.

        Without filters the database refuses, which not every page handles.
        """
        refused = self.harness.walk.configuration == configurations.RLS_ONLY
        if status >= 500 and call.rule != READY and not refused:
            self.found("broken", call, "status", str(status))
        if call.relation == calls.NOBODY:
            self._of_nobody[call.rule] = status
        elif rights is not None and not call.opens and call.method == "GET":
            if status == 200:
                self.found("let in", call, "status", "200")
            elif status != self._of_nobody.get(call.rule, status) and not refused:
                self.found("existence", call, "status", str(status))

    def _look_at_writes(self, call: Call, rights: Rights | None, person: Facts) -> None:
        written = self.harness.ledger.take()
        if not written:
            return
        facts = self.harness.facts
        bad = writes.forbidden(written, rights or configurations.of_citizen(person), person, facts)
        for row in bad:
            self.found("forbidden write", call, "database", row)
        business = [each for each in written if each.table not in writes.TRAIL]
        self.harness.walk.own_writes += len(business) - len(bad)
        if call.method == "GET" and business and not bad:
            self.found("write by reading", call, "database", business[0].table)

    def found(self, what: str, call: Call, where: str, told: str) -> None:
        """Record a finding with the owner of the canary."""
        meaning = self.harness.facts["canaries"].get(told)
        self.harness.walk.findings.append(
            Finding(
                what, self.name, call.relation, call.method, call.path, call.rule, where,
                f"{told} ({meaning[0]} {meaning[2]})" if meaning else told,
            )
        )  # fmt: skip


class Harness:
    """The application over a copy of the database, with its observers."""

    def __init__(self, settings: Facts) -> None:
        self.settings = settings
        self.facts: Facts = json.loads(Path(settings["facts"]).read_text())
        server = Server(Path(settings["server"]), FAST_AND_FORGETFUL)
        self.database = Database(server, settings["database"])
        self.line: psycopg.Connection[Any] = self.database.connect()
        self.app: Flask = databases.app_on(
            self.database, FILES_DIR=settings["files"], DATABASE_URL=self.database.url()
        )
        self.app.config["PROPAGATE_EXCEPTIONS"] = False
        if "templates" in settings:
            self.app.jinja_env.bytecode_cache = FileSystemBytecodeCache(settings["templates"])
        self.walk = Walk(settings["configuration"])
        if settings.get("walls"):
            with self.database.connect("mc_migrate") as owner:
                owner.execute("set role mc_owner")
                sync.apply(owner, SCHEMA)
        self.ledger = Ledger.over(self.line)
        self._log, self.refused = StringIO(), list[logging.LogRecord]()
        logging.getLogger(DECORATORS).addFilter(self._note_refusal)
        handler = logging.StreamHandler(self._log)
        logging.getLogger().addHandler(handler)
        logging.getLogger().setLevel(logging.INFO)

    def _note_refusal(self, record: logging.LogRecord) -> bool:
        self.refused.append(record)
        return True

    def logged(self) -> set[str]:
        """The canaries that were logged since the last call."""
        said = self._log.getvalue()
        if said:
            self._log.seek(0)
            self._log.truncate()
        return found_in(said.encode())

    def officers(self) -> Iterator[tuple[str, Facts, Rights]]:
        """The users of this process with their rights."""
        wanted = self.settings.get("people")
        for name, person in self.facts["people"].items():
            if wanted is None or name in wanted:
                yield name, person, rights_of(person, self.facts)

    def browser(self, person: Facts) -> str:
        """The cookie of an open session, which only the owner of the database can write."""
        token = new_token()
        self.line.execute(SESSION, (token_hash(token), person["user"]))
        client = self.app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = token, True
        cookie = client.get_cookie(COOKIE)
        if cookie is None:
            raise LookupError("no cookie")
        self.ledger.forget()
        return cookie.value


def walk(settings: Facts) -> Walk:
    """Run the matrix for the users of this process."""
    harness = Harness(settings)
    with _tokens_taken_for_granted():
        configurations.apply(settings["configuration"], harness.app, harness.line)
        databases.exclude_from_collection()
        walkers = _officers(harness)
        _citizens(harness)
        if settings.get("twins", True):
            with _timed(harness, "twins"):
                twins.look(harness, walkers)
    return harness.walk


def _officers(harness: Harness) -> dict[str, Walker]:
    atlas = Atlas(
        harness.app,
        harness.facts,
        harness.line,
        harness.settings.get("everything", True),
        harness.settings.get("share", SHARE),
        only=re.compile(harness.settings.get("only") or "."),
    )
    walkers = {}
    turns = list(harness.facts["people"])
    for name, person, rights in harness.officers():
        walker = walkers[name] = Walker(harness, name, rights.sees, harness.browser(person))
        own, atlas.turn = _own_place(harness.facts, rights), turns.index(name)

        with _timed(harness, name):
            for call in calls.calls_of(atlas, rights, own):
                walker.tries(call, rights, person)
    return walkers


def _citizens(harness: Harness) -> None:
    wanted = harness.settings.get("citizens", True)
    if not wanted:
        return
    only = re.compile(harness.settings.get("only") or ".")
    seal = harness.app.session_interface.get_signing_serializer(harness.app)  # type: ignore[attr-defined]
    for citizen in citizens.citizens(harness.app, harness.facts):
        if wanted is not True and citizen.name not in wanted:
            continue
        if citizen.forged and harness.settings["configuration"] == FILTERS_ONLY:
            continue
        person = {"user": None, "staff": None, "draft": citizen.draft, "dossier": citizen.dossier}
        with harness.app.app_context():
            cookie = seal.dumps(dict(citizen.session))
        walker = Walker(
            harness,
            citizen.name,
            citizen.sees(harness.facts),
            cookie,
            holds=citizen.dossier or citizen.forged,
        )
        with _timed(harness, citizen.name):
            for call in citizens.calls_of(harness.app, harness.facts):
                if only.search(f"{call.method} {call.path}"):
                    walker.tries(call, None, person)


@contextmanager
def _timed(harness: Harness, name: str) -> Iterator[None]:
    begun, before = time.monotonic(), harness.walk.calls
    yield
    seconds = time.monotonic() - begun
    harness.walk.seconds[name] = round(seconds, 1)
    made = harness.walk.calls - before
    sys.stderr.write(f"{harness.walk.configuration}: {name}: {made} calls, {seconds:.0f} s\n")


def _own_place(facts: Facts, rights: Rights) -> str:
    for name, place in facts["places"].items():
        if place["unit"] in rights.units | rights.reads:
            return str(name)
    near = {facts["units"].get(str(unit)) for unit in rights.units}
    return next((n for n, p in facts["places"].items() if p["district"] in near), "here")


@contextmanager
def _tokens_taken_for_granted() -> Iterator[None]:
    """CSRF protection off: access must not depend on it."""
    usual = flask_wtf.csrf.validate_csrf
    flask_wtf.csrf.validate_csrf = lambda *_args, **_kwargs: None
    try:
        yield
    finally:
        flask_wtf.csrf.validate_csrf = usual


def main() -> int:
    """Run with the settings of the argument."""
    found = walk(json.loads(sys.argv[1]))
    sys.stdout.write(found.line() + "\n")
    return 1 if found.findings else 0


if __name__ == "__main__":
    sys.exit(main())
