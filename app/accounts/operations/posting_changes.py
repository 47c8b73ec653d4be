"""Somebody is moved to another seat, kept from work for a while, or let back (điều động, đình chỉ).

A posting of before stays as it was; what follows is a posting of its own, which the plan is asked
about like any other. Whoever is moved has the new role at the next request.
"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

from flask_babel import lazy_gettext as _
from sqlalchemy.dialects.postgresql import Range

from app.accounts.models import Posting
from app.accounts.operations.admin_scope import check_reach
from app.accounts.operations.deputies import check_change, end_deputies
from app.accounts.operations.sessions import end_sessions_of
from app.accounts.operations.staff import check_posting, end_posting
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit import change_log
from app.kernel.db import db
from app.kernel.errors import DomainError, NotAllowed
from app.organisation.models import Unit


class DayPassed(DomainError):
    """What has been done under a role stays done under it."""

    message = _("Choose today or a later day.")
    status = 422


class NotPostedThen(DomainError):
    """The posting has ended by that day, or begins on it."""

    message = _("The posting does not last up to this day. Choose a day on which it holds.")
    status = 422


class SameSeat(DomainError):
    """The move leads nowhere."""

    message = _("The person holds just this role there already. Choose another unit or role.")
    status = 422


class BackTooEarly(DomainError):
    """The last day without work lies before the first."""

    message = _("The last day is before the first one.")
    status = 422


class NotSuspended(DomainError):
    """The posting has not ended."""

    message = _("This posting has not ended: there is nothing to open again.")


def transfer(
    posting: Posting, unit: Unit, role: Role, *, title: str, since: date, by: Actor
) -> Posting:
    """Let a person hold another role, or the same elsewhere, from a day on; the old one ends.

    Raises:
        NotAllowed: the unit is not one that this administrator manages.
        SameSeat, DayPassed, NotPostedThen: it is no move, or not on this day.
        Oneself, OutOfReach: it is not for this administrator to do.
        DomainError: the role does not fit the unit, or the plan does not let the person in.
    """
    if unit.id not in by.manages:
        raise NotAllowed
    if (posting.unit_id, posting.role) == (unit.id, role):
        raise SameSeat(field="role")
    _may_end(posting, since, by)
    new = _following(posting, unit, role, title, since)
    check_posting(new)
    _grant(new, by)
    if new.staff.unit_id == posting.unit_id:
        new.staff.unit = unit
    _end(posting, since, "", by)
    return new


def suspend(
    posting: Posting, *, since: date, until: date | None, reason: str, by: Actor
) -> Posting | None:
    """Keep somebody from a role from a day on; with a last day, it comes back by itself after it.

    Returns:
        The posting that follows, if there is one.

    Raises:
        DayPassed, NotPostedThen, BackTooEarly: the days do not fit.
        Oneself, OutOfReach: it is not for this administrator to do.
        DomainError: the plan does not let the person back in.
    """
    _may_end(posting, since, by)
    if until is not None and until < since:
        raise BackTooEarly(field="until")
    ends = posting.during.upper
    _end(posting, since, reason, by)
    back = until and until + timedelta(days=1)
    if back is None or (ends is not None and back >= ends):
        return None
    new = _following(posting, posting.unit, posting.role, posting.title, back, ends)
    check_posting(new)
    _grant(new, by)
    return new


def reopen(posting: Posting, *, by: Actor) -> Posting:
    """Let somebody have a role that has ended once more, from today.

    Raises:
        NotSuspended: it has not ended.
        Oneself, OutOfReach: it is not for this administrator to do.
        DomainError: the person has the role again already, or the plan does not let them in.
    """
    check_change(posting)
    check_reach(posting.staff, by)
    ends = posting.during.upper
    if not posting.during.isempty and (ends is None or ends > clock.today()):
        raise NotSuspended
    new = _following(posting, posting.unit, posting.role, posting.title, clock.today())
    check_posting(new)
    _grant(new, by)
    return new


def _may_end(posting: Posting, since: date, by: Actor) -> None:
    check_change(posting)
    check_reach(posting.staff, by)
    if since < clock.today():
        raise DayPassed(field="since")
    if since not in posting.during:
        raise NotPostedThen(field="since")


def _end(posting: Posting, since: date, reason: str, by: Actor) -> None:
    end_posting(posting, last_day=since - timedelta(days=1))
    posting.because = reason or posting.because
    change_log.record(by, change_log.AuditAction.END, posting, ["during"])
    for deputy in end_deputies(posting):
        change_log.record(by, change_log.AuditAction.END, deputy, ["during"])
    db.session.flush()


def _following(
    before: Posting, unit: Unit, role: Role, title: str, since: date, until: date | None = None
) -> Posting:
    return Posting(
        id=uuid4(),
        staff=before.staff,
        unit=unit,
        role=role,
        title=title,
        further_id=before.further_id,
        during=Range(since, until),
    )


def _grant(new: Posting, by: Actor) -> None:
    db.session.add(new)
    end_sessions_of(new.staff)
    change_log.record(by, change_log.AuditAction.ADD, new, ["staff", "unit", "role", "during"])
