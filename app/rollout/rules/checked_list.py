"""The validation result of each row of a file, and the form in which it is kept. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from app.accounts.roles import Role
from app.rollout.rules.list_reasons import CellReason, Doubt, Problem
from app.rollout.rules.list_rows import ListEntry, ListRow


class ListRowVerdict(StrEnum):
    """The validation result of a row (kết quả kiểm tra)."""

    NEW = "new"
    CHANGED = "changed"
    LOOK = "look"
    """Repaired, or doubtful: taken only when somebody has looked at it (cần xem)."""
    HIDDEN = "hidden"
    """Not shown in the file: taken only when somebody wants it (dòng ẩn)."""
    SAME = "same"
    WRONG = "wrong"
    NOBODY = "nobody"
    """No person: a total, a signature, headings once more."""


ASKED = (ListRowVerdict.LOOK, ListRowVerdict.HIDDEN)
"""Rows that are taken only when that is ticked."""
GOOD = (ListRowVerdict.NEW, ListRowVerdict.CHANGED)


class ExistingListLine(NamedTuple):
    """A line of the list."""

    id: UUID
    n: int
    full_name: str
    unit_id: int
    role: Role
    title: str
    phone: str
    id_number: str
    note: str | None

    @property
    def key(self) -> tuple[str, int, Role]:
        return self.id_number, self.unit_id, self.role


class ListLineChange(NamedTuple):
    """A field of a line that a row changes."""

    column: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class CheckedListRow:
    """One row of the file with its validation result."""

    entry: ListEntry
    verdict: ListRowVerdict
    reasons: tuple[CellReason, ...] = ()
    """Why it is wrong."""
    doubts: tuple[CellReason, ...] = ()
    """Why it should be looked at."""
    changes: tuple[ListLineChange, ...] = ()
    other_spelling: bool = False
    """The name is spelt differently where this person is known (khác cách viết tên)."""
    line: ExistingListLine | None = None
    staff_id: UUID | None = None
    """The staff record of the row's person."""
    kept_name: str | None = None
    """The name as it is known, with the marks that the row lacks."""

    @property
    def number(self) -> int:
        return self.entry.number

    @property
    def values(self) -> Mapping[str, Any]:
        return {**self.entry.values, **({"full_name": self.kept_name} if self.kept_name else {})}

    def reasons_at(self, column: str) -> list[str]:
        return [str(reason) for reason in self.reasons if reason.column == column]

    def doubts_at(self, column: str) -> list[str]:
        return [str(doubt) for doubt in self.doubts if doubt.column == column]

    def kept(self) -> list[Any]:
        row = self.entry.row
        return [
            self.verdict,
            row.number,
            row.sheet,
            row.is_hidden,
            row.cells,
            [(each.column, each.problem, each.facts) for each in (*self.reasons, *self.doubts)],
            self.changes,
            self.other_spelling,
            self.kept_name,
        ]

    @classmethod
    def from_kept(cls, kept: Sequence[Any]) -> CheckedListRow:
        """As pages show it: without the values."""
        verdict, number, sheet, hidden, cells, said, changes, spelling, name = kept
        reasons = [_reason(*each) for each in said]
        return cls(
            ListEntry(ListRow(number, tuple(cells), (), sheet, is_hidden=hidden), {}, ()),
            ListRowVerdict(verdict),
            tuple(each for each in reasons if isinstance(each.problem, Problem)),
            tuple(each for each in reasons if isinstance(each.problem, Doubt)),
            tuple(ListLineChange(*change) for change in changes),
            other_spelling=spelling,
            kept_name=name,
        )


def _reason(column: str, problem: str, facts: Sequence[Sequence[Any]]) -> CellReason:
    known = Problem if problem in set(Problem) else Doubt
    return CellReason(column, known(problem), tuple((name, value) for name, value in facts))


@dataclass(frozen=True)
class CheckedList:
    """All rows of a file."""

    rows: tuple[CheckedListRow, ...]

    @property
    def counts(self) -> Counter[ListRowVerdict]:
        return Counter(row.verdict for row in self.rows)

    def of(self, *verdicts: ListRowVerdict) -> list[CheckedListRow]:
        return [row for row in self.rows if row.verdict in verdicts]

    def kept(self) -> list[list[Any]]:
        return [row.kept() for row in self.rows]


@dataclass(frozen=True)
class KeptList:
    """The validation result of a file as it was kept; rows are read when they are shown."""

    stored: Sequence[Sequence[Any]]

    @cached_property
    def counts(self) -> Counter[ListRowVerdict]:
        return Counter(ListRowVerdict(row[0]) for row in self.stored)

    @property
    def respelt(self) -> int:
        """Names that are spelt otherwise than they are known."""
        return sum(bool(row[7]) for row in self.stored)

    def of(
        self, verdict: ListRowVerdict | None, first: int = 0, last: int | None = None
    ) -> list[CheckedListRow]:
        """Some of the rows with this verdict; of all rows without one."""
        found = [row for row in self.stored if verdict is None or row[0] == verdict]
        return [CheckedListRow.from_kept(row) for row in found[first:last]]
