"""``python -m harness.rollout [rows]``: the last line is JSON."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import click

from harness.rollout import readiness_board, upload_run
from harness.stage import databases
from harness.stage.application import Client, at_work_in

ROWS = 5_000
DRY_RUN_SECONDS, APPLY_SECONDS, STATEMENTS, KILLS = 10, 30, 8, 5
COMMUNES = 416


def is_well(found: dict[str, Any]) -> bool:
    quickly = found["dry_run_seconds"] < DRY_RUN_SECONDS and found["apply_seconds"] < APPLY_SECONDS
    whole = found["kills"] >= KILLS and found["second_apply_changes"] == 0
    seen = found["board_communes"] == COMMUNES and found["board_statements"] <= STATEMENTS
    return quickly and whole and seen


@click.command()
@click.argument("rows", default=ROWS)
def main(rows: int) -> None:
    server = databases.test_server()
    with server.lease():
        template, own = databases.seed_template(server), f"t_{os.getpid()}_rollout"
        with databases.copy_of(server, template, own) as database:
            app = databases.app_on(database)
            app.test_client_class = Client
            with app.app_context(), at_work_in(database), database.connect() as line:
                found = upload_run.measure(upload_run.begin(app, line), rows)
                found |= readiness_board.measure(app)
    click.echo(json.dumps(found))
    sys.exit(0 if is_well(found) else 1)


if __name__ == "__main__":
    main()
