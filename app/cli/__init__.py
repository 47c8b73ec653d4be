"""The commands of the house: ``flask --app run …``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from app.accounts import operations as staff
from app.accounts import queries as people
from app.accounts.roles import Permission, Role
from app.cli.demo import demo
from app.cli.procedures import procedures
from app.cli.retention import retention
from app.cli.units import deadline, load
from app.cli.workflow import write_page
from app.dossiers.operations.submitting import hang_doors
from app.kernel import clock, reach
from app.kernel.db import db, transaction
from app.kernel.worker import worker_main


def init_app(app: Flask) -> None:
    """Give the application its commands."""
    app.cli.add_command(worker)
    app.cli.add_command(roles)
    app.cli.add_command(accounts)
    app.cli.add_command(load)
    app.cli.add_command(procedures)
    app.cli.add_command(deadline)
    app.cli.add_command(write_page)
    app.cli.add_command(retention)
    app.cli.add_command(demo)
    app.cli.add_command(doors)


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Send messages and do deferred work until told to stop."""
    worker_main(current_app._get_current_object())  # type: ignore[attr-defined]  # the proxy's own


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


@contextmanager
def _as_owner() -> Iterator[None]:
    try:
        with reach.as_owner():
            yield
    except LookupError as missing:
        raise click.UsageError(f"{missing} is needed: this is work for the owner.") from missing


@click.command("doors")
@with_appcontext
def doors() -> None:
    """Let citizens follow their dossiers after a change of SECRET_KEY."""
    with _as_owner(), transaction():
        hung = hang_doors(db.session.connection(), all_anew=True)
    click.echo(f"{hung} dossiers")


@click.group("accounts")
def accounts() -> None:
    """Accounts, where no page is at hand: the first administrator, a forgotten password."""


@accounts.command("admin")
@click.argument("full_name")
@with_appcontext
def first_admin(full_name: str) -> None:
    """Make a city administrator and print the user name and the first password."""
    with _as_owner(), transaction():
        account = staff.create_city_admin(full_name, since=clock.today())
    click.echo(f"{account.username}\t{account.password}")


@accounts.command("renew")
@click.argument("username")
@with_appcontext
def renew(username: str) -> None:
    """Print a new first password for an account; its sessions end."""
    with _as_owner(), transaction():
        account = staff.renew_password(people.staff_of(username))
    click.echo(f"{account.username}\t{account.password}")
