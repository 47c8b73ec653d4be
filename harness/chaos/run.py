"""One run: families and heads under kills, then the cuts one after the other, then the checks."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy.exc import OperationalError

from app.kernel.db import db
from config import VAR
from devstack.database import Stop
from harness.chaos import checker
from harness.chaos.city import GATEWAY, GATEWAY_NAME, GATEWAY_PORT, City
from harness.chaos.cuts import Cut, Stage
from harness.chaos.gateway import Gateway
from harness.chaos.kills import Killer
from harness.chaos.people import (
    OFFICERS_PAGES,
    PUBLIC_PAGES,
    Head,
    SecureCitizen,
    Seen,
    Visitor,
    a_head,
    a_receptionist,
    some_families,
)
from harness.crash.citizens import GaveUp
from harness.failover import Writer, scratch, wait_for
from harness.stage.threads import beside

AT_ONCE = 4
"""More would wait for one another: each host opens few files at once."""
AT_A_TIME = 200
"""Families whose drafts are made at once."""
SIGNATURES = 0.05
"""So many signatures for each submission."""
FORGIVEN_EVERY_SECONDS = 1.0
TOLD_WITHIN_SECONDS = 600
LOGS = VAR / "chaos-logs"
"""Of the last run: what stands behind an answer 500."""
_OPEN_TRANSACTIONS = (
    "select pg_terminate_backend(pid) from pg_stat_activity"
    " where usename = 'mc_web' and backend_xid is not null"
)


@dataclass
class Run:
    """A city in service, the people in it, and what happened to them."""

    city: City
    app: Flask
    gateway: Gateway
    writer: Writer
    public: Visitor
    officer: Visitor
    people: list[SecureCitizen] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)
    cuts: dict[str, dict[str, Any]] = field(default_factory=dict)
    sent: int = 0

    # ---- kills ----------------------------------------------------------------------------------

    def under_kills(self, submissions: int, turns: list[str]) -> tuple[Killer, dict[str, Any]]:
        """Let them send and sign while processes are killed."""
        seen = self._look_afresh()
        head = self._head(self._signatures(submissions), seen)
        killer = Killer(self.city, turns, lambda: self.sent / submissions, self.writer, self.public)
        signer = threading.Thread(target=head.sign_all, args=(self._at_pace(head, submissions),))
        with killer.at_work():
            signer.start()
            for first in range(0, submissions, AT_A_TIME):
                self._send(min(AT_A_TIME, submissions - first), seen)
            signer.join()
        wait_for(self.city.is_whole)
        return killer, seen.facts()

    def _signatures(self, submissions: int) -> int:
        return max(10, round(submissions * SIGNATURES))

    def _at_pace(self, head: Head, submissions: int) -> Any:
        """Sign as fast as others send, so that every kill meets a signature."""

        def wait() -> None:
            share = len(head.acknowledged) / len(head.waiting)
            while self.sent / submissions < min(share, 0.95):
                time.sleep(0.2)

        return wait

    # ---- cuts -----------------------------------------------------------------------------------

    def cut(self, cut: Cut, many: int) -> None:
        """Cause it, let people go on, take it away, and wait until all is as before."""
        wait_for(self.city.is_whole)
        seen = self._look_afresh()
        waiting = self._families(many, seen)
        before = sum(self.gateway.taken.values())
        told: dict[str, Any] = {"submitted": many}
        with (
            cut.prepared(Stage(self.city, self.gateway)) as stage,
            ThreadPoolExecutor(AT_ONCE) as pool,
        ):
            try:
                with cut.caused(stage):
                    caused = time.monotonic()
                    for each in waiting:
                        pool.submit(self._send_one, each)
                    time.sleep(cut.seconds)
                    told["acknowledged_meanwhile"] = sum(each.code is not None for each in waiting)
                    told["messages_meanwhile"] = sum(self.gateway.taken.values()) - before
                lifted = time.monotonic()
                told["seconds"] = round(lifted - caused, 1)
                told["back_s"] = round(wait_for(partial(self._answers_after, lifted)) - lifted, 1)
            except (OSError, Stop, psycopg.Error, subprocess.CalledProcessError) as error:
                seen.faults.append(f"{type(error).__name__}: {error}")
        self.cuts[cut.name] = told | seen.facts()
        sys.stdout.write(f"{cut.name}: {json.dumps(self.cuts[cut.name])}\n")
        sys.stdout.flush()

    def _answers_after(self, moment: float) -> float | None:
        written, read = self.writer.first_after(moment), self.public.first_after(moment)
        return max(written, read) if written and read else None

    # ---- mutants --------------------------------------------------------------------------------

    def begin_anew(self) -> None:
        """Forget who has sent and signed."""
        self.people, self.heads = [], []
        self.gateway.handed_over.clear()

    def send(
        self,
        many: int,
        *,
        meanwhile: Callable[[], object] = lambda: None,
        every: float = 1.0,
    ) -> None:
        """Let families send, while something happens again and again."""
        with self._again(meanwhile, every):
            self._send(many, Seen())

    def sign(self, many: int, *, meanwhile: Callable[[], object], every: float) -> None:
        head = self._head(many, Seen())
        with self._again(meanwhile, every):
            head.sign_all()

    def break_connections(self) -> None:
        with suppress(psycopg.Error), self.city.connect() as line:
            line.execute(_OPEN_TRANSACTIONS)

    @contextmanager
    def _again(self, what: Callable[[], object], every: float) -> Iterator[None]:
        def again(over: threading.Event) -> None:
            while not over.wait(every):
                what()

        with beside(again):
            yield

    # ---- people ---------------------------------------------------------------------------------

    def _send(self, many: int, seen: Seen) -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self._send_one, self._families(many, seen)))

    def _send_one(self, citizen: SecureCitizen) -> None:
        try:
            citizen.send_and_forget()
        except GaveUp as reason:
            citizen.seen.faults.append(f"citizen gave up: {reason}")
        self.sent += 1

    def _head(self, signatures: int, seen: Seen) -> Head:
        head: Head = self._ready(partial(a_head, self.city, self.app, signatures, seen))
        self.heads.append(head)
        return head

    def _families(self, many: int, seen: Seen) -> list[SecureCitizen]:
        numbers = self.city.place / "families"
        first = int(numbers.read_text()) if numbers.exists() else 1
        numbers.write_text(str(first + many))
        found = self._ready(partial(some_families, self.city, self.app, many, first, seen))
        self.people += found
        return found

    def _ready(self, make: Any) -> Any:
        """What is made in the database, tried again while it is away."""
        while True:
            try:
                return make()
            except OperationalError:
                with self.app.app_context():
                    db.session.remove()
                    db.engine.dispose()
                time.sleep(1)

    def _look_afresh(self) -> Seen:
        seen = Seen()
        self.public.seen = self.officer.seen = seen
        return seen

    # ---- the end --------------------------------------------------------------------------------

    def verdict(self, *, patiently: bool = True) -> checker.Verdict:
        """Wait for the messages, if ``patiently``, then compare everything."""
        wait_for(self.city.is_whole)
        until = time.monotonic() + TOLD_WITHIN_SECONDS * patiently
        while checker.untold(self.people, self.gateway.taken) and time.monotonic() < until:
            time.sleep(2)
        with self.city.connect() as line:
            return checker.judge(
                line,
                self.city.folder("files"),
                self.people,
                telephones=self.gateway.taken,
                signed=[each for head in self.heads for each in head.acknowledged],
                handed_over=self.gateway.handed_over,
                rows_lost=self.writer.lost(),
                seals_wrong=checker.seals_wrong(self.city.of_commands()),
            )


@contextmanager
def in_service(city: City) -> Iterator[Run]:
    """An empty city with gateway, visitors and a writer; stopped at the end."""
    city.stop()
    city.empty()
    gateway = Gateway((GATEWAY, GATEWAY_PORT), GATEWAY_NAME)
    city.start_networks()
    with gateway.serving():
        try:
            city.start()
            app = city.filler()
            writer = Writer(scratch(city))
            seen = Seen()
            public = Visitor(city, "citizen", PUBLIC_PAGES, seen)
            officer = Visitor(city, "officer", OFFICERS_PAGES, seen, a_receptionist(app))
            with (
                beside(writer.write),
                public.looking(),
                officer.looking(),
                _forgiving(city),
            ):
                yield Run(city, app, gateway, writer, public, officer)
        finally:
            city.stop()
            shutil.copytree(city.place / "logs", LOGS, dirs_exist_ok=True)


@contextmanager
def _forgiving(city: City) -> Iterator[None]:
    """Whoever sends again after a kill is not asked for a proof of work."""

    def forgive(over: threading.Event) -> None:
        while not over.wait(FORGIVEN_EVERY_SECONDS):
            with suppress(psycopg.Error), city.connect() as line:
                line.execute("delete from rate_limit")

    with beside(forgive):
        yield
