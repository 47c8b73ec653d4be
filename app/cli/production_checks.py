"""Checks before a production process starts; a fault is reported and prevents the start.

``config.py`` checks settings; this module checks what only the database shows. Web processes run
the checks at load time (``run.py``), the worker at start, an operator with ``flask check``.
"""

import os
from collections.abc import Iterator, Mapping

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import Connection, select, text

from app.accounts.models.staff import AppUser
from app.accounts.operations import accounts
from app.database import SCHEMA
from app.kernel import clock, demonstration
from app.kernel.db import db
from app.organisation import queries as calendar
from config import UnsafeSetting

_ME = "from pg_roles where rolname = current_user"

FAULTS: Mapping[str, str] = {
    "DATABASE_URL signs in as a superuser: use mc_web (or mc_public), nothing stronger.": (
        f"select rolsuper {_ME}"
    ),
    "DATABASE_URL signs in with BYPASSRLS: the walls would not hold; use mc_web.": (
        f"select rolbypassrls {_ME}"
    ),
    "DATABASE_URL signs in as a role that makes roles or databases: use mc_web.": (
        f"select rolcreaterole or rolcreatedb {_ME}"
    ),
    "DATABASE_URL signs in as an owner of tables: use mc_web, which owns none.": (
        "select exists (select from pg_class c join pg_roles o on o.oid = c.relowner"
        " where c.relnamespace = 'public'::regnamespace"
        " and pg_has_role(current_user, o.oid, 'member'))"
    ),
    "mc_loader may sign in, past all walls: alter role mc_loader nologin.": (
        "select exists (select from pg_roles where rolname = 'mc_loader' and rolcanlogin)"
    ),
    "fsync is off: a power cut would lose what was promised; switch it on.": (
        "select current_setting('fsync') <> 'on'"
    ),
    "full_page_writes is off: a power cut would tear pages; switch it on.": (
        "select current_setting('full_page_writes') <> 'on'"
    ),
    "synchronous_commit is off: what was answered could be lost; switch it on.": (
        "select current_setting('synchronous_commit') = 'off'"
    ),
    "PostgreSQL logs parameters, passwords among them: set log_parameter_max_length = 0.": (
        "select current_setting('log_parameter_max_length') <> '0'"
        " and (current_setting('log_statement') = 'all'"
        " or current_setting('log_min_duration_statement') <> '-1'"
        " or current_setting('log_min_duration_sample') <> '-1')"
    ),
    "data_checksums is off: rotten pages would go unseen; pg_checksums --enable.": (
        "select current_setting('data_checksums') <> 'on'"
    ),
}
"""Message of each fault, and the query that returns true when the fault is present."""

_WALLED = text(
    "select relname from pg_class where relnamespace = 'public'::regnamespace"
    " and relrowsecurity and relforcerowsecurity"
)
_POLICIES = text("select tablename, policyname from pg_policies where schemaname = 'public'")

STRONG_WAYS_IN = ("DATABASE_ADMIN_URL", "DATABASE_LOADER_URL")


def refuse_unsafe(app: Flask) -> None:
    """Prevent the start of a production process that has faults.

    Raises:
        UnsafeSetting: with every fault found.
    """
    if app.config["ENVIRONMENT"] != "production":
        return
    with app.app_context():
        found = [*environment_faults(os.environ), *database_faults()]
        db.engine.dispose()  # forked processes open their own connections
    if found:
        raise UnsafeSetting("Refusing to start in production:\n  " + "\n  ".join(found))


def environment_faults(environ: Mapping[str, str]) -> Iterator[str]:
    """Database URLs that a serving process must not have."""
    for name in STRONG_WAYS_IN:
        if environ.get(name):
            yield f"{name} stands in the environment of a serving process: take it out."


def database_faults() -> Iterator[str]:
    """Faults of the database, as seen by this process's role."""
    with db.engine.engine.connect() as connection:
        yield from faults_seen_by(connection)
    if current_app.config["SURFACE"] == "public":  # its role may not read accounts
        return
    if known := open_to_all():
        yield (
            f"the accounts {', '.join(known)} have the password of the demonstration, which is "
            "printed in public: close them, or load a new database."
        )


def open_to_all() -> list[str]:
    """The most privileged demonstration accounts that exist here and have its printed password."""
    name = AppUser.username
    privileged = name.in_(demonstration.ADMINISTRATORS) | name.like(demonstration.OF_DISTRICTS)
    names = db.session.scalars(select(name).where(privileged).limit(6)).all()
    return accounts.opened_by(demonstration.PASSWORD, names)


def faults_seen_by(connection: Connection) -> Iterator[str]:
    """The faults of ``FAULTS`` that are present."""
    for fault, question in FAULTS.items():
        if connection.scalar(text(question)):
            yield fault
    for table in sorted(SCHEMA.rows.keys() - set(connection.scalars(_WALLED))):
        yield f"row-level security is off, or not forced, on {table}: flask db upgrade."
    missing = {(each.table, each.name) for each in SCHEMA.policies()}
    for table, name in sorted(
        missing - {(row[0], row[1]) for row in connection.execute(_POLICIES)}
    ):
        yield f"the policy {name} is missing on {table}: flask db upgrade."


def reminders() -> Iterator[str]:
    """Warnings that do not prevent the start."""
    for year in calendar.years_not_entered(clock.today()):
        yield f"Reminder: the days off of {year} are not in the calendar; deadlines miss them."


@click.command("check")
@with_appcontext
def check() -> None:
    """List what would prevent this system from starting in production."""
    found = list(database_faults())
    for fault in (*found, *reminders()):
        click.echo(fault)
    raise SystemExit(1 if found else 0)
