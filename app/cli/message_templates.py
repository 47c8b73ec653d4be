"""Commands for message templates."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.kernel.db import transaction
from app.notifications import operations


@click.command("messages")
@with_appcontext
def load_messages() -> None:
    """Load the default message templates; texts edited by officers stay unchanged."""
    with transaction():
        written = operations.load()
    click.echo(f"{written} versions of messages")
