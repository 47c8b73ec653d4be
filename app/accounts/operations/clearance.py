"""Whether the roll-out plan admits somebody; a higher package registers the checks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.accounts import queries
from app.accounts.models.staff import Posting, Staff
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.hooks import Hook
from app.organisation.models import Unit


class Opened(StrEnum):
    """What is being granted (cấp vị trí công tác, cấp tài khoản)."""

    POSTING = "posting"
    ACCOUNT = "account"


@dataclass(frozen=True)
class ClearanceRequest:
    """Who is to be admitted; for a posting also where, as what and from which day."""

    staff: Staff
    unit: Unit | None = None
    role: Role | None = None
    since: date | None = None


clearances: Hook[Opened, Callable[[ClearanceRequest], None]] = Hook(Opened)
"""Each handler raises an error that names what is missing and what to do about it."""


def check_cleared(posting: Posting) -> None:
    """Raise unless the plan admits the person to this role from the first day of the posting.

    A posting without a first day would precede every phase.
    """
    since = posting.during.lower or date.min
    clearances[Opened.POSTING](ClearanceRequest(posting.staff, posting.unit, posting.role, since))


def check_account(staff: Staff) -> None:
    """Raise unless the person is posted today or later, or cleared by the plan for some role."""
    if not queries.units_posted_to(staff.id, clock.today()):
        clearances[Opened.ACCOUNT](ClearanceRequest(staff))
