"""The outcome of a class for one person: seat, attendance, pass."""

from collections.abc import Sequence

from app.training.models.classes import AttendanceOutcome

SITS = frozenset({AttendanceOutcome.ENROLLED, AttendanceOutcome.WAITING})
"""In a class that is not over: has a seat, or is on the waiting list."""


def came(sittings: int, seen: int) -> bool:
    """Whether a person attended: at least half of the sessions, and at least one.

    Args:
        sittings: number of sessions of the class.
        seen: number of sessions with a check-in.
    """
    return seen > 0 and seen * 2 >= sittings


def outcome(*, there: bool, results: Sequence[bool]) -> AttendanceOutcome:
    """The outcome for a person with a seat.

    Args:
        there: whether the person attended.
        results: whether each submitted paper was passed; empty for a class without a test.
    """
    if not there:
        return AttendanceOutcome.ABSENT
    if not results:
        return AttendanceOutcome.ATTENDED
    return AttendanceOutcome.PASSED if any(results) else AttendanceOutcome.FAILED
