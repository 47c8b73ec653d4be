"""Each kind of hostile workbook is refused in words, and costs the confined process little."""

from __future__ import annotations

import resource
from io import BytesIO

import pytest

from app.kernel.errors import DomainError
from app.kernel.spreadsheets import reader
from harness.stage.hostile_files import workbooks

HEADS = ("Họ và tên", "Ngày sinh")
QUICK_SECONDS = 4
"""Of computing, for the worst of them; the process is ended after as many."""
TAKEN = {
    "archive-begun-late.xlsx", "archive-of-pieces-shared.xlsx", "book-of-itself.xlsx",
    "book-of-many-sheets.xlsx", "book-with-30-mb-beside.xlsx", "book-with-books.xlsx",
    "sheet-endless-number.xlsx", "sheet-huge-by-its-word.xlsx", "sheet-long-formula.xlsx",
    "sheet-no-style.xlsx",
}  # fmt: skip
"""Strange, but their rows can be read."""


@pytest.mark.parametrize(
    ("name", "content"), [pytest.param(*each, id=each[0]) for each in workbooks.hostile(HEADS)]
)
def test_a_hostile_workbook_costs_little_and_is_refused_in_words(name: str, content: bytes) -> None:
    before, told = resource.getrusage(resource.RUSAGE_CHILDREN), ""
    try:
        reader.sheets(BytesIO(content), most=50)
    except DomainError as refusal:
        told = str(refusal)
    assert bool(told) is (name not in TAKEN)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent < QUICK_SECONDS
