"""Validation of list lines, shared by the form, the upload and the submission of a list."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.accounts import queries as accounts
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.security.own_affairs import OWN_AFFAIR
from app.kernel.text.folding import fold
from app.rollout.models.staff_lists import ListLine, StaffList
from app.rollout.queries import staff_lists as queries
from app.rollout.rules import list_diff, staff_lists
from app.rollout.rules import list_rows as reading
from app.rollout.rules.checked_list import CheckedList, ExistingListLine, ListRowVerdict
from app.rollout.rules.list_rows import ListEntry, ListRow
from app.rollout.rules.workplaces import Workplaces


def must_be_open(staff_list: StaffList) -> None:
    if staff_list.state not in staff_lists.OPEN:
        raise Refused(_("The list has been handed in. Take it back to change it."))


def judge_rows(
    staff_list: StaffList,
    rows: Iterable[ListRow],
    lines: Sequence[ExistingListLine] | None = None,
    *,
    writer: UUID | None = None,
) -> CheckedList:
    """Validate rows against the list, the staff and the other lists.

    Four statements, whatever the number of rows: the units, the lines, who has these numbers, and
    the numbers of the ``writer``, who does not change the own line.
    """
    places = queries.places(staff_list.unit)
    entries = [reading.read(row, places) for row in rows]
    there = queries.lines(staff_list.id) if lines is None else lines
    own = accounts.numbers_of(writer) if writer else ()
    return list_diff.judge(entries, there, queries.known_people(entries, staff_list.id), own)


def check_lines(staff_list: StaffList, *, empty: LazyString) -> CheckedList:
    """Validate all lines of a list.

    Raises:
        Refused: the list has no lines.
        Refused: some lines are invalid.
    """
    lines = queries.lines(staff_list.id)
    if not lines:
        raise Refused(empty, status=422)
    written = {place.id: place.written for place in queries.places(staff_list.unit).own}
    rows = (ListRow(line.n, cells_of(line, written)) for line in lines)
    judged = judge_rows(staff_list, rows, lines)
    wrong = judged.of(ListRowVerdict.WRONG)
    if wrong:
        raise Refused(
            _("%(wrong)s lines cannot stand. The first is line %(line)s: %(said)s"),
            status=422,
            wrong=len(wrong),
            line=wrong[0].number,
            said=str(wrong[0].reasons[0]),
        )
    return judged


def check_line(line: ListLine, *, by: Actor) -> None:
    """Complete a line from the form, or refuse it at the invalid field.

    Raises Refused.
    """
    staff_list = line.staff_list
    must_be_open(staff_list)
    with db.session.no_autoflush:  # the line is incomplete until then
        others = [each for each in queries.lines(staff_list.id) if each.id != line.id]
        places = queries.places(staff_list.unit)
        entry = reading.read(ListRow(line.n or 0, _typed(line, places)), places)
        known = queries.known_people([entry], staff_list.id)
        own = accounts.numbers_of(by.staff_id) if by.staff_id else ()
    row = list_diff.judge([entry], others, known, own).rows[0]
    if row.verdict is ListRowVerdict.WRONG:
        raise Refused(
            _("%(said)s"),
            status=422,
            field=row.reasons[0].column,
            said=str(row.reasons[0]),
        )
    if row.line is not None:
        raise Refused(_("This person is already on the list in this role."), field="id_number")
    tidy(line, entry)
    line.n = line.n or max((each.n for each in others), default=0) + 1


def check_not_own(line: ListLine, *, by: Actor) -> None:
    """Refuse to take the own line off a list. Raises Refused."""
    own = accounts.numbers_of(by.staff_id) if by.staff_id else ()
    if line.id_number in own or line.phone in own:
        raise Refused(OWN_AFFAIR, status=403)


def tidy(line: ListLine, entry: ListEntry) -> None:
    for column, value in entry.values.items():
        if column not in {"unit_id", "role"}:
            setattr(line, column, value)
    line.folded = fold(line.full_name)
    line.remark = None


def cells_of(line: ExistingListLine, written: dict[int, str]) -> tuple[str, ...]:
    """A line as the cells of a row; a removed unit is written as its key."""
    return (
        line.full_name,
        written.get(line.unit_id, str(line.unit_id)),
        str(line.role),
        line.title,
        line.phone,
        line.id_number,
        line.note or "",
    )


def _typed(line: ListLine, places: Workplaces) -> tuple[str, ...]:
    place = places.by_id.get(line.unit.id)
    unit = place.written if place else line.unit.code
    said = (line.full_name, unit, str(line.role), line.title, line.phone, line.id_number, line.note)
    return tuple(text or "" for text in said)
