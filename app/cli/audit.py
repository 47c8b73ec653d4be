"""Manual commands for the journals' seals: ``flask audit seal``, ``flask audit verify``."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import LazyString, force_locale
from flask_babel import lazy_gettext as _
from psycopg import Connection

from app.kernel.audit import hash_chain, verification
from app.kernel.audit.models import FAULT_WORDS
from app.kernel.audit.seal_archive import Shelf
from app.kernel.errors import DomainError
from app.kernel.row_security import grants

SEES_PARTS = frozenset({grants.WEB, grants.PUBLIC})
"""Database roles that cannot read every row of every journal."""

SEALED = _("Seal %(n)s is made: %(rows)s rows are under it.")
NOTHING_NEW = _("Nothing is sealed: nothing new was written, or somebody else is sealing.")
WHOLE = _("Everything is as it was sealed: %(seals)s seals, %(rows)s rows.")
WRONG_ROLE = _("%(role)s does not see every row. Set DATABASE_URL to the address of mc_worker.")


@click.group("audit")
def audit() -> None:
    """Seals of the journals."""


@audit.command("seal")
@with_appcontext
def seal() -> None:
    """Seal now what the worker would seal within a minute."""
    with _journals() as connection:
        try:
            made = hash_chain.seal(connection, _shelf())
        except DomainError as refusal:
            raise click.ClickException(both(refusal.message, refusal.facts)) from refusal
    if made is None:
        click.echo(both(NOTHING_NEW))
    else:
        rows = sum(count for count, _head in made.heads.values())
        click.echo(both(SEALED, {"n": made.n, "rows": rows}))


@audit.command("verify")
@with_appcontext
def verify() -> None:
    """Verify the journals against their seals; exit 1 and report where they differ."""
    with _journals() as connection:
        verdict = verification.verify(connection, _shelf())
        verification.record(connection, verdict)
    if verdict.fault:
        raise click.ClickException(both(FAULT_WORDS[verdict.fault], verdict.facts))
    click.echo(both(WHOLE, {"seals": verdict.seals, "rows": verdict.rows}))


@contextmanager
def _journals() -> Iterator[Connection[Any]]:
    """A database connection that sees every row: the worker's."""
    own = current_app.config["SQLALCHEMY_DATABASE_URI"]
    with hash_chain.connected(os.environ.get("DATABASE_WORKER_URL") or own) as connection:
        role = connection.info.user
        if role in SEES_PARTS:
            raise click.ClickException(both(WRONG_ROLE, {"role": role}))
        yield connection


def _shelf() -> Shelf:
    return Shelf(current_app.config["SEALS_DIR"])


def both(sentence: LazyString, facts: Mapping[str, Any] | None = None) -> str:
    told = []
    for language in ("vi", "en"):
        with force_locale(language):
            told.append(str(sentence) % (facts or {}))
    return "\n".join(told)
