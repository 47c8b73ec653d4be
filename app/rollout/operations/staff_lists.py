"""Steps of a staff list: started, submitted, taken back, returned, approved."""

from flask_babel import lazy_gettext as _
from sqlalchemy import exists, or_, select

from app.accounts import queries as accounts
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit import change_log
from app.kernel.db import ChangedMeanwhile, db
from app.kernel.errors import NotAllowed, Refused
from app.kernel.text.parsing import paragraphs
from app.organisation.models import Unit
from app.rollout.models.staff_lists import ListEvent, ListLine, ListState, StaffList
from app.rollout.operations import list_to_staff
from app.rollout.operations.line_validation import check_lines
from app.rollout.queries import staff_lists as queries
from app.rollout.rules import staff_lists as rules
from app.rollout.rules.staff_lists import STEPS, ListAction

LONGEST_REMARKS = 2000


NOT_NOW = _("The list has moved on in the meantime. Look at it again.")


NOTHING_ON_IT = _("There is nobody on the list yet.")


def open_list(unit: Unit, phase: int, *, by: Actor) -> StaffList:
    """Start the list of a unit in a phase; after an approved one, a further list.

    Raises:
        Refused: the unit is no district and no commune.
        NotAllowed: this user does not edit its lists.
        Refused: there is one that is not approved.
    """
    if unit.kind not in rules.LIST_KINDS:
        raise Refused(
            _("%(unit)s makes no staff lists: districts and communes do."),
            status=422,
            field="unit",
            unit=unit.name,
        )
    if not rules.keeps(by, unit):
        raise NotAllowed
    if queries.unfinished(unit.id, phase):
        raise Refused(_("The list before is not approved yet. Complete that one."), field="phase")
    made = StaffList(
        unit=unit,
        phase=phase,
        n=queries.last_number(unit.id, phase) + 1,
        state=ListState.DRAFT,
        made_at=clock.now(),
        made_by_id=by.staff_id,
    )
    db.session.add(made)
    db.session.flush()
    note(made, ListAction.OPEN, by)
    change_log.record(by, change_log.AuditAction.ADD, made, ["unit", "phase"])
    return made


def submit(staff_list: StaffList, *, by: Actor, version: int) -> None:
    """Submit the list, if all its lines are valid. Raises Refused."""
    _begin(staff_list, ListAction.SUBMIT, by, version)
    check_lines(staff_list, empty=NOTHING_ON_IT)
    staff_list.submitted_at = clock.now()
    _move(staff_list, ListAction.SUBMIT, by)


def take_back(staff_list: StaffList, *, by: Actor, version: int) -> None:
    """Make a submitted, undecided list editable again."""
    _begin(staff_list, ListAction.TAKE_BACK, by, version)
    staff_list.submitted_at = None
    _move(staff_list, ListAction.TAKE_BACK, by)


def return_list(staff_list: StaffList, remarks: str, *, by: Actor, version: int) -> None:
    """Return the list with remarks. Raises Refused."""
    _begin(staff_list, ListAction.RETURN, by, version)
    said = paragraphs(remarks)[:LONGEST_REMARKS]
    if not said:
        raise Refused(_("Write what has to be changed."), status=422, field="remarks")
    _decided(staff_list, by)
    staff_list.remarks = said
    _move(staff_list, ListAction.RETURN, by, said)


def approve(staff_list: StaffList, *, by: Actor, version: int) -> None:
    """Create or update staff records of everybody on the list.

    Raises:
        Refused: a line is no longer valid, since somebody else has its numbers now.
    """
    _begin(staff_list, ListAction.APPROVE, by, version)
    judged = check_lines(staff_list, empty=NOTHING_ON_IT)
    list_to_staff.take_in(staff_list, judged, by=by)
    _decided(staff_list, by)
    staff_list.remarks = None
    _move(staff_list, ListAction.APPROVE, by)


def remark(line: ListLine, text: str, *, by: Actor) -> None:
    """Set the decider's remark on a line; an empty text removes it."""
    staff_list = line.staff_list
    if staff_list.state is not ListState.SUBMITTED:
        raise Refused(NOT_NOW)
    if not rules.decides(by, staff_list.unit):
        raise NotAllowed
    line.remark = paragraphs(text) or None
    change_log.record(by, change_log.AuditAction.EDIT, line, ["remark"])


def note(staff_list: StaffList, action: ListAction, by: Actor, remarks: str | None = None) -> None:
    db.session.add(
        ListEvent(
            list_id=staff_list.id,
            at=clock.now(),
            by_id=by.staff_id,
            action=action,
            remarks=remarks,
        )
    )


def _begin(staff_list: StaffList, action: ListAction, by: Actor, version: int) -> None:
    """Lock the list, and check that this user may take the step now."""
    db.session.refresh(staff_list, with_for_update={"of": StaffList})
    if staff_list.version != version:
        raise ChangedMeanwhile
    step = STEPS[action]
    may = rules.decides if step.decides else rules.keeps
    if not may(by, staff_list.unit):
        raise NotAllowed
    if staff_list.state not in step.before:
        raise Refused(NOT_NOW)
    if step.decides and is_own(staff_list, by):
        raise Refused(
            _(
                "You wrote a part of this list, handed it in, or are named in it. Somebody else has"
                " to decide on it."
            ),
            status=403,
        )


def is_own(staff_list: StaffList, by: Actor) -> bool:
    """Whether the user wrote a part of the list, handed it in, or stands on it."""
    if by.staff_id is None:
        return False
    handed_in = select(ListEvent.by_id).where(
        ListEvent.list_id == staff_list.id, ListEvent.action == ListAction.SUBMIT
    )
    authors = {staff_list.made_by_id, *staff_list.writers, *db.session.scalars(handed_in)}
    own = accounts.numbers_of(by.staff_id)
    listed = select(
        exists().where(
            ListLine.list_id == staff_list.id,
            or_(ListLine.id_number.in_(own), ListLine.phone.in_(own)),
        )
    )
    return by.staff_id in authors or bool(db.session.scalar(listed))


def _decided(staff_list: StaffList, by: Actor) -> None:
    staff_list.decided_at, staff_list.decided_by_id = clock.now(), by.staff_id


def _move(staff_list: StaffList, action: ListAction, by: Actor, said: str | None = None) -> None:
    staff_list.state = STEPS[action].after
    note(staff_list, action, by, said)
    change_log.record(by, change_log.AuditAction.EDIT, staff_list, ["state"])
    db.session.flush()
