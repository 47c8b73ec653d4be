"""Setup information for the SMS gateway."""

import click
from flask.cli import with_appcontext

from app.notifications.rules.callback_urls import inbound_address


@click.group("sms")
def sms() -> None:
    """Setup of the SMS gateway."""


@sms.command("addresses")
@with_appcontext
def addresses() -> None:
    """Print the get-url for Kannel's sms-service; it is secret: it lets anybody pose as Kannel."""
    click.echo(inbound_address())
