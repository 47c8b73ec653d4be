"""CSV files for Excel: UTF-8 with a byte order mark, and no cell that is a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Any

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def written(rows: Iterable[Iterable[Any]]) -> bytes:
    """The rows as CSV; text that would start a formula gets an apostrophe."""
    page = StringIO()
    csv.writer(page).writerows([_safe(cell) for cell in row] for row in rows)
    return page.getvalue().encode("utf-8-sig")


def _safe(cell: Any) -> Any:
    if isinstance(cell, int | float) or cell is None:
        return cell
    text = str(cell)
    return f"'{text}" if text.startswith(BEGINS_A_FORMULA) else text
