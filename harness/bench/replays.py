"""The floor of a page: the 404 page of the same session, and the page's own statements replayed.

Own are the queries that the 404 page does not run. They are recorded once a measurement, with their
values, and run over a bare connection: in the same scope, behind row security, prepared, all rows
fetched, nothing made of them. The floor follows our statements; whether they are good ones is shown
by their number, their planning time and the rows that they read.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import event

from app.kernel import clock
from app.kernel.db import db
from harness.bench.pages import Page
from harness.bench.query_plans import is_query
from harness.bench.web_servers import Shown, computed

WARMING = 12
"""Statements are prepared at the sixth time, and planned for the last time at the eleventh."""
_ENTER = "select mc_enter(%s, %s, %s, %s, %s, %s), set_config('plan_cache_mode', %s, true)"


@dataclass
class Asked:
    """The statements of a request with their values, and how PostgreSQL was to plan them."""

    statements: list[tuple[str, Any]] = field(default_factory=list)
    planned: str = "auto"


@dataclass
class Replay:
    """The own statements of a page, without the page."""

    page: Page
    line: Any
    own: Asked
    rows: list[int] = field(default_factory=list)
    """How many each statement has fetched, the last time."""

    def warm(self) -> None:
        for n in range(WARMING):
            self.show(n)

    def show(self, _n: int) -> Shown:
        """One turn, without entering the scope, which the 404 page does too."""
        backend = [self.line.info.backend_pid]
        with self.line.transaction(force_rollback=True), self.line.cursor() as cursor:
            cursor.execute(_ENTER, (clock.today(), *self.page.scope, self.own.planned))
            before, started = computed(backend), time.perf_counter()
            self.rows = [
                len(cursor.execute(statement, values, prepare=True).fetchall())
                for statement, values in self.own.statements
            ]
            passed = (time.perf_counter() - started) * 1000
        return passed, (computed(backend) - before) / 1e6, 0

    def note_backends(self) -> None:
        """It has one, its own."""


def own_statements(app: Flask, page: Page) -> Asked:
    """The queries of a page without those of the 404 page, none twice."""
    asked = asked_by(app, page, page.ours(0))
    left = Counter(statement for statement, _values in asked_by(app, page, page.nowhere).statements)
    return Asked([*_own(asked.statements, left)], asked.planned)


def _own(asked: list[tuple[str, Any]], left: Counter[str]) -> Iterator[tuple[str, Any]]:
    seen = set()
    for statement, values in asked:
        if left[statement]:
            left[statement] -= 1
        elif is_query(statement) and (statement, repr(values)) not in seen:
            seen.add((statement, repr(values)))
            yield statement, values


def asked_by(app: Flask, page: Page, address: str) -> Asked:
    """What an address asks the database in the session of a page, once it has been shown."""
    with app.app_context():
        engine = db.engine
    asked = Asked()

    def note(_line: Any, cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        asked.statements.append((statement, values))
        with cursor.connection.cursor() as other:
            (asked.planned,) = other.execute("show plan_cache_mode").fetchone()

    browser = app.test_client(use_cookies=False)
    headers = {"Cookie": page.cookie}
    browser.get(address, headers=headers)
    event.listen(engine, "before_cursor_execute", note)
    try:
        browser.get(address, headers=headers)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return asked
