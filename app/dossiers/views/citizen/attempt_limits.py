"""Rate limits on code and secret: per code, and per client network for wrong attempts."""

from __future__ import annotations

from flask import request

from app.kernel.security import proof_of_work, rate_limit_store
from app.kernel.security.rate_limits import RateLimit, TooOften

PUZZLE, SOLUTION = "cau_do", "loi_giai"
"""The fields of the proof of work."""


def count_try(code: str, budget: RateLimit, place: RateLimit, refusal: type[TooOften]) -> None:
    """Count one more attempt for this code, known or not; check the limit of the client network.

    Raises:
        TooOften: ``refusal``, if the code's daily limit or the client network's limit of wrong
            attempts is exceeded; the latter is high: villages share an address of a mobile network.
    """
    seconds = place.seconds_left(here())
    if not seconds and not budget.allow(code):
        seconds = budget.seconds_left(code)
    if seconds:
        raise refusal(seconds=seconds)


def here() -> str:
    """The client network that attempts are counted for."""
    return rate_limit_store.network(request.remote_addr or "")


def has_reckoned(about: str) -> bool:
    """Whether the browser has sent the solution of the proof of work posed for ``about``."""
    puzzle, solution = (request.form.get(name, "")[:500] for name in (PUZZLE, SOLUTION))
    return proof_of_work.is_solved(puzzle, solution, about=about)
