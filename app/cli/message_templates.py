"""Commands about the words of messages."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.kernel.db import transaction
from app.notifications import operations


@click.command("messages")
@with_appcontext
def load_messages() -> None:
    """Load the words that messages begin with; what an officer has written stays."""
    with transaction():
        written = operations.load()
    click.echo(f"{written} versions of messages")
