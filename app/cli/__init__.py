"""The command line of the project: ``flask --app run …``."""

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from app.accounts import queries as people
from app.accounts.models.staff import Staff
from app.accounts.operations import account_links, two_factor
from app.accounts.operations import accounts as accounts_operations
from app.cli.audit import audit
from app.cli.content import load, roles
from app.cli.doctor import doctor
from app.cli.explain import explain
from app.cli.files import files
from app.cli.metrics import metrics
from app.cli.owner import as_owner
from app.cli.paper_keys import seal
from app.cli.person_match import match
from app.cli.procedures import procedures
from app.cli.production_checks import check, refuse_unsafe
from app.cli.residents import residents
from app.cli.retention import retention
from app.cli.rollout_matrix import rollout as rollout_commands
from app.cli.sms import sms
from app.cli.statistics import statistics
from app.cli.units import deadline
from app.cli.workflow import write_page
from app.kernel import clock
from app.kernel.actor import NOBODY
from app.kernel.db import transaction
from app.kernel.worker.process import worker_main


def init_app(app: Flask) -> None:
    """Register the commands with the application."""
    app.cli.add_command(worker)
    app.cli.add_command(metrics)
    app.cli.add_command(files)
    app.cli.add_command(roles)
    app.cli.add_command(accounts)
    app.cli.add_command(load)
    app.cli.add_command(procedures)
    app.cli.add_command(deadline)
    app.cli.add_command(match)
    app.cli.add_command(write_page)
    app.cli.add_command(residents)
    app.cli.add_command(rollout_commands)
    app.cli.add_command(retention)
    app.cli.add_command(check)
    app.cli.add_command(doctor)
    app.cli.add_command(audit)
    app.cli.add_command(sms)
    app.cli.add_command(statistics)
    app.cli.add_command(explain)
    app.cli.add_command(seal)


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Send messages and run background jobs until stopped."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's own
    refuse_unsafe(app)
    worker_main(app)


@click.group("accounts")
def accounts() -> None:
    """Accounts from the command line: the first administrator, a forgotten password."""


@accounts.command("admin")
@click.argument("full_name")
@with_appcontext
def first_admin(full_name: str) -> None:
    """Create a city administrator; print the user name and the link for choosing a password."""
    with as_owner(), transaction():
        person = accounts_operations.create_city_admin(full_name, since=clock.today())
        _print_link(person)


@accounts.command("link")
@click.argument("username")
@with_appcontext
def link(username: str) -> None:
    """Print a one-use link with which the owner of an account chooses a new password."""
    with as_owner(), transaction():
        _print_link(people.staff_of(username))


@accounts.command("reset-codes")
@click.argument("username")
@click.option("--reason", required=True, help="Why; it is kept and shown to the person.")
@with_appcontext
def reset_codes(username: str, reason: str) -> None:
    """Let somebody enrol for one-time codes again, when no other administrator can."""
    with as_owner(), transaction():
        person = people.staff_of(username)
        user = accounts_operations.account_of(person)
        two_factor.forget_telephone(person, user, reason=reason, by=NOBODY)
    click.echo(f"{username} enrols again at the next sign-in.")


@accounts.command("reseal")
@with_appcontext
def reseal() -> None:
    """Seal the secrets of one-time codes with SECRET_KEY, so that former keys can go."""
    with as_owner(), transaction():
        count = two_factor.seal_anew()
    click.echo(f"{count} secrets are sealed with the newest key.")


def _print_link(person: Staff) -> None:
    slip = account_links.print_link(person, accounts_operations.account_of(person))
    path = current_app.url_map.bind("").build("AccountLinks.choose", {"token": slip.token})
    click.echo(f"{slip.username}\t{path}")
