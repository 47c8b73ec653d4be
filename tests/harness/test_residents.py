"""The import of the police's file under two kills, reduced; and a mutant that repeats rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from harness.residents.imports import Population, import_again, import_under_kills
from harness.residents.people import people, write_file
from harness.stage.databases import Database

ROWS = 5_000


@pytest.mark.slow
def test_a_file_is_whole_although_its_worker_is_killed_twice(
    app: Flask, committed: Database, tmp_path: Path
) -> None:
    with committed.connect() as line:
        found = import_under_kills(Population(committed, line, tmp_path / "dan-cu.csv"), ROWS)
    assert found["import_refused"] == ROWS // 100
    assert found["import_peak_mb"] < 60, found


@pytest.mark.mutant
@pytest.mark.slow
def test_an_import_that_writes_every_row_again_is_found_out(
    app: Flask, committed: Database, tmp_path: Path
) -> None:
    with committed.connect() as line:
        population = Population(committed, line, tmp_path / "few.csv")
        write_file(population.path, people(40))
        population.bring_in()
        line.execute("update resident set digest = '\\x00'")
        with pytest.raises(AssertionError, match="instead of"):
            import_again(population, 40)


def test_the_same_people_are_invented_every_time() -> None:
    some = list(people(40))
    assert some == list(people(40))
    assert some[20:] == list(people(20, 20))
    assert len({each["number"] for each in some}) == 40
