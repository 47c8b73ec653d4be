"""Commands for units and the calendar."""

import json
import sys

import click
from flask.cli import with_appcontext

from app.kernel.db import transaction
from app.organisation import operations, queries
from app.organisation.rules import reckon_line


@click.group("load")
def load() -> None:
    """Load reference data into the database; running a command again changes nothing."""


@load.command("units")
@with_appcontext
def load_units() -> None:
    """Load districts, communes, agencies, openings and the calendar."""
    with transaction():
        found = operations.load()
    click.echo(
        f"{found['district']} districts, {found['commune']} communes, "
        f"{found['phase_1']} + {found['phase_2']} by phase"
    )


@click.command("deadline")
@click.option("--json", "as_json", is_flag=True, required=True, help="JSON lines in and out.")
@with_appcontext
def deadline(as_json: bool) -> None:
    """Compute deadlines: one JSON object per line from standard input, one answer per line."""
    calendar = queries.calendar()
    for line in filter(str.strip, sys.stdin):
        click.echo(json.dumps(reckon_line(line, calendar), ensure_ascii=False))
