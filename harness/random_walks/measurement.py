"""Random lives of dossiers in a database of its own; an untrue one is told as a story."""

from __future__ import annotations

from typing import Any

from sqlalchemy import create_engine

from app.kernel.db import db
from harness.random_walks import live
from harness.stage import databases

LIVES, STEPS = 100, 50


def measure(
    lives: int = LIVES, steps: int = STEPS, seed: int = -1, as_found: int = 0
) -> dict[str, Any]:
    """Run in a database of its own, without row-level security, and roll everything back.

    ``as_found=1`` tells an untrue story as it was found, at length.
    """
    with databases.own_database("lives") as database:
        app = databases.filler_of(database)
        engine = create_engine(database.url("mc_loader"))
        databases.exclude_from_collection()
        with app.app_context(), engine.connect() as line:
            outer = line.begin()
            db.engines[None] = line  # type: ignore[index]  # a connection serves as one
            db.session.configure(join_transaction_mode="create_savepoint")
            live(lives, steps, seed=None if seed < 0 else seed, shrink=not as_found)
            outer.rollback()
        engine.dispose()
    return {"lives": lives, "steps": steps}
