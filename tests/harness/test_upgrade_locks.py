"""Writes go on while the next release changes their table, and what it added is taken back."""

from __future__ import annotations

import os

import pytest

from devstack.postgres import Server
from harness.production import locks
from harness.stage import databases

pytestmark = pytest.mark.slow
_ADDED = (
    "select count(*) from information_schema.columns"
    " where table_name = 'dossier' and column_name = 'of_the_next_release'"
)


def test_the_longest_write_beside_an_upgrade_is_told(server: Server, template: str) -> None:
    with databases.copy_of(server, template, f"t_{os.getpid()}_locks") as database:
        found = locks.measure_in(database)
        with database.connect() as line:
            assert line.execute(_ADDED).fetchone() == (0,)
    assert found["locks_writes"] > 100
    assert 0 < found["locks_longest_write_ms"] <= locks.WITHIN_MS
