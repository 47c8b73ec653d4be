"""``python -m harness.excel_answers [packets] [bad]``."""

from __future__ import annotations

import json
import os
import sys

import click

from harness.excel_answers import measure
from harness.stage import databases
from harness.stage.application import at_work_in

PACKETS, BAD = 500, 33


def main() -> int:
    packets, bad = (*map(int, sys.argv[1:3]), PACKETS, BAD)[:2] if sys.argv[2:] else (PACKETS, BAD)
    server = databases.test_server()
    with server.lease():
        template = databases.seed_template(server)
        with databases.copy_of(server, template, f"t_{os.getpid()}_exchange") as database:
            app = databases.app_on(database)
            with app.app_context(), at_work_in(database):
                found = measure(packets, bad)
    click.echo(json.dumps(found, ensure_ascii=False))
    sound = (
        found["exchange_named"] == bad
        and found["exchange_booked"] == found["exchange_good"]
        and not found["booked_again"]
        and not found["changed_again"]
    )
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
