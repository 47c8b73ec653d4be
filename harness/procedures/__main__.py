"""``python -m harness.procedures [seeds]``: the last line has the metrics in one line of JSON."""

from __future__ import annotations

import json
import os
import sys

import click

from app.procedures import queries as procedures
from app.procedures.models.vocabulary import INTERNAL, VersionState
from harness.procedures.keystrokes import keystrokes
from harness.procedures.walk import walk
from harness.stage import databases
from harness.stage.application import Client, at_work_in
from harness.stage.factories import a_commune

SEEDS = 3


@click.command()
@click.argument("seeds", default=SEEDS)
@click.option("--only", help="The code of one procedure.")
@click.option("--wrong", type=int, help="So many wrong answers on each page at most.")
def main(seeds: int, only: str | None, wrong: int | None) -> None:
    """Fill in every procedure ``seeds`` times, and wrong in every way, in a database of its own."""
    server = databases.test_server()
    with server.lease():
        template = databases.seed_template(server)
        with databases.copy_of(server, template, f"t_{os.getpid()}_procedures") as database:
            app = databases.app_on(database)
            app.test_client_class = Client
            with app.app_context(), at_work_in(database):
                found = [
                    v
                    for v in procedures.all_versions()
                    if v.state is VersionState.PUBLISHED and v.procedure.topic not in INTERNAL
                ]
                versions = [v for v in found if only in {None, v.procedure.code}]
                figures: dict[str, int | None] = {
                    "procedures": len({version.procedure_id for version in versions}),
                    "versions": len(versions),
                }
                tally = walk(app, versions, a_commune(), seeds=seeds, wrong=wrong)
    figures |= {
        "filled_valid": tally.filled_valid,
        "filled_invalid": tally.filled_invalid,
        "server_errors": tally.server_errors,
        "desk_keystrokes": None if only else keystrokes(),
    }
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.exit(1 if tally.wrong or not (only or figures["desk_keystrokes"]) else 0)


if __name__ == "__main__":
    main()
