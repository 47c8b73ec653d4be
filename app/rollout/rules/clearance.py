"""Clearance by the plan: on an approved list, trained where required, and the phase has begun.

``mc_cleared`` in the database implements the same; a test compares all cases.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from app.accounts.roles import Role


class Lack(IntEnum):
    """What somebody lacks for a role, in the order of the process (điều kiện còn thiếu)."""

    LIST = 1
    """The person is on no list."""
    APPROVAL = 2
    """The list has not been approved."""
    TRAINING = 3
    """The course of the role has not been passed."""
    DAY = 4
    """Accounts of the phase open later."""


@dataclass(frozen=True)
class Listed:
    """One line of a list, with the plan's requirements for its role and the person's state."""

    unit_id: int
    role: Role
    approved: bool
    training: bool
    """Whether the phase requires training for the role."""
    passed: bool
    """Whether the person passed a course of exactly this role."""
    accounts_from: date
    phase_name: str

    def lack(self, day: date) -> Lack | None:
        """The first thing missing for a posting that begins on the day."""
        if not self.approved:
            return Lack.APPROVAL
        if self.training and not self.passed:
            return Lack.TRAINING
        return Lack.DAY if day < self.accounts_from else None


def nearest(lines: Iterable[Listed], day: date) -> tuple[Lack | None, Listed | None]:
    """The line that lacks least; without lines the list itself is missing."""
    found: tuple[Lack | None, Listed | None] = (Lack.LIST, None)
    for line in lines:
        lack = line.lack(day)
        if lack is None:
            return None, line
        if found[0] is None or lack > found[0]:
            found = (lack, line)
    return found
