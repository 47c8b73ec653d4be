"""Two codes that open something: counted by the code, and by the place when they were wrong."""

from __future__ import annotations

from flask import request

from app.kernel.security import proof_of_work, rate_limit_store
from app.kernel.security.rate_limits import RateLimit, TooOften

PUZZLE, SOLUTION = "cau_do", "loi_giai"
"""The fields of the proof of work."""


def count_try(code: str, budget: RateLimit, place: RateLimit, refusal: type[TooOften]) -> None:
    """Count one more try of this code, known or not; and look whether this place may try at all.

    Raises:
        TooOften: ``refusal``, when the code was tried often enough today, or wrong ones came from
            here very often: whole villages share an address of a mobile network.
    """
    seconds = place.seconds_left(here())
    if not seconds and not budget.allow(code):
        seconds = budget.seconds_left(code)
    if seconds:
        raise refusal(seconds=seconds)


def here() -> str:
    """What counts as the place of this browser."""
    return rate_limit_store.network(request.remote_addr or "")


def has_reckoned(about: str) -> bool:
    """Whether the browser sends the solution of a puzzle that was posed for this thing."""
    puzzle, solution = (request.form.get(name, "")[:500] for name in (PUZZLE, SOLUTION))
    return proof_of_work.is_solved(puzzle, solution, about=about)
