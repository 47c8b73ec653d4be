"""The guarantees of the fixtures, on which all other tests depend."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select, text

from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.files import storage
from app.organisation.models import Unit
from harness.stage import databases
from harness.stage.application import undone
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, row_cache

USER = text("select current_user")


def rename(name: str) -> None:
    with transaction():
        unit = db.session.scalars(select(Unit).order_by(Unit.id)).first()
        assert unit
        unit.name = name


def rename_and_fail() -> None:
    with transaction():
        rename("Undone")
        raise ZeroDivisionError


def first_name() -> str | None:
    return db.session.scalars(select(Unit.name).order_by(Unit.id)).first()


@pytest.mark.parametrize("round_", [1, 2])
def test_what_a_test_commits_is_undone(database: Database, round_: int) -> None:
    assert first_name() != "A test was here"
    rename("A test was here")
    db.session.rollback()
    assert first_name() == "A test was here"
    with database.connect() as outside:
        row = outside.execute("select name from unit order by id limit 1").fetchone()
    assert row != ("A test was here",)


def test_a_block_that_raises_undoes_only_itself(database: Database) -> None:
    rename("Kept")
    with pytest.raises(ZeroDivisionError):
        rename_and_fail()
    assert first_name() == "Kept"


@pytest.mark.parametrize("round_", [1, 2])
def test_a_committed_database_is_the_tests_own(committed: Database, round_: int) -> None:
    assert first_name() != "A test was here"
    rename("A test was here")
    with committed.connect("mc_worker") as outside:
        row = outside.execute("select name from unit order by id limit 1").fetchone()
    assert row == ("A test was here",)


def test_a_committed_database_serves_threads(committed: Database) -> None:
    app = db.session.get_bind()
    names: list[str] = []

    def ask() -> None:
        with app.connect() as connection:  # type: ignore[union-attr]
            names.append(connection.execute(USER).scalar_one())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names == ["mc_loader"] * 8


@pytest.mark.parametrize("fixture", ["database", "committed"])
def test_a_test_is_past_the_walls_and_its_requests_are_behind_them(
    request: pytest.FixtureRequest, fixture: str, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    request.getfixturevalue(fixture)
    roles = [db.session.execute(USER).scalar_one()]
    ask = app.view_functions["citizen.home"]

    def home() -> Any:
        roles.append(db.session.execute(USER).scalar_one())
        return ask()

    monkeypatch.setitem(app.view_functions, "citizen.home", home)
    app.test_client().get("/")
    roles.append(db.session.execute(USER).scalar_one())
    assert roles == ["mc_loader", "mc_web", "mc_loader"]


def test_what_is_written_again_is_what_was_walked(
    app: Flask, insider: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All rows of all tables except times; and the files."""
    rows: list[dict[str, list[str]]] = []
    for _time in ("walked", "again"):
        with undone(app, insider):
            dossier = ADossier(State.READY, child_name="Trần Thị Hai Lần")
            for paper in dossier.papers:
                if paper.storage_key and paper.sha256:
                    storage.read_whole(paper.storage_key, paper.sha256)
            rows.append(row_cache.written(db.session.connection()))
        monkeypatch.delattr(row_cache, "_walked", raising=False)
    assert rows[0] == rows[1]
    assert len(rows[0]["dossier_event"]) > 10


def test_a_slow_walk_written_again_comes_after_what_was_written_before(
    app: Flask, insider: Engine
) -> None:
    def slowly() -> tuple[Any, ...]:
        given = (ADossier(),)
        time.sleep(0.5)
        return given

    for _time in ("walked", "again"):
        with undone(app, insider):
            first, (second,) = ADossier(), row_cache.again(slowly, "slowly")
            assert first.submitted_at < second.submitted_at < clock.real_now()


def test_whoever_has_changed_something_gets_a_walk(app: Flask, insider: Engine) -> None:
    keys = []
    for name in ("Xã Cũ", "Xã Mới"):
        with undone(app, insider):
            AnOfficer()
            rename(name)
            keys.append(ADossier().id)
    assert len(set(keys)) == len(keys)


def test_what_was_undone_is_not_built_upon(database: Database) -> None:
    line: Any = db.engines[None]
    for _time in range(2):
        savepoint = line.begin_nested()
        dossier = ADossier()
        assert dossier.code.endswith("-0001")
        db.session.remove()
        savepoint.rollback()


def test_databases_lie_in_memory_only_where_there_is_room(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TEST_SERVER_DIR", "the disk")
    assert databases.fastest_place(tmp_path, room=2**80) == Path("the disk")
    assert databases.fastest_place(tmp_path / "not there", room=0) == Path("the disk")
    found = databases.fastest_place(tmp_path, room=0)
    assert found.parent == tmp_path
    assert databases.fastest_place(tmp_path, room=2**80) == found, "what is there is used again"
