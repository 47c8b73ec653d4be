"""Attempts that are free up to their limits, and cost a proof of work above them.

Whoever uses up limits that others share costs them some seconds each and shuts nobody out. An
attempt is counted, and its proof checked, before anything expensive is done, such as hashing a
password. What was no abuse, such as a right password, is given back.
"""

from dataclasses import dataclass
from typing import NamedTuple

from flask import request

from app.kernel.security import proof_of_work, rate_limit_store
from app.kernel.security.proof_of_work import Puzzle
from app.kernel.security.rate_limits import OverLimit, RateLimit

_LONGEST = 2000


class Use(NamedTuple):
    """One use of a limit, by its key."""

    limit: RateLimit
    key: str

    @property
    def seconds(self) -> int:
        return self.limit.seconds_left(self.key)

    @property
    def bits(self) -> int:
        """How hard a proof of work this limit asks for now."""
        times = self.limit.used(self.key) // self.limit.amount
        is_endless = self.limit.above is OverLimit.ENDLESS_WORK
        return proof_of_work.difficulty(times, is_endless=is_endless)


@dataclass(frozen=True)
class Attempt:
    """An attempt at something, and the limits that count it."""

    about: str
    """What a proof of work is bound to, such as the account."""
    uses: tuple[Use, ...]

    def count(self) -> Use | None:
        """Count it. The limit that asks for a proof of work first; None when the attempt may be
        made, because all limits allow it or the form brought a proof."""
        used_up = [use for use in self.uses if not use.limit.allow(use.key)]
        if not used_up or self._is_proved():
            return None
        self.give_back()
        return used_up[0]

    def give_back(self) -> None:
        for use in self.uses:
            use.limit.give_back(use.key)

    def puzzle(self) -> Puzzle:
        return proof_of_work.pose(self.about, bits=self._bits())

    def _bits(self) -> int:
        return max(use.bits for use in self.uses)

    def _is_proved(self) -> bool:
        puzzle, answer = (
            request.form.get(name, "")[:_LONGEST] for name in (Puzzle.field, Puzzle.answer_field)
        )
        return proof_of_work.is_solved(puzzle, answer, about=self.about, bits=self._bits())


def here() -> str:
    return rate_limit_store.network(request.remote_addr or "")
