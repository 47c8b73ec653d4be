"""Commands for the kept counts: ``flask statistics rebuild``, ``flask statistics check``."""

import click
from flask.cli import with_appcontext

from app.cli.owner import as_owner
from app.kernel.db import transaction
from app.reports.operations import processing_statistics


@click.group("statistics")
def statistics() -> None:
    """The counts behind the tables of how dossiers are settled."""


@statistics.command("rebuild")
@with_appcontext
def rebuild() -> None:
    """Count everything again, whatever is kept: after loading a dump, or a change of the rules."""
    with as_owner(), transaction():
        processing_statistics.rebuild()


@statistics.command("check")
@with_appcontext
def check() -> None:
    """Compare with full counts; print and put right every difference, exit 1 if there was one."""
    with as_owner(), transaction():
        found = processing_statistics.check()
    for each in found:
        click.echo(each.as_noted())
    if found:
        raise click.ClickException(f"{len(found)} counts were wrong. They are right now.")
