"""Deadlines, computed twice: by the application and by an independent reference.

``reference`` is written from the rules alone; ``cases`` generates the inputs; here the two results
are compared. Days come from the catalogue and from ``days.csv``, which adds half days and open
Saturdays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from harness.deadlines.reference import Days, Refused, due_at

ODD_DAYS = Path(__file__).with_name("days.csv")
CATALOGUE = Path(__file__).parents[2] / "app" / "organisation" / "data" / "calendar.csv"


def days() -> Days:
    """The kind of each day, from the files."""
    return Days.from_files(CATALOGUE, ODD_DAYS)


def mismatches(
    asked: Iterable[Mapping[str, Any]], answers: Iterable[Mapping[str, Any]], known: Days
) -> list[str]:
    """Differences between the two, each as a sentence with the case in it."""
    found = list[str]()
    for case, answer in zip(asked, answers, strict=True):
        try:
            right: object = due_at(case, known)
        except Refused:
            right = Refused
        if answer["id"] != case["id"] or _told(answer) != right:
            found.append(f"{case}: answered {answer}, should be {right}")
    return found


def _told(answer: Mapping[str, Any]) -> object:
    """The moment, None while paused, or that the case was refused."""
    if "error" in answer:
        return Refused
    return datetime.fromisoformat(answer["due_at"]) if answer["due_at"] else None
