"""Who of a district gets an account in a round, and why others do not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.rollout.rules.clearance import Lack, Listed


class AccountEligibility(StrEnum):
    """Eligibility of a person on a list for a round (tình trạng cấp tài khoản)."""

    READY = "ready"
    GIVEN = "given"
    """Holds the role and has an account already."""
    NOT_APPROVED = "not_approved"
    NOT_TRAINED = "not_trained"
    CLOSED = "closed"
    """Has a closed account; it is reopened on the person's own page."""
    ONESELF = "oneself"
    """Nobody opens an account for oneself."""
    ELSEWHERE = "elsewhere"
    """Also works in a unit that this administrator does not manage."""


@dataclass(frozen=True)
class AccountCandidate:
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
    """Whether the account is open; None without an account."""
    is_posted: bool
    """Whether the person holds the role there today or later."""
    posted_to: frozenset[int]
    """Units in which the person works today or later."""

    def begins(self, today: date) -> date:
        """The first day of the posting: today, or the day of the phase."""
        return today if self.waived else max(today, self.listed.accounts_from)

    def standing(self, me: UUID | None, manages: frozenset[int], today: date) -> AccountEligibility:
        """Whether this administrator can open the account now, and if not, why not."""
        lack = None if self.waived else self.listed.lack(self.begins(today))
        if self.staff_id is None or lack is Lack.APPROVAL:
            return AccountEligibility.NOT_APPROVED
        if self.account and self.is_posted:
            return AccountEligibility.GIVEN
        if lack is not None:
            return AccountEligibility.NOT_TRAINED
        if self.account is False:
            return AccountEligibility.CLOSED
        if self.staff_id == me:
            return AccountEligibility.ONESELF
        return (
            AccountEligibility.READY if self.posted_to <= manages else AccountEligibility.ELSEWHERE
        )


@dataclass(frozen=True)
class CheckedCandidate:
    """A candidate with eligibility."""

    candidate: AccountCandidate
    standing: AccountEligibility
    begins: date


@dataclass(frozen=True)
class UnitCandidates:
    """The people of one unit in a preview."""

    unit_id: int
    unit_name: str
    people: tuple[CheckedCandidate, ...]

    def of(self, standing: AccountEligibility) -> tuple[CheckedCandidate, ...]:
        return tuple(each for each in self.people if each.standing is standing)

    @property
    def ready(self) -> tuple[CheckedCandidate, ...]:
        return self.of(AccountEligibility.READY)

    @property
    def waits(self) -> tuple[CheckedCandidate, ...]:
        """Those who have no account yet."""
        return tuple(each for each in self.people if each.standing is not AccountEligibility.GIVEN)


def grouped(people: Iterable[CheckedCandidate]) -> list[UnitCandidates]:
    units: dict[int, list[CheckedCandidate]] = {}
    for each in people:
        units.setdefault(each.candidate.listed.unit_id, []).append(each)
    return [
        UnitCandidates(unit_id, found[0].candidate.unit_name, tuple(found))
        for unit_id, found in units.items()
    ]
