"""Deadlines, reckoned twice: by the application and by a count on the fingers.

``reference`` is written from the rules alone; ``cases`` makes what both are asked; here the two
answers are compared. What days there are comes from the catalogue and from ``days.csv``, whose half
days and open Saturdays the catalogue of the state has not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from harness.deadlines.reference import Days, due_at

ODD_DAYS = Path(__file__).with_name("days.csv")
CATALOGUE = Path(__file__).parents[2] / "app" / "organisation" / "data" / "calendar.csv"


def days() -> Days:
    """What each day is, by the files."""
    return Days.from_files(CATALOGUE, ODD_DAYS)


def mismatches(
    asked: Iterable[Mapping[str, Any]], answers: Iterable[Mapping[str, Any]], known: Days
) -> list[str]:
    """What the two disagree on, each as a sentence with the case in it."""
    found = list[str]()
    for case, answer in zip(asked, answers, strict=True):
        told = answer.get("due_at")
        right = due_at(case, known)
        same = "error" not in answer and answer["id"] == case["id"]
        if not same or (datetime.fromisoformat(told) if told else None) != right:
            found.append(f"{case}: answered {answer}, should be {right}")
    return found
