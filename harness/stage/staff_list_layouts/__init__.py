"""Ten layouts of staff lists as districts send them, with the fate of every row written beforehand.

All are lists of the district Ba Vì (271) in the first phase. A fate says the verdict of a row, what
is taken of it, and the reasons told at its cells. Rows of headings have none.
"""

from __future__ import annotations

from collections.abc import Sequence

from harness.stage.staff_list_layouts.headings import (
    COVER_SHEET,
    SPLIT_NAMES,
    TITLE_ROWS,
    TWO_HEADER_ROWS,
)
from harness.stage.staff_list_layouts.layout import Fate, Layout, Person
from harness.stage.staff_list_layouts.rows import HIDDEN_COLUMN, HIDDEN_ROWS, NUMBERS, ON_RECORD
from harness.stage.staff_list_layouts.words import ROLES_SAID, UNITS

__all__ = ["LAYOUTS", "Fate", "Layout", "Person"]

LAYOUTS: Sequence[Layout] = (
    TITLE_ROWS,
    TWO_HEADER_ROWS,
    COVER_SHEET,
    UNITS,
    ROLES_SAID,
    HIDDEN_ROWS,
    HIDDEN_COLUMN,
    NUMBERS,
    ON_RECORD,
    SPLIT_NAMES,
)
