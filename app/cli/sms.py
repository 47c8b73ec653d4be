"""What whoever sets up the gateway has to know."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.notifications.rules.callback_urls import inbound_address


@click.group("sms")
def sms() -> None:
    """Short messages: how the gateway finds us."""


@sms.command("addresses")
@with_appcontext
def addresses() -> None:
    """Print the get-url that Kannel's sms-service needs; whoever knows it can pretend to be it."""
    click.echo(inbound_address())
