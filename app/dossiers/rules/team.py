"""The officers of a commune's desk, who is away, and whose turn it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.accounts.roles import Role
from app.kernel.actor import CurrentPosting

AT_WORK = (Role.COMMUNE_RECEPTION, Role.COMMUNE_JUSTICE)
"""Roles among which dossiers are shared."""


@dataclass(frozen=True)
class Colleague:
    """An officer at the desk of a commune today."""

    staff_id: UUID
    name: str
    roles: frozenset[str]
    back_on: date | None = None
    """The first day back of an officer who is away today; None if present."""


@dataclass(frozen=True)
class Load:
    """The open dossiers of an officer; ``newest`` is when the last of them was accepted."""

    open: int = 0
    late: int = 0
    due_today: int = 0
    newest: datetime | None = None


@dataclass(frozen=True)
class Team:
    """All officers of the desk, by name."""

    people: tuple[Colleague, ...] = ()

    @property
    def shared(self) -> frozenset[str]:
        held = [role for each in self.people for role in each.roles]
        return frozenset(role for role in AT_WORK if held.count(role) > 1)

    def is_shared_by(self, seats: Iterable[CurrentPosting]) -> bool:
        """Whether somebody in these postings shares work with colleagues, or leads those who do.

        An officer who works alone is never asked about assignment.
        """
        roles = {seat.role for seat in seats}
        return bool(self.shared & roles) or (Role.COMMUNE_LEADER in roles and bool(self.shared))

    def member(self, staff_id: UUID | None) -> Colleague | None:
        return next((each for each in self.people if each.staff_id == staff_id), None)


def next_in_turn(team: Team, loads: Mapping[UUID | None, Load]) -> Colleague | None:
    """The present officer with the fewest open dossiers, in turn between equals.

    None if there is nobody to choose between.
    """
    may = [each for each in team.people if Role.COMMUNE_JUSTICE in each.roles]
    if len(may) < 2:  # a single officer needs no turns
        return None
    here = [each for each in may if each.back_on is None]
    return min(here, key=lambda each: _had(loads.get(each.staff_id, Load())), default=None)


def _had(load: Load) -> tuple[int, float]:
    return load.open, load.newest.timestamp() if load.newest else 0
