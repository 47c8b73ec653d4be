"""The list of a district, reduced, under kills; and mutants that repeat or lose rows."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.kernel.db import db
from app.rollout.operations import list_uploads
from harness.rollout import readiness_board, upload_run
from harness.stage.databases import Database

pytestmark = pytest.mark.slow
ROWS = 200


def test_a_list_is_whole_although_its_work_is_killed_before_every_statement(
    app: Flask, committed: Database
) -> None:
    with committed.connect() as line:
        found = upload_run.measure(upload_run.begin(app, line), ROWS)
    assert found["kills"] >= 5
    assert (found["wrong_rows"], found["second_apply_changes"]) == (2, 0)


def test_the_board_of_all_communes_asks_little(app: Flask, committed: Database) -> None:
    found = readiness_board.measure(app)
    assert found["board_communes"] == 416
    assert found["board_statements"] <= 8


def test_work_that_keeps_half_of_a_list_is_found_out(
    app: Flask, committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert = list_uploads._insert

    def insert_and_keep(*rows: Any) -> None:
        insert(*rows)
        db.session.commit()

    monkeypatch.setattr(list_uploads, "_insert", insert_and_keep)
    with committed.connect() as line, pytest.raises(upload_run.NotSo):
        upload_run.measure(upload_run.begin(app, line), 40)
