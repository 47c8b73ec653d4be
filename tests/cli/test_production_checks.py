"""What prevents a production process from starting, each with its reason."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import create_engine

from app.accounts.operations import accounts
from app.accounts.roles import Role
from app.cli import production_checks
from app.cli.production_checks import FAULTS, STRONG_WAYS_IN, environment_faults, faults_seen_by
from app.kernel.db import db
from demo import people
from harness.stage.databases import ROOT, Database
from harness.stage.factories import AnOfficer
from harness.stage.live import free_port
from tests.kernel.test_config import SAFE

LOADER, FSYNC = "mc_loader may sign in", "fsync is off"
OF_THE_TEST_SERVER = {LOADER, FSYNC, "full_page_writes", "synchronous_commit"}
"""It is tuned for speed, not durability, and seeds its databases."""


@pytest.fixture
def seen_by(own: Database, app: Flask) -> Callable[[str], list[str]]:
    """The faults of the table, as a role finds them."""

    def ask(role: str) -> list[str]:
        engine = create_engine(own.url(role))
        with engine.connect() as connection:
            found = list(faults_seen_by(connection))
        engine.dispose()
        return found

    return ask


def more_than_usual(found: list[str]) -> list[str]:
    return [fault for fault in found if not fault.startswith(tuple(OF_THE_TEST_SERVER))]


@pytest.mark.parametrize("role", ["mc_web", "mc_public", "mc_worker"])
def test_roles_of_serving_processes_are_none_too_strong(
    seen_by: Callable[[str], list[str]], role: str
) -> None:
    found = seen_by(role)
    assert more_than_usual(found) == []
    assert len(found) == len(OF_THE_TEST_SERVER)


@pytest.mark.parametrize(
    ("role", "fault"),
    [
        ("postgres", "signs in as a superuser"),
        ("postgres", "makes roles or databases"),
        ("mc_loader", "signs in with BYPASSRLS"),
        ("mc_migrate", "signs in as an owner of tables"),
    ],
)
def test_stronger_roles_are_named(
    seen_by: Callable[[str], list[str]], role: str, fault: str
) -> None:
    assert any(fault in found for found in seen_by(role))


def test_each_fault_is_a_question_the_web_role_may_ask(
    seen_by: Callable[[str], list[str]],
) -> None:
    assert set(seen_by("mc_web")) <= FAULTS.keys()


def test_a_wall_that_is_down_is_named(committed: Database) -> None:
    with committed.connect() as connection:
        connection.execute("alter table dossier disable row level security")
        connection.execute("alter table paper no force row level security")
        connection.execute("drop policy mc_see on leg")
    engine = create_engine(committed.url())
    with engine.connect() as connection:
        found = more_than_usual(list(faults_seen_by(connection)))
    engine.dispose()
    assert len(found) == 3
    assert "on dossier" in found[0]
    assert "on paper" in found[1]
    assert "mc_see is missing on leg" in found[2]


def test_a_server_that_keeps_its_promises_has_none_of_its_faults(own: Database) -> None:
    with own.connect("mc_web") as connection:
        connection.execute("set synchronous_commit = on")
        question = FAULTS[next(fault for fault in FAULTS if fault.startswith("synchronous"))]
        assert connection.execute(question.encode()).fetchone() == (False,)


def test_the_password_that_is_printed_opens_nothing_in_production(database: Database) -> None:
    officer = AnOfficer(Role.CITY_ADMIN)
    officer.user.username = people.OF_CITY[0].word
    db.session.flush()
    assert told_of_the_demonstration() == []
    accounts.set_passwords([officer.user], people.PASSWORD)
    db.session.flush()
    (told,) = told_of_the_demonstration()
    assert officer.user.username in told
    officer.user.active = False
    db.session.flush()
    assert told_of_the_demonstration() == []


def told_of_the_demonstration() -> list[str]:
    return [fault for fault in production_checks.database_faults() if "demonstration" in fault]


@pytest.mark.parametrize("name", STRONG_WAYS_IN)
def test_strong_ways_in_are_kept_from_serving_processes(name: str) -> None:
    (fault,) = environment_faults({name: "postgresql://postgres@/mot_cua"})
    assert name in fault
    assert list(environment_faults({})) == []


# ---- real processes -----------------------------------------------------------------------------


def start(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={**clean, "LANGUAGE": "en", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_web_server_ends_with_the_reason(own: Database, app: Flask) -> None:
    environment = {**SAFE, "DATABASE_URL": own.url(), "FILES_DIR": str(app.config["FILES_DIR"])}
    bind = f"127.0.0.1:{free_port()}"
    ended = start(environment, "gunicorn", "--workers", "1", "--no-control-socket", "--bind", bind,
                  "run:app")  # fmt: skip
    assert ended.returncode != 0
    assert LOADER in ended.stderr
    assert FSYNC in ended.stderr


def test_the_launcher_ends_with_the_reason() -> None:
    ended = start({"ENVIRONMENT": "production", "DEBUG": "1"}, "devstack.launch")
    assert ended.returncode == 1
    for name in ("SECRET_KEY", "DATABASE_URL", "TRUSTED_HOSTS", "PROXIES", "DEBUG"):
        assert name in ended.stderr
    assert "Traceback" not in ended.stderr
