"""Ten layouts of staff lists as districts send them, with the fate of every row written beforehand.

All are lists of the district Ba Vì (271) in the first phase. A row of ``layouts.json`` with a fate
says its verdict, what is taken of it, and the reasons told at its cells.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from harness.stage.staff_list_layouts.workbook import Formula, LaidOutSheet


class Person(NamedTuple):
    """What is known or taken of a person; the unit by its code."""

    full_name: str
    unit: str
    role: str
    title: str
    phone: str
    id_number: str


class Fate(NamedTuple):
    """What becomes of a row: its sheet and number, and the reasons as (column, reason)."""

    sheet: str
    row: int
    verdict: str
    taken: Person | None
    reasons: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Layout:
    """A workbook, what is known before it comes, and what becomes of its rows."""

    name: str
    sheets: Sequence[LaidOutSheet]
    fates: Sequence[Fate]
    lines: Sequence[Person]
    """People who stand on the list already."""
    staff: Sequence[Person]
    """People on the staff, in their unit."""
    missing: Sequence[str]
    """Columns that no heading names."""
    corrected: Mapping[tuple[str, str], str]
    """Columns that the officer names: the sheet and the letter."""


def _layout(told: Mapping[str, Any]) -> Layout:
    return Layout(
        told["name"],
        [_sheet(**sheet) for sheet in told["sheets"]],
        [fate for sheet in told["sheets"] for fate in _fates(sheet["name"], sheet["rows"])],
        [PEOPLE[name] for name in told.get("lines", ())],
        [PEOPLE[name] for name in told.get("staff", ())],
        told.get("missing", ()),
        {(sheet, letter): field for sheet, letter, field in told.get("corrected", ())},
    )


def _sheet(name: str, rows: Sequence[Mapping[str, Any]], **laid_out: Any) -> LaidOutSheet:
    cells = [
        [Formula(c["formula"], c["stored"]) if isinstance(c, dict) else c for c in row["cells"]]
        for row in rows
    ]
    return LaidOutSheet(name, cells, **laid_out)


def _fates(sheet: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[Fate]:
    for number, row in enumerate(rows, 1):
        if "verdict" in row:
            taken = row.get("taken")
            person = PEOPLE[taken] if isinstance(taken, str) else taken and Person(*taken)
            reasons = frozenset((column, reason) for column, reason in row.get("reasons", ()))
            yield Fate(sheet, number, row["verdict"], person, reasons)


_TOLD = json.loads(Path(__file__).with_name("layouts.json").read_text("utf-8"))
HEADS: Sequence[str] = _TOLD["heads"]
"""Headings of the template."""
PEOPLE = {name: Person(*told) for name, told in _TOLD["people"].items()}
LAYOUTS = {key: _layout(told) for key, told in _TOLD["layouts"].items()}
