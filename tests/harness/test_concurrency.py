"""Races, reduced: eight racers in one process."""

from __future__ import annotations

from flask import Flask

from harness.concurrency import race
from harness.stage.databases import Database


def test_of_eight_who_act_at_once_exactly_one_wins(app: Flask, committed: Database) -> None:
    found = race(committed, many=40, racers=8, processes=1)
    assert found.is_sound, found.facts
