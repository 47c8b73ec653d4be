"""Whether a commune is ready to open, computed from evidence alone (mức sẵn sàng).

Nobody ticks anything here: the evidence is trained people who have signed in, site readings, a
completed rehearsal, a received SMS, notices in the places of the plan, help at the desk.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from app.accounts.roles import ROLES, Role
from app.rollout.models.outreach import PlaceKind
from app.rollout.models.readiness import GoLiveVerdict, SiteCheckKind


class Check(StrEnum):
    """What a commune needs before it opens, in the order of work."""

    WAN = "wan"
    COMPUTERS = "computers"
    PRINTER = "printer"
    SCANNER = "scanner"
    DATA_CENTRE = "data_centre"
    POPULATION = "population"
    TRAINED = "trained"
    ACCOUNTS = "accounts"
    SIGNED_IN = "signed_in"
    AGENCIES = "agencies"
    SMS = "sms"
    REHEARSAL = "rehearsal"
    RECEIPT = "receipt"
    POSTING = "posting"
    POINT = "point"
    """Staff and a computer to help citizens enter their dossiers."""


WEIGHTS: Mapping[Check, int] = {
    Check.WAN: 6,
    Check.COMPUTERS: 4,
    Check.PRINTER: 4,
    Check.SCANNER: 4,
    Check.DATA_CENTRE: 4,
    Check.POPULATION: 4,
    Check.TRAINED: 15,
    Check.ACCOUNTS: 10,
    Check.SIGNED_IN: 10,
    Check.AGENCIES: 5,
    Check.SMS: 5,
    Check.REHEARSAL: 15,
    Check.RECEIPT: 5,
    Check.POSTING: 5,
    Check.POINT: 4,
}
"""Weight of each check in the score of 100."""

NEARLY = 70
"""From this score on a commune with blockers is shown as nearly ready."""


class Light(StrEnum):
    """Readiness as a traffic light (đèn báo)."""

    READY = "ready"
    NEARLY = "nearly"
    NOT_READY = "not_ready"


class Count(NamedTuple):
    """People of one role: passed its course, have an open account, have signed in; all there are,
    in office or on an approved list.
    """

    trained: int = 0
    active: int = 0
    came: int = 0
    registered: int = 0


class StaffingTarget(NamedTuple):
    """How many people of a role are needed, and whether they must be trained."""

    at_least: int
    training: bool


class Reading(NamedTuple):
    """The last result of a condition, and its date."""

    met: bool
    on: date


class Rehearsal(NamedTuple):
    """The furthest rehearsal: its code, and how far it came."""

    code: str
    receipt: bool
    through: bool
    """Police and insurance both answered, and the commune collected it."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """All evidence about a commune on a day."""

    people: Mapping[Role, Count] = field(default_factory=dict)
    """Of the commune itself, and of the police and insurance of its district."""
    readings: Mapping[SiteCheckKind, Reading] = field(default_factory=dict)
    rehearsal: Rehearsal | None = None
    sms: int = 0
    """Test SMS that arrived and were confirmed."""
    posted: int = 0
    """Kinds of places with a current notice and its photo."""
    points: int = 0
    """Assisted points with a computer, to which somebody is on the roster."""
    verdict: GoLiveVerdict | None = None
    """The leader's last decision: go, no-go, None without one."""


class CheckResult(NamedTuple):
    """The result of a check: what there is, and what is wanted."""

    check: Check
    have: int
    wanted: int

    @property
    def met(self) -> bool:
        return self.have >= self.wanted

    @property
    def points(self) -> int | Fraction:
        """The fulfilled share of its weight; exact, for the sum is rounded down."""
        weight = WEIGHTS[self.check]
        return weight if self.met else Fraction(weight * self.have, self.wanted)


@dataclass(frozen=True)
class Readiness:
    """A commune's readiness on a day."""

    checks: tuple[CheckResult, ...]
    verdict: GoLiveVerdict | None = None

    @cached_property
    def score(self) -> int:
        """From 0 to 100, rounded down: 100 only if nothing is missing."""
        return int(sum(each.points for each in self.checks))

    @cached_property
    def blockers(self) -> tuple[Check, ...]:
        return tuple(each.check for each in self.checks if not each.met)

    @cached_property
    def light(self) -> Light:
        """Ready without a blocker, unless its leader has decided no-go."""
        if self.verdict == GoLiveVerdict.NO_GO:
            return Light.NOT_READY
        if not self.blockers:
            return Light.READY
        return Light.NEARLY if self.score >= NEARLY else Light.NOT_READY

    @property
    def known(self) -> dict[str, bool]:
        return {str(each.check): each.met for each in self.checks}


@dataclass(frozen=True)
class Freshness:
    """For how many days a reading counts."""

    days: int = 60


_freshness = Freshness()


def use(freshness: Freshness) -> None:
    global _freshness
    _freshness = freshness


def counts_from(day: date) -> date:
    """The oldest date of a reading that counts on ``day``."""
    return day - timedelta(days=_freshness.days)


def judge(evidence: Evidence, needs: Mapping[Role, StaffingTarget], day: date) -> Readiness:
    commune = {role: need for role, need in needs.items() if "commune" in ROLES[role].sits_in}
    agencies = {role: needs[role] for role in (Role.POLICE, Role.INSURANCE) if role in needs}
    to_train = {role: need for role, need in commune.items() if need.training}
    people, rehearsal = evidence.people, evidence.rehearsal
    through, receipt = bool(rehearsal and rehearsal.through), bool(rehearsal and rehearsal.receipt)
    checks = (
        *_site(evidence.readings, day),
        _counted(Check.TRAINED, to_train, people, "trained"),
        _counted(Check.ACCOUNTS, commune, people, "active"),
        _counted(Check.SIGNED_IN, commune, people, "came"),
        _counted(Check.AGENCIES, agencies, people, "came"),
        CheckResult(Check.SMS, min(evidence.sms, 1), 1),
        CheckResult(Check.REHEARSAL, int(through), 1),
        CheckResult(Check.RECEIPT, int(receipt), 1),
        CheckResult(Check.POSTING, evidence.posted, len(PlaceKind)),
        CheckResult(Check.POINT, min(evidence.points, 1), 1),
    )
    return Readiness(checks, evidence.verdict)


def lacking(
    people: Mapping[Role, Count], needs: Mapping[Role, StaffingTarget], what: str
) -> dict[Role, int]:
    """The number of people missing by role; ``what`` is a field of ``Count``."""
    missing = {
        role: need.at_least - getattr(people.get(role, Count()), what)
        for role, need in needs.items()
    }
    return {role: n for role, n in missing.items() if n > 0}


def _site(readings: Mapping[SiteCheckKind, Reading], day: date) -> Iterable[CheckResult]:
    oldest = counts_from(day)
    for kind in SiteCheckKind:
        reading = readings.get(kind)
        met = reading is not None and reading.met and reading.on >= oldest
        yield CheckResult(Check(kind.value), int(met), 1)


def _counted(
    check: Check, needs: Mapping[Role, StaffingTarget], people: Mapping[Role, Count], what: str
) -> CheckResult:
    wanted = sum(need.at_least for need in needs.values())
    return CheckResult(check, wanted - sum(lacking(people, needs, what).values()), wanted)
