"""Staff lists as Excel: the template with the unit's own drop-downs, and a file with its errors.

Headings and values are Vietnamese for every user: the file is parsed again when it is uploaded.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import IO

from app.kernel.spreadsheets.reader import Cells, Sheet, sheets
from app.kernel.spreadsheets.workbook import Column, Extras, workbook
from app.rollout.models.staff_lists import StaffList
from app.rollout.queries import staff_lists as queries
from app.rollout.rules.checked_list import CheckedListRow, ExistingListLine
from app.rollout.rules.list_columns import MOST_COLUMNS
from app.rollout.rules.list_headings import HEADS
from app.rollout.rules.list_reasons import CellReason
from app.rollout.rules.list_rows import A_FORMULA, FIELDS, LONGEST
from app.rollout.rules.role_words import role_words
from app.rollout.rules.workplaces import Workplaces

ROWS_AT_MOST = 6000
READY_FOR = 5000
"""Rows of the template that have drop-downs."""
SHEET = "Danh sách"
TITLES = (
    "Chủ tịch UBND",
    "Phó Chủ tịch UBND",
    "Chánh Văn phòng",
    "Phó Chánh Văn phòng",
    "Chuyên viên",
    "Trưởng phòng Tư pháp",
    "Công chức Tư pháp – Hộ tịch",
    "Công chức Văn phòng – Thống kê",
    "Công chức Văn hóa – Xã hội",
    "Cán bộ chuyên trách CNTT",
    "Cán bộ một cửa",
    "Cán bộ",
)
"""Titles offered by the drop-down; any other may be entered."""
WIDTHS = (30, 40, 34, 30, 18, 18, 36)
ERRORS = "Lỗi"
NOTES = (
    "Cách điền danh sách cán bộ đăng ký tập huấn, cấp tài khoản",
    "Mỗi dòng là một người ở một vai trò. Người làm hai vai trò thì ghi hai dòng, cùng họ tên,"
    " cùng số điện thoại, cùng số CMND/CCCD.",
    "Đơn vị công tác và Vai trò: chọn trong danh sách thả xuống của ô. Có thể chỉ ghi mã đơn vị.",
    f"Chức danh: chọn trong danh sách hoặc ghi chức danh khác, tối đa {LONGEST['title']} chữ.",
    "Điện thoại di động: số di động Việt Nam của chính người đó, mỗi người một số;"
    " tin nhắn mời tập huấn và mã đăng nhập gửi tới số này.",
    "Số CMND/CCCD: 9 hoặc 12 chữ số, giữ các số 0 ở đầu.",
    "Không dùng macro. Ô có công thức được lấy theo giá trị đã tính và phải được xem lại.",
    "Dòng, cột, trang tính bị ẩn chỉ được đưa vào khi người tải tệp đánh dấu chọn.",
    "Khi tải tệp lên, hệ thống kiểm tra từng dòng trước, chưa ghi gì. Chỉ khi bấm “Áp dụng các"
    " dòng đúng” thì danh sách mới thay đổi.",
    "Bỏ một dòng khỏi tệp không xóa người đó khỏi danh sách; muốn xóa thì xóa trên màn hình.",
)


def template(staff_list: StaffList) -> bytes:
    """The workbook to fill in, with the lines that are already on the list (xlsx)."""
    places = queries.places(staff_list.unit)
    rows = (_row(line, places) for line in queries.lines(staff_list.id))
    return workbook(SHEET, _columns(places), rows, Extras(ready_for=READY_FOR, notes=NOTES))


def marked(staff_list: StaffList, kept: Sequence[CheckedListRow]) -> bytes:
    """Rows of a file, invalid cells marked, with a column of reasons (xlsx).

    It can be corrected and uploaded again as it is.
    """
    columns = [*_columns(queries.places(staff_list.unit)), Column(ERRORS, 70)]
    rows = ([*row.entry.cells, "; ".join(_reasons(row.reasons))] for row in kept)
    cells = {
        (at, FIELDS.index(reason.column)) for at, row in enumerate(kept) for reason in row.reasons
    }
    extras = Extras(ready_for=max(READY_FOR, len(kept)), notes=NOTES, marked=cells)
    return workbook(SHEET, columns, rows, extras)


def sheets_in(stream: IO[bytes]) -> list[Sheet]:
    """The sheets of a completed file.

    Raises NotOurTable, Refused, TableTooBig or OpeningBusy.
    """
    found = sheets(stream, most=ROWS_AT_MOST, every_sheet=True)
    return [replace(sheet, rows=[*_filled(sheet.rows)]) for sheet in found]


def _filled(rows: Iterable[Cells]) -> Iterator[Cells]:
    """The rows that hold something, as wide as people lay them out.

    A formula without a stored value is a mark of its own.
    """
    for row in rows:
        values = tuple(
            A_FORMULA if value is None and at in row.formulas else value
            for at, value in enumerate(row.values[:MOST_COLUMNS])
        )
        if any(value not in {None, ""} for value in values):
            yield replace(row, values=values)


def _columns(places: Workplaces) -> list[Column]:
    offered = {1: [place.written for place in places.own], 2: [*role_words().values()], 3: TITLES}
    return [
        Column(head, width, filled_in=True, choices=tuple(offered.get(at, ())))
        for at, (head, width) in enumerate(zip(HEADS, WIDTHS, strict=True))
    ]


def _row(line: ExistingListLine, places: Workplaces) -> list[str]:
    place = places.by_id.get(line.unit_id)
    return [
        line.full_name,
        place.written if place else "",
        role_words()[line.role],
        line.title,
        line.phone,
        line.id_number,
        line.note or "",
    ]


def _reasons(reasons: Sequence[CellReason]) -> Iterator[str]:
    return (f"{HEADS[FIELDS.index(reason.column)]}: {reason}" for reason in reasons)
