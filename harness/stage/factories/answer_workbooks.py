"""The file of an agency with its answers, some rows corrupted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any
from uuid import uuid4

from openpyxl import load_workbook

from app.handoffs import exports
from app.handoffs.models import Leg
from app.handoffs.operations.excel_answers import AnswerVerdict
from app.kernel import clock

KEY, CODE, CHECKSUM, ANSWER, NUMBER, DAY, NOTE = 1, 2, 6, 9, 10, 11, 12
"""The columns of the file that are filled in or corrupted."""
RESULT, REFUSED, COMPLETE = exports.ANSWER_WORDS.values()
Sheet = Any


def _set(**cells: Any) -> Callable[[Sheet, int], None]:
    """Set other values in some columns of one row."""
    places = {"key": KEY, "code": CODE, "checksum": CHECKSUM, "answer": ANSWER}
    places |= {"number": NUMBER, "day": DAY, "note": NOTE}

    def spoil(sheet: Sheet, row: int) -> None:
        for name, value in cells.items():
            sheet.cell(row, places[name]).value = value

    return spoil


def _repeat(sheet: Sheet, row: int) -> None:
    sheet.append([cell.value for cell in sheet[row]])


WAYS: Mapping[AnswerVerdict, Callable[[Sheet, int], None]] = {
    AnswerVerdict.UNKNOWN: _set(key="12"),
    AnswerVerdict.NOT_HELD: lambda sheet, row: _set(key=str(uuid4()))(sheet, row),
    AnswerVerdict.CHANGED_KEY: _set(code="000.00.01.H26-161121-9999"),
    AnswerVerdict.CHECKSUM: _set(checksum="0" * 16),
    AnswerVerdict.BAD_ANSWER: _set(answer="Đồng ý"),
    AnswerVerdict.NO_NUMBER: _set(answer=RESULT, number=None),
    AnswerVerdict.NO_REASON: _set(answer=REFUSED, note=None),
    AnswerVerdict.BAD_DATE: _set(day="31/11/2016"),
    AnswerVerdict.FORMULA: _set(number='=HYPERLINK("http://x","1")'),
    AnswerVerdict.DUPLICATE: _repeat,
}
"""How a row is corrupted, by the expected verdict; the eleventh way changes the leg."""


def filled_in(legs: Sequence[Leg], bad: Mapping[int, AnswerVerdict]) -> bytes:
    """The file with an answer in each row, some rows corrupted; rows are counted from 0."""
    book = load_workbook(BytesIO(exports.packets(legs)))
    sheet = book.worksheets[0]
    for n in range(len(legs)):
        answer = (RESULT, RESULT, RESULT, REFUSED, COMPLETE)[n % 5]
        _set(answer=answer, number=f"HN-{n:06}" if answer == RESULT else None)(sheet, n + 2)
        _set(day=f"{clock.today():%d/%m/%Y}" if n % 3 else None)(sheet, n + 2)
        _set(note="Thiếu chữ ký của chủ hộ" if answer != RESULT else None)(sheet, n + 2)
    for n, verdict in bad.items():
        if verdict in WAYS:
            WAYS[verdict](sheet, n + 2)
    written = BytesIO()
    book.save(written)
    return written.getvalue()
