"""The variants of a page that are measured in turn, and what the page makes the database do."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask

from app.kernel.db import db
from devstack.launch import WORKERS
from harness.bench.pages import Page
from harness.bench.query_plans import planned
from harness.bench.replays import WARMING, Replay, asked_by, own_statements
from harness.bench.running_cities import City, end_connections
from harness.bench.web_servers import Shown, Site

WARM_WITHIN_SECONDS = 20
"""For pages that take seconds."""
FRESH = 3
"""Fresh connections on which planning is measured."""


class Unlike(RuntimeError):
    """A page failed or is not the expected one."""


def forms_of(city: City, page: Page, line: Any, stock: tuple[Site, dict[str, str]] | None) -> Any:
    """The variants of a page by name, ready to be requested."""
    forms: dict[str, Any] = {
        "ours": OverHttp(city, city.site, page.ours, page.cookie),
        "nowhere": OverHttp(city, city.site, lambda _n: page.nowhere, page.cookie, status=404),
        "sql": Replay(page, line, own_statements(city.app, page)),
    }
    if stock and page.stock:
        site, cookies = stock
        cookie = cookies["stock.admin" if page.as_admin else "stock.officer"]
        forms["stock"] = OverHttp(city, site, page.stock, cookie)
    return forms


@dataclass
class OverHttp:
    """A page as a browser gets it."""

    city: City
    site: Site
    address: Callable[[int], str]
    cookie: str
    rounds: int = WARMING
    """Times that each worker has answered before it is measured, on average."""
    status: int = 200

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
        if answer.status != self.status:
            raise Unlike(f"{self.address(n)}: {answer.status}")
        return answer.milliseconds, answer.cpu, len(answer.body)

    def note_backends(self) -> None:
        """Database sessions are open once the page has been shown."""
        with self.city.database.connect() as line:
            rows = line.execute(
                "select pid from pg_stat_activity where datname = current_database()"
            )
            self.site = replace(self.site, backends=[pid for (pid,) in rows])


def database_work(app: Flask, page: Page) -> dict[str, Any]:
    """What our page makes the database do: statements; on a fresh connection, planning; rows.

    Of several plannings the shortest: the planner does the same each time, other work adds to it.
    """
    count = len(asked_by(app, page, page.ours(0)).statements)
    nowhere = len(asked_by(app, page, page.nowhere).statements)
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
        "nowhere_statements": nowhere,
        "planning_ms": round(min(planning), 2),
        "rows_read": read.total(),
        "rows_found": sum(each.rows_found() for each in plans),
        "most_read": dict(read.most_common(3)),
    }
