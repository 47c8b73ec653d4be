"""Commands for the population database, on the server: files too large for a browser."""

import sys
from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.kernel.db import db, transaction
from app.kernel.errors import DomainError
from app.kernel.row_security import request_scope
from app.kernel.spreadsheets.writer import csv_pieces
from app.residents.models.residents import ImportState, ResidentImport
from app.residents.operations import import_apply, import_validation, imports
from app.residents.rules import file_layout

COUNTS = ("rows", "new", "changed", "same", "kept", "refused", "warned")


@click.group("residents")
def residents() -> None:
    """The population database: files of the police."""


@residents.command("template")
@with_appcontext
def template() -> None:
    """Print the header of a file and one invented person, as CSV."""
    headings, *rows = file_layout.template_rows()
    sys.stdout.buffer.writelines(csv_pieces(headings, rows))


@residents.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="Who gave the data.")
@click.option(
    "--as-of", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day it tells of."
)
@click.option("--apply", "really", is_flag=True, help="Bring it in when it has been checked.")
@with_appcontext
def bring_in(path: Path, source: str, as_of: datetime, really: bool) -> None:
    """Validate a file and print what it would do; with --apply, import it."""
    try:
        with request_scope.as_owner():
            file = _brought_in(path, source, as_of, really=really)
    except LookupError as missing:
        raise click.UsageError(f"{missing} is needed: this is work for the owner.") from missing
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    if file.state is ImportState.FAILED:
        raise click.ClickException(file.fault or "")
    click.echo(f"{file.id}\t{file.state}")
    click.echo("\t".join(f"{count}={getattr(file, count)}" for count in COUNTS))
    if file.refused_key:
        click.echo(f"The rows to be put right can be downloaded from the page of {file.id}.")


def _brought_in(path: Path, source: str, as_of: datetime, *, really: bool) -> ResidentImport:
    with path.open("rb") as stream, transaction():
        file = imports.take_in(stream, path.name, source=source, as_of=as_of.date(), by=None)
        key = file.id
    import_validation.read_file(key)
    if really and _now(key).state is ImportState.CHECKED:
        with transaction():
            imports.order(key)
        import_apply.apply_file(key)
    return _now(key)


def _now(key: object) -> ResidentImport:
    return db.session.get_one(ResidentImport, key, populate_existing=True)
