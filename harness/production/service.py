"""The system of ``make up`` with the demonstration, and an application of our own beside it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from app import create_app
from app.accounts.roles import Role
from app.kernel import demonstration
from app.kernel.db import db
from config import ROOT, VAR, Config
from demo.people import PASSWORD
from devstack.postgres import SUPERUSER
from devstack.production import configuration
from devstack.production.layout import Host, System

SIGN_IN = "/can-bo/dang-nhap"
_ACCOUNT = (
    "select u.username from ab_user u join staff s on s.user_id = u.id"
    " join posting p on p.staff_id = s.id where p.role = %s and u.active order by u.id limit 1"
)


def in_service(root: Path = ROOT, **settings: str) -> System:
    """Bring it up, or make it what the code below ``root`` and the settings say.

    Raises:
        CalledProcessError: it does not answer.
    """
    environment = {**os.environ, "VAR_DIR": str(VAR), "PYTHONPATH": "", **settings}
    command = [sys.executable, "-m", "devstack.production"]
    subprocess.run(command, cwd=root, env=environment, check=True)
    return System.of(os.environ)


def stop() -> None:
    subprocess.run([sys.executable, "-m", "devstack.production", "down"], check=True)


def forget() -> None:
    """Stop it, with all that is in it."""
    stop()
    shutil.rmtree(System.of(os.environ).place)


def seconds_from_nothing() -> float:
    """How long ``make up`` takes; what was there is forgotten."""
    forget()
    began = time.monotonic()
    in_service()
    return round(time.monotonic() - began, 1)


def as_owner(system: System, database: str = "") -> psycopg.Connection[Any]:
    """A line to the primary, past the pooler."""
    names = (database,) if database else ()
    address = configuration.address(system, SUPERUSER, *names).replace("+psycopg", "")
    return psycopg.connect(address, autocommit=True)


def at_member(system: System, host: Host) -> psycopg.Connection[Any]:
    """A line to one member of the database, whatever it is at the moment."""
    password = configuration.passwords(system)[SUPERUSER]
    return psycopg.connect(
        host=host.address, user=SUPERUSER, password=password, dbname="mot_cua", autocommit=True
    )


def primary(system: System) -> Host:
    for host in system.database_hosts:
        with at_member(system, host) as line:
            row = line.execute("select pg_is_in_recovery()").fetchone()
            if row == (False,):
                return host
    raise LookupError("no primary")


@contextmanager
def application(system: System, *, reads_standby: bool = True) -> Iterator[Flask]:
    """What the first web host serves, in this process: by the same pooler, the same balancer."""
    web = next(each for each in system.processes() if each.name.startswith("web-"))
    environment = configuration.settings_of(system, web)
    if not reads_standby:
        del environment["READ_DATABASE_URL_FILE"]
    app = create_app(config=Config.from_environment(environment))
    demonstration.set_clock(app)
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        yield app
    finally:
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()


def username_of(system: System, role: Role) -> str:
    """Somebody of the demonstration.

    Raises:
        LookupError: nobody has this role.
    """
    with as_owner(system) as line:
        row = line.execute(_ACCOUNT, [role]).fetchone()
    if row is None:
        raise LookupError(role)
    return str(row[0])


def signed_in(system: System, app: Flask, role: Role) -> FlaskClient:
    """The browser of somebody of the demonstration with this role."""
    browser, username = app.test_client(), username_of(system, role)
    answer = browser.post(SIGN_IN, data={"username": username, "password": PASSWORD})
    if answer.status_code != 302:
        said = html.fromstring(answer.get_data(as_text=True)).text_content()
        raise PermissionError(f"{username}: {' '.join(said.split())[:200]}")
    return browser
