"""What the comparison of kept counts with full counts found (đối chiếu số liệu)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.kernel.db import db
from app.organisation import queries as organisation
from app.reports.models.counts import CountCheck

MOST_SHOWN = 100


@dataclass(frozen=True)
class NotedDifference:
    """One number that was kept wrong, and what it was put right to."""

    table: str
    unit: str
    first: date
    last: date
    key: Sequence[str]
    figure: str
    kept: int | None
    """None: there was no row."""
    counted: int | None


def last_check() -> CountCheck | None:
    """None before the first night."""
    return db.session.scalar(select(CountCheck).order_by(CountCheck.at.desc()).limit(1))


def differences(check: CountCheck) -> list[NotedDifference]:
    """The numbers of the first rows that differed."""
    rows = check.differences[:MOST_SHOWN]
    names = organisation.unit_names({row["unit"] for row in rows})
    return [each for row in rows for each in _numbers(row, names)]


def _numbers(row: Mapping[str, Any], names: Mapping[int, str]) -> Iterator[NotedDifference]:
    kept, counted = row["kept"], row["counted"]
    for figure in kept | counted:
        if kept.get(figure) != counted.get(figure):
            yield NotedDifference(
                row["table"],
                names.get(row["unit"], ""),
                date.fromisoformat(row["first"]),
                date.fromisoformat(row["last"]),
                row["key"],
                figure,
                kept.get(figure),
                counted.get(figure),
            )
