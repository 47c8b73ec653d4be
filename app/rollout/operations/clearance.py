"""Clearance for postings and accounts: the refusals name what is missing."""

from flask_babel import lazy_gettext as _

from app.accounts.models.staff import Staff
from app.accounts.operations.clearance import ClearanceRequest
from app.accounts.roles import BY_TWO, ROLES
from app.kernel import clock
from app.kernel.errors import DomainError, Refused
from app.kernel.i18n.formatting import day as written
from app.rollout.queries import clearance
from app.rollout.rules.clearance import Lack, Listed, nearest

NOT_LISTED = _(
    "%(name)s is on no list of staff for this role in this unit. Put the person on the list and"
    " have it approved, or ask the city for a waiver."
)


NOT_APPROVED = _("%(name)s is on a list that has not been approved yet. Have the list approved.")


NOT_TRAINED = _(
    "%(name)s has not passed the training test for the role “%(role)s”. Enrol the person in a class"
    " of that role, or ask the city for a waiver."
)


TOO_EARLY = _(
    "Accounts of %(phase)s open on %(day)s. Let the posting of %(name)s begin on that day or later."
)


def check_posting(wanted: ClearanceRequest) -> None:
    """Raise unless the plan lets the person have the role there from the given day on.

    Raises Refused.
    """
    staff, unit, role, since = wanted.staff, wanted.unit, wanted.role, wanted.since
    if unit is None or role is None or since is None:
        raise ValueError("a posting has a unit, a role and a first day")
    if clearance.is_cleared(staff.id, unit.id, role, since):
        return
    if clearance.is_waived_by_oneself(staff.id, unit.id, role):
        raise Refused(
            _(
                "You wrote the waiver for %(name)s yourself. Another administrator has to give the"
                " role."
            ),
            status=422,
            field="staff",
            name=staff.full_name,
        )
    if role in BY_TWO:
        raise Refused(
            _(
                "Two administrators give a role of the city: ask another one to write a waiver for"
                " %(name)s in this role. It holds for seven days."
            ),
            status=422,
            field="role",
            name=staff.full_name,
        )
    there = [
        line for line in clearance.listed(staff) if line.unit_id == unit.id and line.role is role
    ]
    raise _refusal(staff, *nearest(there, since))


def check_account(wanted: ClearanceRequest) -> None:
    """Raise unless the plan lets the person have some role from today on.

    Raises Refused.
    """
    staff, lines = wanted.staff, clearance.listed(wanted.staff)
    lack, line = nearest(lines, clock.today())
    if lack is not None and not clearance.has_waiver(staff.id):
        raise _refusal(staff, lack, line)


def _refusal(staff: Staff, lack: Lack | None, line: Listed | None) -> DomainError:
    name = staff.full_name
    if line is None:
        return Refused(NOT_LISTED, status=422, field="staff", name=name)
    if lack is Lack.APPROVAL:
        return Refused(NOT_APPROVED, status=422, field="staff", name=name)
    if lack is Lack.TRAINING:
        return Refused(
            NOT_TRAINED, status=422, field="role", name=name, role=ROLES[line.role].label
        )
    return Refused(
        TOO_EARLY,
        status=422,
        field="during",
        name=name,
        phase=line.phase_name,
        day=written(line.accounts_from),
    )
