"""``python -m harness.reconciliation [times]``."""

from __future__ import annotations

import json
import os
import sys

import click

from harness.reconciliation import measure
from harness.stage import databases
from harness.stage.application import at_work_in

TIMES = 200


def main() -> int:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else TIMES
    server = databases.test_server()
    with server.lease():
        template = databases.seed_template(server)
        name = f"t_{os.getpid()}_reconciled"
        with databases.copy_of(server, template, name) as database:
            app = databases.app_on(database)
            with app.app_context(), at_work_in(database), database.connect() as line:
                found = measure(times, line)
    click.echo(json.dumps(found))
    return 0 if found["reconcile_found"] == times and not found["false_alarms"] else 1


if __name__ == "__main__":
    sys.exit(main())
