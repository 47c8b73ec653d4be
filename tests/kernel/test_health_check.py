"""Responses of the two health checks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from devstack.postgres import Server
from harness.stage.databases import Database


@pytest.fixture
def beat(committed: Database) -> Callable[[int], None]:
    """A worker whose last heartbeat is that many seconds old."""

    def at(seconds: int) -> None:
        with committed.connect() as connection:
            connection.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat)"
                " VALUES (now() - make_interval(secs => %s))",
                [seconds],
            )

    return at


def test_a_process_that_answers_lives(client: FlaskClient) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.text) == (200, "alive\n")
    assert "Set-Cookie" not in answer.headers


def test_ready_with_database_schema_and_worker(
    committed: Database, client: FlaskClient, beat: Callable[[int], None]
) -> None:
    beat(5)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.text) == (200, "ready\n")
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_not_ready_without_a_worker(committed: Database, client: FlaskClient) -> None:
    answer = client.get("/readyz")

    assert (answer.status_code, answer.text) == (503, "worker: none is running\n")
    assert answer.headers["Retry-After"] == "30"


def test_not_ready_with_a_worker_that_died(
    committed: Database, client: FlaskClient, beat: Callable[[int], None]
) -> None:
    beat(75)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert "worker: silent for 75 s" in answer.text


def test_not_ready_before_the_schema_is_the_programs(
    committed: Database, client: FlaskClient, beat: Callable[[int], None]
) -> None:
    beat(5)
    with committed.connect() as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000_older'")

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.text.startswith("schema: at 0000_older, this program needs 0")


def test_not_ready_without_a_database(
    committed: Database, client: FlaskClient, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.drop_database(committed.name)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.text.startswith("database: ")
    assert committed.name not in answer.text
