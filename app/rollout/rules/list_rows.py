"""One row of a staff list: parsed cells, and the errors in each of them.

Pure: the units of the city are passed as ``Workplaces``. Shared by the file, the form and the check
before a list is submitted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from flask_babel import LazyString, force_locale
from flask_babel import lazy_gettext as _

from app.accounts.roles import ROLES, Role, sits_in
from app.kernel.text import phone_numbers
from app.kernel.text.folding import fold
from app.kernel.text.parsing import InvalidInput, line, person_name
from app.rollout.rules.plan import NEEDS

FIELDS = ("full_name", "unit", "role", "title", "phone", "id_number", "note")
"""The columns of a row, in the order of the file; ``unit`` and ``role`` are text there."""
LONGEST: Mapping[str, int] = {"full_name": 120, "title": 120, "note": 300}
NEEDED = frozenset(FIELDS) - {"note"}
ROLES_LISTED = tuple(NEEDS)
"""The eight roles of the plan, police and insurance."""
DASH = " – "
"""Separates the code and the name of a unit."""
A_FORMULA = "="


class Problem(StrEnum):
    """What can be wrong with a cell (lỗi)."""

    FORMULA = "formula"
    MISSING = "missing"
    TOO_LONG = "too_long"
    NOT_A_NAME = "not_a_name"
    UNKNOWN_UNIT = "unknown_unit"
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


SAID: Mapping[Problem, LazyString] = {
    Problem.FORMULA: _("This cell holds a formula. Write the value itself."),
    Problem.MISSING: _("Fill in this cell."),
    Problem.TOO_LONG: _("At most %(most)s letters."),
    Problem.NOT_A_NAME: _("This is not the name of a person, for example Nguyễn Thị Hoa."),
    Problem.UNKNOWN_UNIT: _("There is no such unit. Choose one from the list."),
    Problem.OTHER_UNIT: _("This unit does not belong to the unit of the list."),
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
}


@dataclass(frozen=True)
class CellReason:
    """Why a cell is invalid: the column, and a message in the reader's language."""

    column: str
    problem: Problem
    facts: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return str(SAID[self.problem]) % dict(self.facts)


class Workplace(NamedTuple):
    """A unit in which somebody on a list may work."""

    id: int
    code: str
    name: str
    folded: str
    kind: str

    @property
    def written(self) -> str:
        """As in the file: ``09616 – xã Ba Trại``."""
        return f"{self.code}{DASH}{self.name}"


class Workplaces:
    """The units of the city, and which of them a list may name."""

    def __init__(self, units: Iterable[Workplace], own: Iterable[int]) -> None:
        every = list(units)
        allowed = frozenset(own)
        self.own = [place for place in every if place.id in allowed]
        self.by_id = {place.id: place for place in self.own}
        self._by_text: dict[str, list[Workplace]] = {}
        for place in self.own:
            for text in {place.code.casefold(), place.folded, fold(place.written)}:
                self._by_text.setdefault(text, []).append(place)
        self._codes = {place.code.casefold() for place in every}
        self._names = {place.folded for place in every}

    def find(self, text: str) -> Workplace | Problem:
        """The unit of a cell, by its code, its name or both."""
        code = text.partition(DASH.strip())[0].partition(" - ")[0].strip().casefold()
        folded = fold(text)
        for wanted in (code, folded):
            found = self._by_text.get(wanted, [])
            if len(found) == 1:
                return found[0]
        if code in self._codes or folded in self._names:
            return Problem.OTHER_UNIT
        return Problem.UNKNOWN_UNIT


@dataclass(frozen=True)
class ListEntry:
    """A parsed row: valid values, and the errors of the others."""

    number: int
    cells: tuple[str, ...]
    values: Mapping[str, Any]
    reasons: tuple[CellReason, ...]

    @property
    def key(self) -> tuple[Any, Any, Any]:
        """Identity of a line: who, where, in which role."""
        return self.values.get("id_number"), self.values.get("unit_id"), self.values.get("role")


@cache
def role_words() -> Mapping[Role, str]:
    """Vietnamese labels of roles, as in the file, for every user."""
    with force_locale("vi"):
        return {role: str(ROLES[role].label) for role in ROLES_LISTED}


def name_key(name: str) -> str:
    """Equal for names that differ only in diacritics, case, spaces or word order."""
    return " ".join(sorted(fold(name).split()))


def read(number: int, cells: Sequence[str], places: Workplaces) -> ListEntry:
    values: dict[str, Any] = {}
    reasons: list[CellReason] = []
    for column, cell in zip(FIELDS, cells, strict=True):
        found = _read_cell(column, cell, places)
        if isinstance(found, CellReason):
            reasons.append(found)
        else:
            values["unit_id" if column == "unit" else column] = found
    if reason := _without_seat(values, places):
        reasons.append(reason)
    return ListEntry(number, tuple(cells), values, tuple(reasons))


def _read_cell(column: str, cell: str, places: Workplaces) -> Any:
    if cell.startswith(A_FORMULA):
        return CellReason(column, Problem.FORMULA)
    text = line(cell)
    if not text:
        return CellReason(column, Problem.MISSING) if column in NEEDED else None
    if len(text) > LONGEST.get(column, 200):
        return CellReason(column, Problem.TOO_LONG, (("most", LONGEST.get(column, 200)),))
    if column == "unit":
        found = places.find(text)
        return CellReason(column, found) if isinstance(found, Problem) else found.id
    value = _READERS[column](text) if column in _READERS else text
    return CellReason(column, value) if isinstance(value, Problem) else value


def _name(text: str) -> str | Problem:
    try:
        name = person_name(text)
    except InvalidInput:
        return Problem.NOT_A_NAME
    return name if " " in name else Problem.NOT_A_NAME


def _role(text: str) -> Role | Problem:
    wanted = fold(text)
    words = role_words().items()
    found = next((role for role, said in words if wanted in {fold(said), role.value}), None)
    return found or Problem.UNKNOWN_ROLE


def _phone(text: str) -> str | Problem:
    try:
        number = phone_numbers.normalise(text)
    except phone_numbers.NotAPhone:
        return Problem.NOT_MOBILE
    return number if phone_numbers.takes_sms(number) else Problem.NOT_MOBILE


def _id_number(text: str) -> str | Problem:
    figures = "".join(text.replace(".", " ").replace("-", " ").split())
    is_number = figures.isascii() and figures.isdigit() and len(figures) in {9, 12}
    return figures if is_number else Problem.NOT_A_NUMBER


_READERS: Mapping[str, Callable[[str], Any]] = {
    "full_name": _name,
    "role": _role,
    "phone": _phone,
    "id_number": _id_number,
}


def _without_seat(values: Mapping[str, Any], places: Workplaces) -> CellReason | None:
    role, place = values.get("role"), places.by_id.get(values.get("unit_id") or 0)
    if role is None or place is None or sits_in(role, place.kind):
        return None
    return CellReason("role", Problem.NO_SEAT, (("unit", place.name),))
