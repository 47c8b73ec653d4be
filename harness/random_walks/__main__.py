"""``python -m harness.random_walks [lives [steps [seed]]]``: one line of JSON, or a story."""

from __future__ import annotations

import json
import os
import sys
import time

import click
from sqlalchemy import create_engine

from app.kernel.db import db
from harness.random_walks import live
from harness.stage import databases

LIVES, STEPS = 200, 50


@click.command()
@click.argument("lives", default=LIVES)
@click.argument("steps", default=STEPS)
@click.argument("seed", required=False, type=int)
@click.option("--as-found", is_flag=True, help="Tell an untrue story as it was found, at length.")
def main(lives: int, steps: int, seed: int | None, as_found: bool) -> None:
    """Run in a database of its own, without row-level security, and roll everything back."""
    server = databases.test_server()
    with server.lease():
        template = databases.seed_template(server)
        with databases.copy_of(server, template, f"t_{os.getpid()}_lives") as database:
            app = databases.filler_of(database)
            engine = create_engine(database.url("mc_loader"))
            databases.exclude_from_collection()
            begun = time.monotonic()
            with app.app_context(), engine.connect() as line:
                outer = line.begin()
                db.engines[None] = line  # type: ignore[index]  # a connection serves as one
                db.session.configure(join_transaction_mode="create_savepoint")
                live(lives, steps, seed=seed, shrink=not as_found)
                outer.rollback()
            engine.dispose()
    seconds = round(time.monotonic() - begun, 1)
    sys.stdout.write(json.dumps({"lives": lives, "steps": steps, "seconds": seconds}) + "\n")


if __name__ == "__main__":
    main()
