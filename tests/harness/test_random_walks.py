"""Random walks of dossiers, reduced, and a mutant that they must detect."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from harness.random_walks import live
from harness.stage.databases import Database
from harness.stage.mutants import mutated


def test_whatever_people_do_in_any_order_all_stays_true(database: Database) -> None:
    live(lives=16, steps=30)


@pytest.mark.mutant
def test_a_pause_that_never_ends_is_found(tmp_path: Path) -> None:
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "harness.part",
            "races",
            "lives",
            "lives=16",
            "steps=30",
            "as_found=1",
        ],
        cwd=tmp_path,
        env=mutated("pause_that_never_ends.patch", tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert "with 1 open pauses" in ran.stderr, ran.stderr
