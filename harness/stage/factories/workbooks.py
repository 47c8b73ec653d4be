"""Workbooks that pages answer with, read as people see them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from openpyxl import load_workbook


def rows_of(answer: Any) -> list[list[str]]:
    """The rows below the heads; cells as text."""
    assert answer.status_code == 200
    assert answer.mimetype.endswith("spreadsheetml.sheet")
    values = load_workbook(BytesIO(answer.data)).active.iter_rows(min_row=2, values_only=True)
    return [["" if cell is None else str(cell) for cell in row] for row in values]
