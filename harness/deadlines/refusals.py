"""What ``flask deadline`` must refuse, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from harness.deadlines.measurement import ZONES, answers
from harness.stage import databases

RECEIVED = "2016-11-14T09:00:00+07:00"
BEFORE, OVERLAP, TOO_MUCH = "before the receipt", "cannot overlap", "at most"


def _november(*pauses: tuple[str, str | None]) -> dict[str, Any]:
    """Pauses from and until ``"<day>T<hour>"`` of November 2016, in Hanoi."""
    return {
        "pauses": [
            {"from": f"2016-11-{begin}+07:00", "to": end and f"2016-11-{end}+07:00"}
            for begin, end in pauses
        ]
    }


def _added(*amounts: int, unit: str = "working_day", why: str | None = None) -> dict[str, Any]:
    more = {"why": why} if why else {}
    return {"extensions": [{"amount": amount, "unit": unit, **more} for amount in amounts]}


REFUSED: tuple[tuple[Mapping[str, Any], str], ...] = (
    (_november(("15T09:00", "17T09:00"), ("16T09:00", "18T09:00")), OVERLAP),
    (_november(("16T09:00", "18T09:00"), ("15T09:00", "17T09:00")), OVERLAP),
    (_november(("15T09:00", "18T09:00"), ("16T09:00", "17T09:00")), OVERLAP),
    (_november(("15T09:00", "17T09:00"), ("15T09:00", "17T09:00")), OVERLAP),
    (_november(("15T09:00", "17T09:00"), ("17T08:59:59", "17T10:00")), OVERLAP),
    (_november(("15T09:00", None), ("16T09:00", "17T09:00")), OVERLAP),
    (_november(("15T09:00", None), ("16T09:00", None)), OVERLAP),
    (_november(("14T09:00", "17T09:00"), ("15T09:00", "15T09:00"), ("16T09:00", None)), OVERLAP),
    (_november(("10T09:00", "11T09:00")), BEFORE),
    (_november(("14T08:59:59", "16T09:00")), BEFORE),
    (_november(("11T09:00", None)), BEFORE),
    (_november(("15T09:00", "16T09:00"), ("14T08:00", "14T08:30")), BEFORE),
    (_november(("16T09:00", "15T09:00")), "before it starts"),
    (_added(6), TOO_MUCH),
    (_added(2, 30), TOO_MUCH),
    (_added(6, unit="calendar_day"), TOO_MUCH),
    (_added(6, why="distance"), TOO_MUCH),
    (_added(3, 3, why="distance"), TOO_MUCH),
    (_added(3, why="completion"), TOO_MUCH),
    (_added(1, 2, why="completion"), TOO_MUCH),
    (_added(0), "of no time"),
    (_added(-1), "negative"),
    (_added(1, unit="same_day"), "same day"),
    (_added(1, why="kindness"), "more_for_kindness"),
)
"""What is wrong with a case, and what its refusal says."""


def cases() -> list[dict[str, Any]]:
    """Each fault in a matter of each unit, under each policy."""
    return [
        {"id": number, "received_at": RECEIVED, "limit": 3, "unit": unit, "policy": policy, **fault}
        for number, (fault, _why) in enumerate(REFUSED)
        for unit in ("same_day", "working_hour", "working_day", "calendar_day")
        for policy in ("CONTINUE_FROM_ELAPSED", "RESTART")
    ]


def not_refused(answered: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Answers to these cases that are no refusal, or give another reason."""
    return [
        answer
        for answer in answered
        if "due_at" in answer or REFUSED[answer["id"]][1] not in answer["error"]
    ]


def measure() -> dict[str, int]:
    """Ask the real command; ``{"deadlines_refused": n}``.

    Raises:
        AssertionError: it answered a case, or gave another reason.
    """
    asked = cases()
    with databases.own_database("refusals") as database:
        answered = answers(database, asked, ZONES[0])
    wrong = not_refused(answered)
    if wrong or len(answered) != len(asked):
        raise AssertionError(f"{len(answered)} of {len(asked)} answered; not refused: {wrong}")
    return {"deadlines_refused": len(answered)}
