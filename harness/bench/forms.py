"""The variants of a page that are measured in turn: over HTTP from each application, or SQL
alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import event

from app.kernel import clock
from app.kernel.db import db
from config import VAR
from harness.bench import frames
from harness.bench.floor import statements
from harness.bench.pages import Page
from harness.bench.running_cities import City
from harness.bench.web_servers import Site, computed

Shown = tuple[float, float, int]
"""Milliseconds, milliseconds of CPU, bytes."""


class Unlike(RuntimeError):
    """A page failed or is not the expected one."""


def forms_of(city: City, page: Page, line: Any, stock: tuple[Site, dict[str, str]] | None) -> Any:
    """The variants of a page by name, ready to be requested."""
    frame(city, page)
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


def frame(city: City, page: Page) -> None:
    """Cut the frame for the floor out of our current page."""
    answer = city.site.get(page.ours(0), page.cookie)
    if answer.status != 200:
        raise Unlike(f"{page.key} {page.ours(0)}: {answer.status}")
    folder = VAR / "bench" / "frames" / city.database.name
    frames.write(folder, page.key, page.kind, answer.body.decode())


@dataclass
class OverHttp:
    """A page as a browser gets it."""

    city: City
    site: Site
    address: Callable[[int], str]
    cookie: str

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

    def show(self, n: int) -> Shown:
        """The n-th turn."""
        backend = [self.line.info.backend_pid]
        before, started = computed(backend), time.perf_counter()
        with self.line.transaction(), self.line.cursor() as cursor:
            cursor.execute(statements.ENTER, (clock.today(), self.page.token, *self.held))

            def ask(statement: str, values: Any = None) -> list[dict[str, Any]]:
                return list(cursor.execute(statement.encode(), values).fetchall())

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


def statements_of(city: City, page: Page) -> int:
    """How many statements our page runs, session included."""
    with city.app.app_context():
        engine = db.engine
    asked: list[str] = []

    def note(_line: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    browser = city.app.test_client(use_cookies=False)
    browser.get(page.ours(0), headers={"Cookie": page.cookie})
    event.listen(engine, "before_cursor_execute", note)
    try:
        browser.get(page.ours(0), headers={"Cookie": page.cookie})
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(asked)
