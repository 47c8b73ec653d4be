"""The initial data are loaded once for each version of the code, and never removed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.kernel.security import key_files
from config import VAR
from devstack import database as devstack_database
from devstack.database import Stop
from devstack.postgres import Server
from harness.stage import databases
from harness.stage.databases import Database

PAPER_KEYS = key_files.development_keys(VAR)
OF_PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "mQ7pVz2nLx9RbT4cYw8KdG5hJs3EuAf6",
    "TRUSTED_HOSTS": "motcua.test.invalid",
    "CLAMD": "/run/clamav/clamd.ctl",
    "PROXIES": "1",
    "SEAL_KEY": PAPER_KEYS["seal"],
    "SEAL_TSA": PAPER_KEYS["timestamps"],
    "CODE_KEY": PAPER_KEYS["codes"],
}


@pytest.mark.slow
def test_production_gets_its_content_from_whoever_migrates(server: Server, tmp_path: Path) -> None:
    empty = databases.schema_template(server)
    with databases.copy_of(server, empty, f"t_{os.getpid()}_production") as database:
        migrate = {"DATABASE_ADMIN_URL": database.url("mc_migrate"), "SEALS_DIR": str(tmp_path)}
        devstack_database.prepare(
            os.environ | database.environment | OF_PRODUCTION | migrate, demo=False
        )
        with database.connect() as connection:
            (found,) = connection.execute(
                "select (select count(*) from unit where kind = 'commune'),"
                " (select count(*) from procedure_version), (select count(*) from staff)"
            ).fetchall()
    assert found == (416, 26, 0)


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that would be run."""
    done: list[str] = []
    monkeypatch.setattr(
        devstack_database, "_flask", lambda _environment, *words: done.append(" ".join(words))
    )
    return done


def test_a_new_database_is_migrated_and_loaded_once(committed: Database, steps: list[str]) -> None:
    devstack_database.prepare(committed.environment, demo=True)
    loads = [" ".join(words) for words in (devstack_database.LOAD, devstack_database.DEMO)]
    assert steps == ["db upgrade", *loads]
    devstack_database.prepare(committed.environment, demo=True)
    devstack_database.prepare(committed.environment, demo=False)
    assert steps == ["db upgrade", *loads]


def test_the_demonstration_can_come_later(committed: Database, steps: list[str]) -> None:
    devstack_database.prepare(committed.environment, demo=False)
    assert "demo load" not in steps
    devstack_database.prepare(committed.environment, demo=True)
    assert steps[-1] == "demo load"


def test_changed_code_migrates_and_loads_again(
    committed: Database, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    devstack_database.prepare(committed.environment, demo=False)
    monkeypatch.setattr(devstack_database, "version_of_code", lambda: "changed")
    devstack_database.prepare(committed.environment, demo=False)
    assert steps.count("db upgrade") == 2


def test_a_failing_step_is_named_and_tried_again(
    committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = devstack_database._flask
    monkeypatch.setattr(
        devstack_database, "_flask", lambda env, *words: words[0] == "db" or really(env, *words)
    )
    monkeypatch.setattr(devstack_database, "LOAD", ("no-such-command",))
    for _attempt in range(2):
        with pytest.raises(Stop, match="no-such-command"):
            devstack_database.prepare(committed.environment, demo=False)


def test_each_process_gets_only_its_own_way_in(committed: Database) -> None:
    environment = devstack_database.without_addresses({"PATH": "/bin", **committed.environment})
    assert environment["PATH"] == "/bin"
    assert [word for word in environment.values() if "postgresql" in word] == []


def test_variables_of_libpq_lead_nowhere_else(committed: Database) -> None:
    environment = {**committed.environment, "PGHOST": "elsewhere", "PG_BIN": "/opt/pg"}
    with devstack_database.database(environment) as clean:
        assert "PGHOST" not in clean
        assert clean["PG_BIN"] == "/opt/pg"


def test_only_the_web_role_may_be_named(committed: Database) -> None:
    environment = {**committed.environment, "DATABASE_URL": committed.url("postgres")}
    with pytest.raises(Stop, match="mc_web"), devstack_database.database(environment):
        pass
