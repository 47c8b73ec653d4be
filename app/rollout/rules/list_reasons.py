"""What is wrong with a cell of a staff list, or doubtful in it, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _


class Problem(StrEnum):
    """What can be wrong with a cell (lỗi)."""

    FORMULA = "formula"
    MISSING = "missing"
    TOO_LONG = "too_long"
    NOT_A_NAME = "not_a_name"
    UNKNOWN_UNIT = "unknown_unit"
    NEAREST_UNIT = "nearest_unit"
    OTHER_UNIT = "other_unit"
    UNKNOWN_ROLE = "unknown_role"
    NO_SEAT = "no_seat"
    NOT_A_NUMBER = "not_a_number"
    NOT_MOBILE = "not_mobile"
    TWICE = "twice"
    NUMBER_TWICE = "number_twice"
    PHONE_TWICE = "phone_twice"
    PHONE_DIFFERS = "phone_differs"
    NUMBER_TAKEN = "number_taken"
    PHONE_TAKEN = "phone_taken"
    OTHERWISE_LISTED = "otherwise_listed"
    PHONE_LISTED = "phone_listed"
    ON_ANOTHER_LIST = "on_another_list"
    ONESELF = "oneself"


class Doubt(StrEnum):
    """What was repaired in a cell, or may be a mistake (điểm cần xem)."""

    ZERO_RESTORED = "zero_restored"
    COMPUTED = "computed"
    FEWER_MARKS = "fewer_marks"
    OTHER_NAME = "other_name"
    STAFF_ELSEWHERE = "staff_elsewhere"
    LISTED_ELSEWHERE = "listed_elsewhere"
    LINE_ELSEWHERE = "line_elsewhere"
    ROW_ELSEWHERE = "row_elsewhere"


SAID: Mapping[Problem | Doubt, LazyString] = {
    Problem.FORMULA: _("This cell holds a formula. Write the value itself."),
    Problem.MISSING: _("Fill in this cell."),
    Problem.TOO_LONG: _("At most %(most)s letters."),
    Problem.NOT_A_NAME: _("This is not the name of a person, for example Nguyễn Thị Hoa."),
    Problem.UNKNOWN_UNIT: _("There is no such unit. Choose one from the list."),
    Problem.NEAREST_UNIT: _("There is no such unit. Perhaps you mean: %(units)s."),
    Problem.OTHER_UNIT: _("This unit does not belong to the unit of the list: %(units)s."),
    Problem.UNKNOWN_ROLE: _("There is no such role. Choose one from the list."),
    Problem.NO_SEAT: _("This role does not exist in %(unit)s."),
    Problem.NOT_A_NUMBER: _("The identity number has 9 or 12 figures, with its leading zeros."),
    Problem.NOT_MOBILE: _("This is not a mobile number of Vietnam, for example 0912345678."),
    Problem.TWICE: _("The same person stands in the same role in row %(row)s. Keep one."),
    Problem.NUMBER_TWICE: _("Row %(row)s has this identity number under another name."),
    Problem.PHONE_TWICE: _("Row %(row)s has this telephone number for another person."),
    Problem.PHONE_DIFFERS: _("Row %(row)s has another telephone number for this person."),
    Problem.NUMBER_TAKEN: _("This identity number belongs to a person of another name."),
    Problem.PHONE_TAKEN: _("This telephone number belongs to another person already."),
    Problem.OTHERWISE_LISTED: _(
        "Line %(line)s of the list has this person with another name or telephone number."
    ),
    Problem.PHONE_LISTED: _("Line %(line)s of the list has this telephone number."),
    Problem.ON_ANOTHER_LIST: _("This person stands in this role on another list already."),
    Problem.ONESELF: _("This is you. Let a colleague put you on the list."),
    Doubt.ZERO_RESTORED: _("The file had lost the leading zeros; they were put back."),
    Doubt.COMPUTED: _("Computed by a formula of the file."),
    Doubt.FEWER_MARKS: _("The file has “%(written)s”. The name with its marks is kept."),
    Doubt.OTHER_NAME: _("Line %(line)s of the list has this person under a similar name."),
    Doubt.STAFF_ELSEWHERE: _("This person works in another unit, as far as we know."),
    Doubt.LISTED_ELSEWHERE: _("Another list has this person in another unit."),
    Doubt.LINE_ELSEWHERE: _("Line %(line)s of the list has this person in another unit."),
    Doubt.ROW_ELSEWHERE: _("Row %(row)s has this person in another unit."),
}


@dataclass(frozen=True)
class CellReason:
    """Why a cell is invalid or doubtful: the column, and a message in the reader's language."""

    column: str
    problem: Problem | Doubt
    facts: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return str(SAID[self.problem]) % dict(self.facts)
