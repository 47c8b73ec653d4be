"""Who of a district gets an account in a round, and what keeps the others from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.rollout.rules.clearance import Lack, Listed


class Standing(StrEnum):
    """How somebody on a list stands before a round (tình trạng cấp tài khoản)."""

    READY = "ready"
    GIVEN = "given"
    """Holds the role and has an account already."""
    NOT_APPROVED = "not_approved"
    NOT_TRAINED = "not_trained"
    CLOSED = "closed"
    """Has an account that was closed; it is opened again on the person's own page."""
    ONESELF = "oneself"
    """Nobody opens an account for oneself."""
    ELSEWHERE = "elsewhere"
    """Works also where whoever opens the round has no say."""


@dataclass(frozen=True)
class Candidate:
    """One line of a list before a round."""

    line_id: UUID
    staff_id: UUID | None
    full_name: str
    title: str
    unit_name: str
    is_commune: bool
    listed: Listed
    waived: bool
    account: bool | None
    """Whether the account is open; none without one."""
    is_posted: bool
    """Whether the person holds the role there today or later."""
    posted_to: frozenset[int]
    """Units in which the person works today or later."""

    def begins(self, today: date) -> date:
        """The first day of the posting: today, or the day of the phase."""
        return today if self.waived else max(today, self.listed.accounts_from)

    def standing(self, me: UUID | None, manages: frozenset[int], today: date) -> Standing:
        """Whether the account can be opened now by this administrator, and if not, why not."""
        lack = None if self.waived else self.listed.lack(self.begins(today))
        if self.staff_id is None or lack is Lack.APPROVAL:
            return Standing.NOT_APPROVED
        if self.account and self.is_posted:
            return Standing.GIVEN
        if lack is not None:
            return Standing.NOT_TRAINED
        if self.account is False:
            return Standing.CLOSED
        if self.staff_id == me:
            return Standing.ONESELF
        return Standing.READY if self.posted_to <= manages else Standing.ELSEWHERE


@dataclass(frozen=True)
class Judged:
    """A candidate, and how they stand."""

    candidate: Candidate
    standing: Standing
    begins: date


@dataclass(frozen=True)
class Group:
    """The people of one unit in a preview."""

    unit_id: int
    unit_name: str
    people: tuple[Judged, ...]

    def of(self, standing: Standing) -> tuple[Judged, ...]:
        """Those who stand so."""
        return tuple(each for each in self.people if each.standing is standing)

    @property
    def ready(self) -> tuple[Judged, ...]:
        """Those who get an account when the unit is ticked."""
        return self.of(Standing.READY)


def grouped(people: Iterable[Judged]) -> list[Group]:
    """The people unit by unit, in the order in which they come."""
    units: dict[int, list[Judged]] = {}
    for each in people:
        units.setdefault(each.candidate.listed.unit_id, []).append(each)
    return [
        Group(unit_id, found[0].candidate.unit_name, tuple(found))
        for unit_id, found in units.items()
    ]
