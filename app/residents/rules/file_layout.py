"""The columns of the police file, in any order, case or diacritics (cấu trúc tệp).

Every column is required, since a row contains all that is known of its person: a missing column
would erase earlier data. Only the decoys' column is ours, not the police's.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from flask_babel import lazy_gettext as _

from app.kernel.errors import Refused
from app.kernel.text.folding import fold


class ColumnKind(StrEnum):
    """How the cells of a column are parsed."""

    NUMBER = "number"
    OLD_NUMBER = "old_number"
    OTHERS_NUMBER = "others_number"
    NAME = "name"
    DAY = "day"
    TEXT = "text"
    SEX = "sex"
    MARITAL = "marital"
    BLOOD = "blood"
    ETHNICITY = "ethnicity"
    NATIONALITY = "nationality"
    COMMUNE = "commune"
    YES = "yes"


COLUMNS: Mapping[str, tuple[str, ColumnKind]] = {
    "number": ("Số định danh/CMND", ColumnKind.NUMBER),
    "old_number": ("Số CMND cũ", ColumnKind.OLD_NUMBER),
    "name": ("Họ và tên", ColumnKind.NAME),
    "born": ("Ngày sinh", ColumnKind.DAY),
    "sex": ("Giới tính", ColumnKind.SEX),
    "birth_place": ("Nơi đăng ký khai sinh", ColumnKind.TEXT),
    "origin": ("Quê quán", ColumnKind.TEXT),
    "ethnicity": ("Dân tộc", ColumnKind.ETHNICITY),
    "religion": ("Tôn giáo", ColumnKind.TEXT),
    "nationality": ("Quốc tịch", ColumnKind.NATIONALITY),
    "marital": ("Tình trạng hôn nhân", ColumnKind.MARITAL),
    "blood": ("Nhóm máu", ColumnKind.BLOOD),
    "residence_place": ("Mã xã thường trú", ColumnKind.COMMUNE),
    "residence": ("Nơi thường trú", ColumnKind.TEXT),
    "dwelling_place": ("Mã xã nơi ở", ColumnKind.COMMUNE),
    "dwelling": ("Nơi ở hiện tại", ColumnKind.TEXT),
    "father_name": ("Họ tên cha", ColumnKind.NAME),
    "father_number": ("Số cha", ColumnKind.OTHERS_NUMBER),
    "father_nationality": ("Quốc tịch cha", ColumnKind.NATIONALITY),
    "mother_name": ("Họ tên mẹ", ColumnKind.NAME),
    "mother_number": ("Số mẹ", ColumnKind.OTHERS_NUMBER),
    "mother_nationality": ("Quốc tịch mẹ", ColumnKind.NATIONALITY),
    "spouse_name": ("Họ tên vợ/chồng", ColumnKind.NAME),
    "spouse_number": ("Số vợ/chồng", ColumnKind.OTHERS_NUMBER),
    "spouse_nationality": ("Quốc tịch vợ/chồng", ColumnKind.NATIONALITY),
    "representative_name": ("Họ tên người đại diện", ColumnKind.NAME),
    "representative_number": ("Số người đại diện", ColumnKind.OTHERS_NUMBER),
    "representative_nationality": ("Quốc tịch người đại diện", ColumnKind.NATIONALITY),
    "household_code": ("Mã hộ", ColumnKind.TEXT),
    "household_book": ("Số sổ hộ khẩu", ColumnKind.TEXT),
    "household_address": ("Địa chỉ hộ", ColumnKind.TEXT),
    "head_name": ("Chủ hộ", ColumnKind.NAME),
    "head_number": ("Số chủ hộ", ColumnKind.OTHERS_NUMBER),
    "relation": ("Quan hệ với chủ hộ", ColumnKind.TEXT),
    "died_on": ("Ngày chết", ColumnKind.DAY),
    "missing_since": ("Mất tích từ ngày", ColumnKind.DAY),
    "decoy": ("Hồ sơ mồi", ColumnKind.YES),
}
"""Our key and the file's heading of each column, in the order of the template."""
WITHOUT_WHICH_NOT = frozenset({"number", "name", "born"})
"""Columns that a row must fill in."""
OPTIONAL = frozenset({"decoy"})
VERDICT_HEADS = ("Dòng", "Kết quả", "Lý do")
"""Leading columns of the file of refused rows; they are accepted on re-upload."""
LONGEST: Mapping[str, int] = {
    "religion": 80, "household_code": 20, "household_book": 20, "relation": 40,
}  # fmt: skip
"""Maximum length of these columns; other texts have no practical limit."""
OF_HOUSEHOLD = ("household_book", "household_address", "head_name", "head_number")

EXAMPLE: Mapping[str, str] = {
    "number": "001190012345",
    "old_number": "012345678",
    "name": "Nguyễn Thị Mẫu",
    "born": "27/03/1990",
    "sex": "Nữ",
    "birth_place": "Xã Kim Chung, huyện Đông Anh, Hà Nội",
    "origin": "Xã Kim Chung, huyện Đông Anh, Hà Nội",
    "ethnicity": "Kinh",
    "religion": "Không",
    "nationality": "Việt Nam",
    "marital": "Đã kết hôn",
    "blood": "O+",
    "residence_place": "00493",
    "residence": "Thôn Bầu, xã Kim Chung, huyện Đông Anh, Hà Nội",
    "dwelling_place": "00493",
    "dwelling": "Thôn Bầu, xã Kim Chung, huyện Đông Anh, Hà Nội",
    "father_name": "Nguyễn Văn Ví",
    "mother_name": "Trần Thị Dụ",
    "spouse_name": "Lê Văn Thử",
    "household_code": "HN0000001",
    "household_book": "120045678",
    "household_address": "Thôn Bầu, xã Kim Chung, huyện Đông Anh, Hà Nội",
    "head_name": "Lê Văn Thử",
    "relation": "Vợ",
}
"""One invented person, as an example in the template."""


def template_rows() -> list[list[str]]:
    """The header, and one invented person."""
    keys = [key for key in COLUMNS if key not in OPTIONAL]
    return [[COLUMNS[key][0] for key in keys], [EXAMPLE.get(key, "") for key in keys]]


def columns_of(headings: Sequence[str]) -> list[str]:
    """The column key at each position; empty for ignored ones.

    Raises:
        Refused: columns are missing, duplicated or unknown; the message names them.
    """
    found = [_KEYS.get(_bare(heading), "") for heading in headings]
    unknown = [
        heading or "–"
        for heading, key in zip(headings, found, strict=True)
        if not key and heading not in VERDICT_HEADS
    ]
    missing = [key for key in COLUMNS if key not in found and key not in OPTIONAL]
    twice = [key for key in COLUMNS if found.count(key) > 1]
    told = [
        sentence % {"columns": ", ".join(columns)}
        for sentence, columns in (
            (str(_("Missing columns: %(columns)s.")), _said(missing)),
            (str(_("Unknown columns: %(columns)s.")), [f"“{each[:40]}”" for each in unknown[:9]]),
            (str(_("Columns that appear twice: %(columns)s.")), _said(twice)),
        )
        if columns
    ]
    if told:
        raise Refused(
            _("The first row of the file is not as it should be. %(told)s"),
            status=422,
            field="file",
            told=" ".join(told),
        )
    return found


def _said(keys: Iterable[str]) -> list[str]:
    return [f"“{COLUMNS[key][0]}”" for key in keys]


def _bare(heading: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(heading))


_KEYS = {_bare(heading): key for key, (heading, _kind) in COLUMNS.items()}
