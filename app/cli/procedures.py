"""Commands about procedures."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext

from app.kernel.db import transaction
from app.procedures import operations, queries
from app.procedures.models import VersionState


@click.group("procedures")
def procedures() -> None:
    """What can be asked of a commune."""


@procedures.command("load")
@with_appcontext
def load() -> None:
    """Load the catalogue; a procedure whose text has changed gets a further version."""
    with transaction():
        found = operations.load()
    click.echo(
        f"{found['procedures']} procedures, {found['versions']} versions, "
        f"{found['facilities']} first-care facilities"
    )


@procedures.command("check")
@with_appcontext
def check() -> None:
    """Read every published version and compare it with its rows; fail if one has drifted."""
    drifted = operations.drifted()
    for version in queries.all_versions():
        if version.state is VersionState.PUBLISHED:
            form = queries.form(version)
            click.echo(
                f"{version.procedure.code} {version.n}: {len(form.sections)} sections, "
                f"{len(form.by_key)} questions"
            )
    for version in drifted:
        click.echo(f"{version.procedure.code} {version.n}: the rows are not what was published")
    sys.exit(1 if drifted else 0)
