"""Races, reduced: eight racers in one process, and the same without the guards."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from flask import Flask

from harness.concurrency import race
from harness.stage.databases import Database
from harness.stage.mutants import mutated

SIZES = ("rounds=16", "racers=8", "processes=1", "alone=1")


def test_of_eight_who_act_at_once_exactly_one_wins(app: Flask, committed: Database) -> None:
    found = race(committed, many=40, racers=8, processes=1)
    assert found.is_sound, found.facts


def test_steps_without_version_and_lock_are_found_out(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "harness.part", "races", "steps", *SIZES],
        cwd=tmp_path,
        env=mutated("steps_without_version_or_lock.patch", tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(ran.stdout.splitlines()[-1])["race_double_wins"] > 0
