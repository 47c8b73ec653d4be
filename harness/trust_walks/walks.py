"""Many walks by two processes, each in a copy of the world."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from random import Random
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, create_engine

from app.database import SCHEMA
from app.kernel.db import db
from app.kernel.row_security import sync
from devstack.postgres import Server
from harness.authorization_matrix import configurations
from harness.stage import databases
from harness.stage.databases import Database
from harness.trust_walks import pages, statements
from harness.trust_walks.reach import Line, keys
from harness.trust_walks.walk import Walking
from harness.trust_walks.world import World, build

STATEMENTS, PAGES = "statements", "pages"
SHARES = {PAGES: 1, STATEMENTS: 4}
"""Of five walks one goes through the pages, which take longer and so begin."""
TIDY_EVERY = 500
AT_ONCE = 2
"""One process for each core."""


class Share(NamedTuple):
    """The walks of one process."""

    template: str
    world: World
    kind: str
    walks: int
    seed: int


class Walked(NamedTuple):
    """How many acts, those that the system let happen, and walks that widened, shortened."""

    acts: int
    accepted: Counter[str]
    widenings: list[str]


def measure(walks: int = 20_000, seed: int = 198, only: str = "") -> dict[str, Any]:
    """Walk in databases of their own; ``only``: one of the two kinds."""
    kinds = [kind for kind in SHARES if only in {"", kind}]
    whole = sum(SHARES[kind] for kind in kinds) * AT_ONCE
    each = [(kind, -(-walks * SHARES[kind] // whole)) for kind in kinds for _n in range(AT_ONCE)]
    server = databases.test_server()
    with server.lease(), a_world(server) as (template, world):
        shares = [Share(template, world, *share, seed + n) for n, share in enumerate(each)]
        with ProcessPoolExecutor(AT_ONCE, mp_context=get_context("spawn")) as pool:
            found = list(pool.map(walk_share, shares))
    accepted = sum((walked.accepted for walked in found), Counter[str]())
    widenings = [each for walked in found for each in walked.widenings]
    sys.stderr.writelines(f"{each}\n" for each in (*widenings, f"accepted: {dict(accepted)}"))
    return {
        "walks": sum(share.walks for share in shares),
        "widenings": len(widenings),
        "acts": sum(walked.acts for walked in found),
        "acts_accepted": accepted.total(),
    }


@contextmanager
def a_world(server: Server) -> Iterator[tuple[str, World]]:
    """A database with the world in it, to be copied; its policies are those of this process."""
    template = databases.seed_template(server)
    with databases.copy_of(server, template, f"t_{os.getpid()}_world") as database:
        with database.connect() as line:
            line.execute(f"set role {sync.OWNER}".encode())
            sync.apply(line, SCHEMA)
        with databases.disposed(databases.filler_of(database)) as app, app.app_context():
            world = build()
            db.session.remove()
        yield database.name, world


def walk_share(share: Share) -> Walked:
    """Walk after walk in a copy of the world; the rows that they leave dead are removed."""
    server = databases.test_server()
    name = f"t_{os.getpid()}_{share.kind}_{share.seed}"
    begin = _by_statements if share.kind == STATEMENTS else _by_pages
    with (
        server.lease(),
        databases.copy_of(server, share.template, name) as database,
        database.connect() as other,
        begin(database, share.world) as walking,
    ):
        return _walk(walking, share, lambda: other.execute("vacuum"))


def _walk(walking: Walking, share: Share, tidy: Callable[[], object]) -> Walked:
    chance = Random(share.seed)  # a seed that can be drawn again
    walkers, weights = share.world.walkers, [each.weight for each in share.world.walkers]
    acts, accepted, widenings = 0, Counter[str](), []
    for n in range(1, share.walks + 1):
        (walker,) = chance.choices(walkers, weights)
        story = walking.story(chance)
        wider, done = walking.widened(walker, story)
        acts += len(done)
        accepted.update(re.split(r"[\[:]", told)[0] for told in done if _is_accepted(told))
        if wider:
            widenings.append(walking.shortest(walker, story))
        if n % TIDY_EVERY == 0:
            tidy()
    return Walked(acts, accepted, widenings)


def _is_accepted(told: str) -> bool:
    return ": done" in told or ("Error" not in told and ": 1 " in told)


@contextmanager
def _by_statements(database: Database, world: World) -> Iterator[Walking]:
    with database.connect() as line:
        yield Walking(
            line=line,
            undone=lambda: line.transaction(force_rollback=True),
            keys={**keys(line), "unit": [*world.units]},
            do=lambda _walker, hand, act: statements.send(line, hand, act),
            acts=tuple(name for name, _statements in statements.ACTS),
            rows=True,
        )


@contextmanager
def _by_pages(database: Database, world: World) -> Iterator[Walking]:
    """The application on one connection, without row-level security."""
    app = databases.app_on(database)
    with database.connect() as line:
        configurations.apply(configurations.FILTERS_ONLY, app, line)
        known = keys(line)
    engine = create_engine(database.url("postgres"))
    with app.app_context(), engine.connect() as connection:
        db.session.remove()
        db.engines[None] = connection  # type: ignore[index]  # a connection serves as one
        db.session.configure(join_transaction_mode="create_savepoint")
        yield Walking(
            line=cast("Line", connection.connection.driver_connection),
            undone=lambda: _rolled_back(connection),
            keys={**known, "unit": [*world.units]},
            do=lambda walker, hand, act: pages.do(app, walker, hand, act),
            acts=tuple(act.__name__ for _verb, _noun, act in pages.ACTS),
            rows=False,
        )
        db.session.configure(join_transaction_mode="conditional_savepoint")
    engine.dispose()


@contextmanager
def _rolled_back(connection: Connection) -> Iterator[None]:
    with connection.begin() as outer:
        yield
        outer.rollback()
