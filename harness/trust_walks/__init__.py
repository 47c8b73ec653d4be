"""Random walks of one account that tries to let itself in: nothing it reaches may widen.

A walk draws an account and a few acts: postings, waivers, list lines, training records, deputies,
accounts, links, slips. They are done as statements of the web process in the account's own scope
(the policies alone answer), or as its pages do them with row-level security off (the application
alone answers). Then three things must hold: the account, and every account whose secret it got,
reaches no unit, role or row of the world that it did not reach before; nobody has a posting that
nobody else decided. Each walk is rolled back.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from random import Random
from typing import cast

from sqlalchemy import Connection, create_engine

from app.database import SCHEMA
from app.kernel.db import db
from app.kernel.row_security import sync
from devstack.postgres import Server
from harness.authorization_matrix import configurations
from harness.stage import databases
from harness.stage.databases import Database
from harness.trust_walks import statements
from harness.trust_walks.pages import ACTS as PAGE_ACTS
from harness.trust_walks.reach import Line, keys
from harness.trust_walks.walk import Story, Walking, by_page, by_statement
from harness.trust_walks.world import Walker, World, build

WALKS, SEED = 20_000, 198
STATEMENTS, PAGES = "statements", "pages"
SHARES = {STATEMENTS: 4, PAGES: 1}
"""Of five walks one goes through the pages, which take longer."""
TIDY_EVERY = 500
AT_ONCE = 2
"""One process for each core."""


@dataclass
class Walked:
    """How many walks, and those that widened something, shortened."""

    walks: int = 0
    acts: int = 0
    accepted: Counter[str] = field(default_factory=Counter)
    """Acts that the system let happen: walks whose every act is refused would show nothing."""
    widenings: list[str] = field(default_factory=list)

    def add(self, other: Walked) -> None:
        """Sum up."""
        self.walks += other.walks
        self.acts += other.acts
        self.accepted += other.accepted
        self.widenings += other.widenings


@dataclass(frozen=True)
class Share:
    """The walks of one process."""

    template: str
    world: World
    kind: str
    walks: int
    seed: int


def measure(walks: int, seed: int, *, kinds: tuple[str, ...] = (STATEMENTS, PAGES)) -> Walked:
    """Walk in databases of their own."""
    server = databases.test_server()
    total = Walked()
    with server.lease(), a_world(server) as (template, world):
        shares = _shares(template, world, walks, seed, kinds)
        with ProcessPoolExecutor(AT_ONCE, mp_context=get_context("spawn")) as pool:
            for each in pool.map(walk_share, shares):
                total.add(each)
    return total


def walk_figures() -> dict[str, int]:
    """The figures of ``make figures-trust``."""
    found = measure(WALKS, SEED)
    return {"walks": found.walks, "widenings": len(found.widenings)}


def walk_share(share: Share) -> Walked:
    """Walk in a copy of the world."""
    server = databases.test_server()
    name = f"t_{os.getpid()}_{share.kind}_{share.seed}"
    with server.lease(), databases.copy_of(server, share.template, name) as database:
        over = _by_statements if share.kind == STATEMENTS else _by_pages
        with database.connect() as other, over(database, share.world) as walking:
            return walk(walking, share, lambda: other.execute("vacuum"))


@contextmanager
def _by_statements(database: Database, world: World) -> Iterator[Walking]:
    with database.connect() as line:
        yield Walking(
            line=line,
            undone=lambda: line.transaction(force_rollback=True),
            keys=keys(line, world.units),
            do=by_statement,
            acts=tuple(each.__name__ for each in statements.ACTS),
            rows=True,
        )


@contextmanager
def _by_pages(database: Database, world: World) -> Iterator[Walking]:
    """The application on one connection, without row-level security."""
    app = databases.app_on(database)
    with database.connect() as line:
        configurations.apply(configurations.FILTERS_ONLY, app, line)
        known = keys(line, world.units)
    engine = create_engine(database.url("postgres"))
    with app.app_context(), engine.connect() as connection:
        line = cast("Line", connection.connection.driver_connection)
        db.session.remove()
        db.engines[None] = connection  # type: ignore[index]  # a connection serves as one
        db.session.configure(join_transaction_mode="create_savepoint")
        yield Walking(
            line=line,
            undone=lambda: _rolled_back(connection),
            keys=known,
            do=by_page(app),
            acts=tuple(each.__name__ for _verb, _noun, each in PAGE_ACTS),
            rows=False,
        )
        db.session.configure(join_transaction_mode="conditional_savepoint")
    engine.dispose()


@contextmanager
def _rolled_back(connection: Connection) -> Iterator[None]:
    with connection.begin() as outer:
        yield
        outer.rollback()


def walk(walking: Walking, share: Share, tidy: Callable[[], object]) -> Walked:
    """Walk after walk, each undone at its end; the rows that they leave dead are removed."""
    found, chance = Walked(), Random(share.seed)  # a seed that can be drawn again
    walkers = share.world.walkers
    for n in range(share.walks):
        if n % TIDY_EVERY == TIDY_EVERY - 1:
            tidy()
        (walker,) = chance.choices(walkers, [each.weight for each in walkers])
        story = walking.story(chance)
        wider, done = _one(walking, walker, story)
        found.walks += 1
        found.acts += len(done)
        found.accepted.update(
            each.split("(")[0].split(":")[0] for each in done if _is_accepted(each)
        )
        if wider:
            found.widenings.append(_shortest(walking, walker, story))
    return found


def _one(walking: Walking, walker: Walker, story: Story) -> tuple[list[str], list[str]]:
    with walking.undone():
        return walking.widened(walker, story)


def _shortest(walking: Walking, walker: Walker, story: Story) -> str:
    """The story without the acts that it does not need."""
    for step in story:
        without = tuple(each for each in story if each is not step)
        if _one(walking, walker, without)[0]:
            story = without
    wider, done = _one(walking, walker, story)
    return f"{walker.name}: {'; '.join(done)} => {'; '.join(wider[:4])}"


def _is_accepted(told: str) -> bool:
    return ": done" in told or ("Error" not in told and ": 1 " in told)


def _shares(
    template: str, world: World, walks: int, seed: int, kinds: tuple[str, ...]
) -> list[Share]:
    """The longest first, as many of each kind as processes."""
    whole = sum(SHARES[kind] for kind in kinds)
    found: list[Share] = []
    left = walks
    for kind in reversed(kinds):
        for _n in range(AT_ONCE):
            mine = -(-walks * SHARES[kind] // (whole * AT_ONCE))
            found.append(Share(template, world, kind, min(mine, left), seed + len(found)))
            left -= found[-1].walks
    return found


@contextmanager
def a_world(server: Server) -> Iterator[tuple[str, World]]:
    """A database with the world in it, to be copied; its policies are those of this process."""
    template = databases.seed_template(server)
    with databases.copy_of(server, template, f"t_{os.getpid()}_world") as database:
        with database.connect() as line:
            line.execute(f"set role {sync.OWNER}".encode())
            sync.apply(line, SCHEMA)
        app = databases.filler_of(database)
        with app.app_context():
            world = build()
            db.session.remove()
            db.engine.dispose()
        yield database.name, world
