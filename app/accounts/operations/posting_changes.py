"""Transfer, suspension and reinstatement of a posting (điều động, đình chỉ).

The earlier posting stays unchanged; what follows is a new posting, subject to the roll-out plan
like any other. A transferred person has the new role from the next request on.
"""

from datetime import date, timedelta
from uuid import uuid4

from flask_babel import lazy_gettext as _
from sqlalchemy.dialects.postgresql import Range

from app.accounts.models.staff import Posting
from app.accounts.operations.admin_scope import check_reach
from app.accounts.operations.deputies import check_change, end_deputies
from app.accounts.operations.sessions import end_sessions_of
from app.accounts.operations.staff import check_posting, end_posting
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit import change_log
from app.kernel.db import db
from app.kernel.errors import NotAllowed, Refused
from app.organisation.models import Unit

DAY_PASSED = _("Choose today or a later day.")


SAME_SEAT = _("The person holds just this role there already. Choose another unit or role.")


def transfer(
    posting: Posting, unit: Unit, role: Role, *, title: str, since: date, by: Actor
) -> Posting:
    """Give a person another role, or the same one elsewhere, from a day on; the old one ends.

    Raises:
        NotAllowed: this administrator does not manage the unit.
        Refused: nothing changes, or not on this day.
        Refused: this administrator may not do it.
        DomainError: the role does not fit the unit, or the plan does not admit the person.
    """
    if unit.id not in by.manages:
        raise NotAllowed
    if (posting.unit_id, posting.role) == (unit.id, role):
        raise Refused(SAME_SEAT, status=422, field="role")
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
    """Suspend a posting from a day on; with a last day, the role resumes automatically after it.

    Returns:
        The posting that follows, if any.

    Raises:
        Refused: the days are inconsistent.
        Refused: this administrator may not do it.
        DomainError: the plan does not admit the person again.
    """
    _may_end(posting, since, by)
    if until is not None and until < since:
        raise Refused(_("The last day is before the first one."), status=422, field="until")
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
    """Reinstate an ended posting from today.

    Raises:
        Refused: the posting has not ended.
        Refused: this administrator may not do it.
        DomainError: the person has the role again already, or the plan does not admit them.
    """
    check_change(posting)
    check_reach(posting.staff, by)
    ends = posting.during.upper
    if not posting.during.isempty and (ends is None or ends > clock.today()):
        raise Refused(_("This posting has not ended: there is nothing to open again."))
    new = _following(posting, posting.unit, posting.role, posting.title, clock.today())
    check_posting(new)
    _grant(new, by)
    return new


def _may_end(posting: Posting, since: date, by: Actor) -> None:
    check_change(posting)
    check_reach(posting.staff, by)
    if since < clock.today():
        raise Refused(DAY_PASSED, status=422, field="since")
    if since not in posting.during:
        raise Refused(
            _("The posting does not last up to this day. Choose a day on which it holds."),
            status=422,
            field="since",
        )


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
