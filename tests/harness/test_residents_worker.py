"""The worker is killed during an import: the next one repeats that phase."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.accounts.roles import Role
from app.kernel.db import transaction
from app.kernel.files import storage
from app.residents.models.residents import ImportState, ResidentImport
from app.residents.operations import imports
from harness.stage.databases import Database
from harness.stage.factories import AnOfficer
from harness.stage.factories.people import seat_of
from harness.stage.live import within
from tests.harness.test_notifications_worker import found, worker
from tests.residents.police_files import a_row, as_csv, now, taken

pytestmark = pytest.mark.slow


def state_of(database: Database) -> ImportState:
    query = "select state from resident_import"
    return ImportState(str(found(database, query)))


def killed_at(database: Database, table: str, state: ImportState) -> None:
    """Kill a worker that has reached this state and waits for a table."""
    with database.connect() as line, line.transaction():
        line.execute(f"lock table {table} in access exclusive mode".encode())
        with worker(database) as process:
            waits = (  # other tests wait in databases of their own
                "select count(*) from pg_locks join pg_database d on d.oid = database"
                " where not granted and datname = current_database()"
            )
            assert within(60, lambda: found(database, waits) > 0)
            assert state_of(database) is state
            process.kill()
            process.wait()
    assert state_of(database) is state
    assert found(database, "select count(*) from resident") == 0


def test_killed_while_reading_and_while_bringing_in_it_goes_on_as_if_nothing_had_been(
    committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FILES_DIR", str(storage.default_store().directory))
    by = AnOfficer(Role.CITY_JUSTICE, seat_of(Role.CITY_JUSTICE)).staff.id
    file = taken(as_csv(a_row(), a_row(number="001190099999", old_number="")))
    key: UUID = file.id
    with transaction():
        imports.let_read(file)
    killed_at(committed, "resident_row", ImportState.READING)
    with worker(committed):
        assert within(60, lambda: state_of(committed) is ImportState.CHECKED)
    checked: ResidentImport = now(key)
    with transaction():
        imports.bring_in(checked, by=by)
    killed_at(committed, "household", ImportState.APPLYING)
    with worker(committed):
        assert within(60, lambda: state_of(committed) is ImportState.APPLIED)
    assert found(committed, "select count(*) from resident") == 2
    assert found(committed, "select count(*) from resident_row") == 0
