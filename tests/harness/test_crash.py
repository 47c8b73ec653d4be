"""An acknowledged dossier exists, once, with its files: reduced, and against mutants."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from harness.crash.killed_servers import send_while_killing
from harness.crash.repeated_posts import send_at_once
from harness.stage.databases import Database
from harness.stage.mutants import mutated

pytestmark = pytest.mark.slow

TRIES = 3


def test_a_form_sent_twenty_times_at_once_is_one_dossier(app: Flask, committed: Database) -> None:
    found = send_at_once(app, committed, 20)
    assert found.is_sound, vars(found)
    assert found.papers == 2


def test_kills_lose_nothing_that_was_acknowledged(app: Flask, committed: Database) -> None:
    found = send_while_killing(app, committed, many=40, kills=10)
    assert found.is_sound, vars(found)


@pytest.mark.mutant
def test_a_submission_without_a_lock_is_found_out(tmp_path: Path) -> None:
    said = run_mutant("submission_without_a_lock.patch", tmp_path, "posts", "times=20")
    assert (said["posts_once"], said["dossiers"] > 1) == (False, True)


@pytest.mark.mutant
def test_files_that_come_after_their_rows_are_found_out(tmp_path: Path) -> None:
    """Whether one of 16 kills comes between a row and its file is chance."""
    for n in range(TRIES):
        said = run_mutant(
            "files_after_their_rows.patch",
            tmp_path / str(n),
            *("kills", "many=30", "kills=16"),
        )
        if not said["crash_sound"]:
            break
    assert said["bad_files"] > 0


def run_mutant(patch: str, folder: Path, *part: str) -> dict[str, Any]:
    """What a part of the proof of races says of a mutant.

    Its files are on a disk, which takes time: in memory no kill would come between two of them.
    """
    where = mutated(patch, folder) | {"TEST_SERVER_DIR": str(folder / "var" / "test")}
    ran = subprocess.run(
        [sys.executable, "-m", "harness.part", "races", *part],
        cwd=folder,
        env=where,
        capture_output=True,
        text=True,
        check=True,
    )
    said: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return said
