"""The import of the police's file, reduced, under two kills; and mutants that lose or repeat
rows.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from harness.residents import imports
from harness.residents.people import people, write_file
from harness.stage.databases import Database

pytestmark = pytest.mark.slow
ROWS = 5_000


def test_a_file_is_whole_although_its_worker_is_killed_twice(
    app: Flask, committed: Database, tmp_path: Path
) -> None:
    with committed.connect() as line:
        found = imports.measure(committed, line, tmp_path / "dan-cu.csv", ROWS)
    assert found["import_refused"] == ROWS // 100
    assert found["import_peak_mb"] < 60, found


def test_an_import_that_writes_every_row_again_is_found_out(
    app: Flask, committed: Database, tmp_path: Path
) -> None:
    with committed.connect() as line:
        stage = imports.Stage(committed, line, tmp_path / "few.csv")
        write_file(stage.path, people(40))
        stage.bring_in()
        line.execute("update resident set digest = '\\x00'")
        with pytest.raises(imports.NotSo):
            imports.again(stage, 40)


def test_the_same_people_are_invented_every_time() -> None:
    some = list(people(40))
    assert some == list(people(40))
    assert some[20:] == list(people(20, 20))
    assert len({each["number"] for each in some}) == 40
