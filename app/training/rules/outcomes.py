"""What a class comes to for one person: who holds a seat, who has come, who has passed."""

from __future__ import annotations

from collections.abc import Sequence

from app.training.models import AttendanceOutcome

SITS = frozenset({AttendanceOutcome.ENROLLED, AttendanceOutcome.WAITING})
"""Of a class that is not over yet: has a seat, or waits for one."""


def came(sittings: int, seen: int) -> bool:
    """Whether a person was there: at half of the sittings or more, and at one at least.

    Args:
        sittings: how many the class has.
        seen: at how many of them the person was checked in.
    """
    return seen > 0 and seen * 2 >= sittings


def outcome(*, there: bool, results: Sequence[bool]) -> AttendanceOutcome:
    """How it ends for somebody with a seat.

    Args:
        there: whether the person has come.
        results: of each paper handed in, whether it was passed; a class without a test has none.
    """
    if not there:
        return AttendanceOutcome.ABSENT
    if not results:
        return AttendanceOutcome.ATTENDED
    return AttendanceOutcome.PASSED if any(results) else AttendanceOutcome.FAILED
