"""Commands for procedures."""

import json
import sys
from typing import BinaryIO

import click
from flask.cli import with_appcontext

from app.kernel.db import transaction
from app.kernel.errors import DomainError
from app.procedures import queries
from app.procedures.models.versions import Version
from app.procedures.models.vocabulary import VersionState
from app.procedures.operations import catalogue_seed, drafts, import_file, publication
from app.procedures.operations.import_file import LARGEST
from app.procedures.rules.json_format import entry_of


@click.group("procedures")
def procedures() -> None:
    """Administrative procedures."""


@procedures.command("load")
@with_appcontext
def load() -> None:
    """Load the catalogue; a procedure whose text has changed gets a new version."""
    with transaction():
        found = catalogue_seed.load()
    click.echo(
        f"{found['procedures']} procedures, {found['versions']} versions, "
        f"{found['facilities']} first-care facilities"
    )


@procedures.command("check")
@with_appcontext
def check() -> None:
    """Check every version: published ones are unchanged, drafts list what prevents publication.

    Fails if a published version has drifted or cannot be read; a draft may still be incomplete.
    """
    broken = [version for version in queries.all_versions() if not _is_sound(version)]
    sys.exit(1 if broken else 0)


def _is_sound(version: Version) -> bool:
    """Print findings on a version; False if a published one has changed."""
    name = f"{version.procedure.code} {version.n}"
    if version.state is VersionState.DRAFT:
        found = publication.faults_of(version)
        click.echo(f"{name}: draft, {'can be published' if not found else 'not yet'}")
        for fault in found:
            click.echo(f"  {fault}")
        return True
    try:
        form = queries.form(version)
    except (DomainError, ValueError, KeyError, TypeError) as error:
        click.echo(f"{name}: cannot be read: {error}")
        return False
    if catalogue_seed.has_drifted(version):
        click.echo(f"{name}: the rows are not what was published")
        return False
    click.echo(f"{name}: {len(form.sections)} sections, {len(form.by_key)} questions")
    return True


@procedures.command("export")
@click.argument("code")
@click.option("--version", "n", type=int, help="Which version; the newest if none is named.")
@with_appcontext
def export(code: str, n: int | None) -> None:
    """Write a version as one JSON document; docs/procedure-version.schema.json describes it."""
    numbered = {v.n: v for v in queries.all_versions() if v.procedure.code == code}
    found = numbered.get(n or max(numbered, default=0))
    if found is None:
        raise click.ClickException(f"there is no such version of {code}")
    entry = entry_of(queries.whole(found.id))
    click.echo(json.dumps(entry, ensure_ascii=False, indent=2))


@procedures.command("import")
@click.argument("file", type=click.File("rb"))
@with_appcontext
def bring_in(file: BinaryIO) -> None:
    """Create a draft from a JSON document; nothing is published."""
    try:
        with transaction():
            made = drafts.bring_in(import_file.read(file.read(LARGEST + 1)))
            name = f"{made.procedure.code} {made.n}"
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"{name}: draft")
