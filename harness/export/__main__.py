"""``python -m harness.export [rows]``."""

from __future__ import annotations

import json
import os
import sys

import click

from harness.export import measure
from harness.stage import databases
from harness.stage.application import Client, at_work_in

ROWS = 100_000
FLAT_MB = 20
"""A file a hundred times as long may take no more than this above the baseline."""


@click.command()
@click.argument("rows", default=ROWS)
def main(rows: int) -> None:
    server = databases.test_server()
    with server.lease():
        template = databases.seed_template(server)
        name = f"t_{os.getpid()}_export"
        with databases.copy_of(server, template, name) as database:
            app = databases.app_on(database)
            app.test_client_class = Client
            with app.app_context(), at_work_in(database), database.connect() as line:
                found = measure(app, line, rows)
    click.echo(json.dumps(found))
    flat = max(found["export_xlsx_peak_mb"], found["export_csv_peak_mb"]) <= FLAT_MB
    sound = found["export_rows"] == rows and not found["export_wrong"]
    sys.exit(0 if sound and flat else 1)


if __name__ == "__main__":
    main()
