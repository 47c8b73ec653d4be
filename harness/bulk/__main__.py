"""``python -m harness.bulk [rows [changed [foreign]]]``."""

from __future__ import annotations

import json
import os
import sys

import click

from harness.bulk import measure
from harness.stage import databases
from harness.stage.application import Client, at_work_in

ROWS, CHANGED, FOREIGN = 500, 40, 20


@click.command()
@click.argument("rows", default=ROWS)
@click.argument("changed", default=CHANGED)
@click.argument("foreign", default=FOREIGN)
def main(rows: int, changed: int, foreign: int) -> None:
    server = databases.test_server()
    with server.lease():
        template = databases.seed_template(server)
        name = f"t_{os.getpid()}_bulk"
        with databases.copy_of(server, template, name) as database:
            app = databases.app_on(database)
            app.test_client_class = Client
            with app.app_context(), at_work_in(database), database.connect() as line:
                found = measure(app, line, rows, changed, foreign)
    click.echo(json.dumps(found))
    sound = (
        found["bulk_done"] == rows - changed - foreign
        and found["bulk_named"] == changed + foreign
        and not found["bulk_wrong"]
        and not found["bulk_told_of_others"]
    )
    sys.exit(0 if sound else 1)


if __name__ == "__main__":
    main()
