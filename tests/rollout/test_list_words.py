"""Units, names and numbers of lists in the ways in which people write them."""

from __future__ import annotations

import pytest

from app.rollout.rules.list_headings import HEADS, meaning
from app.rollout.rules.list_reasons import CellReason
from app.rollout.rules.list_rows import FIELDS, with_zeros
from app.rollout.rules.name_spellings import has_fewer_marks, is_a_slip
from app.rollout.rules.workplaces import Workplace, Workplaces


def test_the_only_unit_of_a_commune_is_understood_by_its_kind_alone() -> None:
    commune = Workplace(1, "09697", "xã Ba Trại", "xa ba trai", "commune", "huyện Ba Vì")
    other = commune._replace(id=2, code="09694", name="xã Tản Lĩnh", folded="xa tan linh")
    assert Workplaces([commune, other], [1]).find("UBND xã") == commune
    assert isinstance(Workplaces([commune, other], [1, 2]).find("UBND xã"), CellReason)


@pytest.mark.parametrize(
    ("column", "number", "text"),
    [
        ("phone", 912345678, "0912345678"),
        ("phone", 1632345678, "01632345678"),
        ("phone", 84912345678, "84912345678"),
        ("phone", 12345678, "12345678"),
        ("id_number", 12345678, "012345678"),
        ("id_number", 123456789, "123456789"),
        ("id_number", 1080000001, "001080000001"),
        ("id_number", 24080000001, "024080000001"),
        ("id_number", 1234567, "1234567"),
        ("title", 912345678, "912345678"),
    ],
)
def test_zeros_that_a_spreadsheet_dropped_are_put_back(column: str, number: int, text: str) -> None:
    assert with_zeros(column, number) == text


@pytest.mark.parametrize(
    ("written", "known", "fewer"),
    [
        ("Nguyen Van An", "Nguyễn Văn An", True),
        ("NGUYỄN VAN AN", "Nguyễn Văn An", True),
        ("Dang Huu Khoa", "Đặng Hữu Khoa", True),
        ("Nguyễn Văn An", "Nguyễn Văn An", False),
        ("Nguyễn Văn An", "Nguyen Van An", False),
        ("Nguyễn Vân An", "Nguyễn Văn An", False),
        ("Nguyen Van Anh", "Nguyễn Văn An", False),
        ("An Nguyen Van", "Nguyễn Văn An", False),
    ],
)
def test_a_name_with_fewer_marks(written: str, known: str, fewer: bool) -> None:
    assert has_fewer_marks(written, known) is fewer


def test_a_slip_is_not_another_name() -> None:
    assert is_a_slip("Phạm Quang Dũngg", "Phạm Quang Dũng")
    assert not is_a_slip("Phạm Quang Dũng", "Phạm Minh Hà")
    assert not is_a_slip("Nguyễn Văn An", "Trần Văn Anh")


@pytest.mark.parametrize(
    ("head", "column"),
    [
        *zip(HEADS, FIELDS, strict=True),
        ("HỌ, CHỮ ĐỆM VÀ TÊN", "full_name"),
        ("Họ và tên cán bộ, công chức", "full_name"),
        ("Số CMND", "id_number"),
        ("Số CMND/Thẻ căn cước (12 số)", "id_number"),
        ("Số định danh cá nhân", "id_number"),
        ("Ngày cấp CMND", None),
        ("CMND: nơi cấp", None),
        ("ĐTDĐ", "phone"),
        ("Số điện thoại di động liên hệ", "phone"),
        ("Điện thoại cơ quan", None),
        ("Xã, phường, thị trấn", "unit"),
        ("Tên đơn vị", "unit"),
        ("Nơi sinh", None),
        ("Chức vụ/Chức danh", "title"),
        ("Vai trò trên hệ thống", "role"),
        ("STT", None),
        ("Giới tính", None),
    ],
)
def test_headings_in_other_words(head: str, column: str | None) -> None:
    assert meaning(head) == column
