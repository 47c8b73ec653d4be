"""Excel files for agencies without an account.

Headings and answer values are Vietnamese for every user: the file is parsed again when it is
uploaded.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import IO, Any
from uuid import UUID

from app.handoffs.models import Leg
from app.kernel import clock
from app.kernel.i18n.formatting import capitalize_first
from app.kernel.spreadsheets.reader import Cells, rows_of
from app.kernel.spreadsheets.workbook import Column, Extras, workbook
from app.kernel.text.parsing import line, paragraphs

ROWS_AT_MOST = 1000
LONGEST_NUMBER, LONGEST_REASON = 60, 1000


class Answer(StrEnum):
    """Answers that an agency may give in the file (trả lời)."""

    RESULT = "result"
    REFUSED = "refused"
    COMPLETE = "complete"


ANSWER_WORDS: Mapping[Answer, str] = {
    Answer.RESULT: "Kết quả",
    Answer.REFUSED: "Từ chối",
    Answer.COMPLETE: "Đề nghị hoàn thiện",
}
COLUMNS = (
    Column("Mã nhánh", 38, hidden=True),
    Column("Mã hồ sơ", 30),
    Column("Họ và tên trẻ", 28),
    Column("Xã, phường, thị trấn", 24),
    Column("Gói số", 8),
    Column("Mã kiểm tra", 18, hidden=True),
    Column("Ngày nhận", 12),
    Column("Hạn trả lời", 12),
    Column("Trả lời", 20, filled_in=True, choices=tuple(ANSWER_WORDS.values())),
    Column("Số kết quả", 20, filled_in=True),
    Column("Ngày trả lời", 14, filled_in=True),
    Column("Lý do, ghi chú", 44, filled_in=True),
)
GUIDE = (
    "Trả lời hồ sơ liên thông bằng Excel",
    "1. Mỗi dòng là một hồ sơ đã nhận, chờ trả lời. Chỉ điền các cột có nền màu; dòng chưa có"
    " kết quả thì để trống.",
    "2. Cột “Trả lời”: chọn Kết quả, Từ chối hoặc Đề nghị hoàn thiện.",
    "3. “Kết quả” cần “Số kết quả”. “Từ chối” và “Đề nghị hoàn thiện” cần lý do; xã đọc được lý do"
    " này.",
    "4. “Ngày trả lời” ghi dạng 05/12/2016; để trống là ngày tải tệp lên.",
    "5. Không thêm, xóa, đổi tên cột; cột ẩn giúp hệ thống nhận ra hồ sơ.",
    "6. Tải tệp đã điền lên trang “Trả lời bằng Excel”: hệ thống kiểm tra từng dòng rồi mới ghi"
    " nhận.",
)
"""The sheet of instructions."""
HEADS = tuple(column.head for column in COLUMNS)
CHECKSUM_SHOWN = 16
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


@dataclass(frozen=True, kw_only=True)
class AnswerRow:
    """One row of the uploaded file, unparsed."""

    number: int
    leg: str
    code: str
    n: str
    checksum: str
    answer: str
    result: str
    day: str
    note: str
    has_formula: bool

    @property
    def leg_id(self) -> UUID | None:
        """The leg's key; None if the cell holds no UUID."""
        try:
            return UUID(self.leg)
        except ValueError:
            return None

    @property
    def is_answered(self) -> bool:
        return self.has_formula or any((self.answer, self.result, self.day, self.note))

    @property
    def means(self) -> Answer | None:
        """The answer, whatever its case and accents; None if it is none of ours."""
        written = self.answer.casefold()
        return next((a for a, word in ANSWER_WORDS.items() if word.casefold() == written), None)


def day_of(text: str) -> date | None:
    """Parse dd/mm/yyyy; None if there is no such day."""
    found = _DAY.fullmatch(text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def packets(legs: Iterable[Leg]) -> bytes:
    """The packets an agency holds, as a workbook with drop-downs for the answers."""
    return workbook("Trả lời", COLUMNS, (_row(leg) for leg in legs), Extras(notes=GUIDE))


def _row(leg: Leg) -> list[Any]:
    packet = leg.packets[-1]
    return [
        str(leg.id),
        leg.code,
        leg.subject_name,
        capitalize_first(leg.commune.name),
        packet.n,
        packet.checksum[:CHECKSUM_SHOWN],
        _day(leg.received_at),
        _day(leg.due_at),
        *[""] * 4,
    ]


def _day(moment: datetime | None) -> str:
    return f"{clock.local(moment):%d/%m/%Y}" if moment else ""


def answers(stream: IO[bytes]) -> list[AnswerRow]:
    """The rows of the file that contain an answer.

    Raises NotOurTable, Refused, TableTooBig or OpeningBusy.
    """
    rows = (_said(cells) for cells in rows_of(stream, HEADS, most=ROWS_AT_MOST))
    return [row for row in rows if row.is_answered]


def _said(cells: Cells) -> AnswerRow:
    words = [_text(value) for value in cells.values]
    return AnswerRow(
        number=cells.number,
        leg=words[0],
        code=words[1],
        n=words[4],
        checksum=words[5],
        answer=words[8],
        result=words[9][: LONGEST_NUMBER + 1],
        day=words[10],
        note=paragraphs(str(cells.values[11] or ""))[:LONGEST_REASON],
        has_formula=bool(cells.formulas),
    )


def _text(value: Any) -> str:
    """A cell as one line; Excel turns some text into dates, and numbers into floats."""
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return line("" if value is None else str(value))[:200]
