"""Bulk steps, reduced, and a mutant that does not check for changes."""

from __future__ import annotations

import pytest
from flask import Flask

from app.kernel.workflow import engine
from harness import bulk
from harness.stage.databases import Database


def test_what_changed_meanwhile_and_what_is_foreign_is_named_and_left_alone(
    app: Flask, committed: Database
) -> None:
    with committed.connect() as line:
        found = bulk.measure(app, line, rows=12, changed=4, foreign=2)
    assert (found["bulk_done"], found["bulk_named"]) == (6, 6), found
    assert (found["bulk_wrong"], found["bulk_told_of_others"]) == (0, 0), found


def test_a_run_that_looks_at_no_version_is_found_out(
    app: Flask, committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "check_version", lambda _dossier, _seen: None)
    with committed.connect() as line:
        found = bulk.measure(app, line, rows=6, changed=2, foreign=1)
    assert found["bulk_wrong"] == 1, found
