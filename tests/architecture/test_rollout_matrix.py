"""The page about clearance matches the code."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from app.cli import rollout_matrix as command
from app.rollout.models.staff_lists import ListState
from app.training.models.classes import AttendanceOutcome


def test_the_page_is_what_the_code_says(app: Flask) -> None:
    with app.app_context():
        words = "run: flask --app run rollout matrix"
        assert command.page() == command.PAGE.read_text(encoding="utf-8"), words


def test_only_one_row_comes_in_where_training_is_wanted() -> None:
    comes_in = {
        (state, outcome)
        for state in command.LISTS
        for outcome in command.TRAINED
        if command.lack_of(state, outcome, needed=True, day=command.OPENS) is None
    }
    assert comes_in == {(ListState.APPROVED, AttendanceOutcome.PASSED)}
    early = command.OPENS - timedelta(days=1)
    assert (
        command.lack_of(ListState.APPROVED, AttendanceOutcome.PASSED, needed=False, day=early)
        is not None
    )
