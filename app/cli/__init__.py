"""The commands of the house: ``flask --app run …``."""

from __future__ import annotations

import json
import sys

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from app.accounts import operations as staff
from app.accounts import queries as people
from app.accounts.roles import Permission, Role
from app.cli.procedures import procedures
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.worker import worker_main
from app.organisation import operations as organisation
from app.organisation import queries as units
from app.organisation.rules import reckon_line


def init_app(app: Flask) -> None:
    """Give the application its commands."""
    app.cli.add_command(worker)
    app.cli.add_command(roles)
    app.cli.add_command(accounts)
    app.cli.add_command(load)
    app.cli.add_command(procedures)
    app.cli.add_command(deadline)


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Send messages and do deferred work until told to stop."""
    worker_main(current_app._get_current_object())  # type: ignore[attr-defined]  # the proxy's own


@click.group("load")
def load() -> None:
    """Bring catalogues into the database; running a command again changes nothing."""


@load.command("units")
@with_appcontext
def load_units() -> None:
    """Load districts, communes, agencies, openings and the calendar."""
    with transaction():
        found = organisation.load()
    click.echo(
        f"{found['district']} districts, {found['commune']} communes, "
        f"{found['phase_1']} + {found['phase_2']} by phase"
    )


@click.command("deadline")
@click.option("--json", "as_json", is_flag=True, required=True, help="JSON lines in and out.")
@with_appcontext
def deadline(as_json: bool) -> None:
    """Reckon deadlines: one JSON object a line from standard input, one answer a line."""
    calendar = units.calendar()
    for line in filter(str.strip, sys.stdin):
        click.echo(json.dumps(reckon_line(line, calendar), ensure_ascii=False))


@click.group("roles")
def roles() -> None:
    """What each role may open."""


@roles.command("sync")
@with_appcontext
def sync_roles() -> None:
    """Write the twelve roles into the database, exactly as the programme has them."""
    offered = {
        Permission(verb, view.class_permission_name)
        for view in current_app.appbuilder.baseviews  # type: ignore[attr-defined]
        for verb in view.base_permissions
    }
    with transaction():
        staff.sync_roles(offered)
    click.echo(f"{len(Role)} roles, {len(offered)} permissions")


@click.group("accounts")
def accounts() -> None:
    """Accounts, where no page is at hand: the first administrator, a forgotten password."""


@accounts.command("admin")
@click.argument("full_name")
@with_appcontext
def first_admin(full_name: str) -> None:
    """Make a city administrator and print the user name and the first password."""
    with transaction():
        account = staff.create_city_admin(full_name, since=clock.today())
    click.echo(f"{account.username}\t{account.password}")


@accounts.command("renew")
@click.argument("username")
@with_appcontext
def renew(username: str) -> None:
    """Print a new first password for an account; its sessions end."""
    with transaction():
        account = staff.renew_password(people.staff_of(username))
    click.echo(f"{account.username}\t{account.password}")
