"""The variants of a page that are measured in turn: over HTTP from each application, or SQL
alone.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event

from app.kernel import clock
from app.kernel.db import db
from config import VAR
from devstack.launch import WORKERS
from harness.bench import frames, replays
from harness.bench.floor import statements
from harness.bench.pages import Page
from harness.bench.query_plans import planned
from harness.bench.running_cities import City, end_connections
from harness.bench.web_servers import Site, computed

Shown = tuple[float, float, int]
"""Milliseconds, milliseconds of CPU, bytes."""


NOWHERE = "/can-bo/khong-co-trang-nay"
"""What it asks, every page asks."""
WARMING = 12
"""Statements are prepared at the sixth time, and planned for the last time at the eleventh."""
WARM_WITHIN_SECONDS = 20
"""For pages that take seconds."""
FRESH = 3
"""Fresh connections on which planning is measured."""


class Unlike(RuntimeError):
    """A page failed or is not the expected one."""


def forms_of(city: City, page: Page, line: Any, stock: tuple[Site, dict[str, str]] | None) -> Any:
    """The variants of a page by name, ready to be requested."""
    page = _framed(city, page, line)
    forms: dict[str, Any] = {
        "ours": OverHttp(city, city.site, page.ours, page.cookie),
        "floor": OverHttp(city, city.site, page.floor, page.cookie),
        "sql": Alone(page, line, _held(city, page)),
    }
    if stock and page.stock:
        site, cookies = stock
        cookie = cookies["stock.admin" if page.as_admin else "stock.officer"]
        forms["stock"] = OverHttp(city, site, page.stock, cookie)
    return forms


def _framed(city: City, page: Page, line: Any) -> Page:
    answer = city.site.get(page.ours(0), page.cookie)
    if answer.status != 200:
        raise Unlike(f"{page.key} {page.ours(0)}: {answer.status}")
    folder = VAR / "bench" / "frames" / city.database.name
    return frame(folder, city.app, page, answer.body.decode(), line)


def frame(folder: Path, app: Flask, page: Page, body: str, line: Any) -> Page:
    """Cut the frame for the floor out of our current page; the page with its statements alone."""
    if page.kind != "replayed":
        frames.write(folder, page.key, page.kind, body)
        return page
    asked = [*replays.own_statements(asked_by(app, page), asked_by(app, page, NOWHERE), line)]
    replays.write(folder, page.key, body, asked)
    return replace(page, alone=lambda ask, _n: statements.replay(ask, asked))


@dataclass
class OverHttp:
    """A page as a browser gets it."""

    city: City
    site: Site
    address: Callable[[int], str]
    cookie: str
    rounds: int = WARMING
    """Times that each worker has answered before it is measured, on average."""

    def warm(self) -> None:
        """As many at once as there are workers: a queue of one would leave most of them cold."""
        until = time.monotonic() + WARM_WITHIN_SECONDS
        with ThreadPoolExecutor(WORKERS) as pool:
            for n in range(self.rounds):
                list(pool.map(self.show, range(n * WORKERS, (n + 1) * WORKERS)))
                if time.monotonic() > until:
                    break

    def first_visits(self, turns: int) -> list[float]:
        """Milliseconds of visits each of which meets a database connection that is new."""
        found = []
        for n in range(turns):
            end_connections(self.city.database)
            found.append(self.show(n)[0])
        return found

    def show(self, n: int) -> Shown:
        """The n-th turn."""
        answer = self.site.get(self.address(n), self.cookie)
        if answer.status != 200:
            raise Unlike(f"{self.address(n)}: {answer.status}")
        return answer.milliseconds, answer.cpu, len(answer.body)

    def note_backends(self) -> None:
        """Database sessions are open once the page has been shown."""
        with self.city.database.connect() as line:
            rows = line.execute(
                "select pid from pg_stat_activity where datname = current_database()"
            )
            self.site = replace(self.site, backends=[pid for (pid,) in rows])


@dataclass
class Alone:
    """The statements of the floor, without a page."""

    page: Page
    line: Any
    held: tuple[Any, ...]

    def warm(self) -> None:
        for n in range(WARMING):
            self.show(n)

    def show(self, n: int) -> Shown:
        """The n-th turn."""
        backend = [self.line.info.backend_pid]
        before, started = computed(backend), time.perf_counter()
        with self.line.transaction(), self.line.cursor() as cursor:
            cursor.execute(statements.ENTER, (clock.today(), self.page.token, *self.held))

            def ask(statement: str, values: Any = None) -> list[dict[str, Any]]:
                return list(cursor.execute(statement.encode(), values).fetchall())

            if self.page.alone:
                self.page.alone(ask, n)
        passed = (time.perf_counter() - started) * 1000
        return passed, (computed(backend) - before) / 1e6, 0

    def note_backends(self) -> None:
        """It has one, its own."""


def _held(city: City, page: Page) -> tuple[Any, ...]:
    """The browser's state besides its session: draft, its token, dossier, its access key."""
    citizen = city.people.citizen
    if page.key == "form_section":
        return citizen.draft, citizen.draft_token, None, ""
    if page.key == "tracking":
        return None, "", citizen.dossier, citizen.door
    return None, "", None, ""


def asked_by(app: Flask, page: Page, address: str = "") -> list[tuple[str, Any]]:
    """The statements of our page with their values, session included; or of another address."""
    with app.app_context():
        engine = db.engine
    asked: list[tuple[str, Any]] = []

    def note(_line: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        asked.append((statement, values))

    browser = app.test_client(use_cookies=False)
    headers = {"Cookie": page.cookie}
    browser.get(address or page.ours(0), headers=headers)
    event.listen(engine, "before_cursor_execute", note)
    try:
        browser.get(address or page.ours(0), headers=headers)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return asked


def database_work(app: Flask, page: Page) -> dict[str, Any]:
    """What our page makes the database do: statements; on a fresh connection, planning; rows.

    Of several plannings the shortest: the planner does the same each time, other work adds to it.
    """
    count = len(asked_by(app, page))
    with app.app_context():
        engine = db.engine
    planning = []
    for _turn in range(FRESH):
        engine.dispose()
        with planned(engine, analyse=True) as plans:
            app.test_client(use_cookies=False).get(page.ours(0), headers={"Cookie": page.cookie})
        planning.append(sum(each.planning_ms for each in plans))
    read = sum((each.rows_read() for each in plans), Counter[str]())
    return {
        "statements": count,
        "planning_ms": round(min(planning), 2),
        "rows_read": read.total(),
        "rows_found": sum(each.rows_found() for each in plans),
        "most_read": dict(read.most_common(3)),
    }
