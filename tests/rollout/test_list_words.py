"""Units, names and numbers of lists in the ways in which people write them, for the whole city."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.kernel.db import db
from app.organisation.models import Unit, UnitKind
from app.rollout.queries import staff_lists as queries
from app.rollout.rules.list_headings import HEADS, meaning
from app.rollout.rules.list_reasons import CellReason, Problem
from app.rollout.rules.list_rows import FIELDS, with_zeros
from app.rollout.rules.name_spellings import has_fewer_marks, is_a_slip
from app.rollout.rules.workplaces import Workplace, Workplaces

SHORT = {"xã": ("X.", "x"), "thị trấn": ("TT.", "Tt"), "phường": ("P.", "p")}


def _writings(place: Workplace) -> list[str]:
    kind = next(each for each in SHORT if place.name.startswith(each))
    bare = place.name.removeprefix(kind).strip()
    town = place.district.startswith("thị xã")
    within = place.district.removeprefix("thị xã" if town else "huyện").strip()
    return [
        place.code, place.written, place.name.upper(), place.folded, f"UBND {place.name}",
        f"Uỷ ban nhân dân {place.name}, {place.district}", f"{bare} ({kind})",
        *(f"{short} {bare}" for short in SHORT[kind]), f"{place.name} - {within}",
        f"UBND {place.name} – {'TX' if town else 'H'}. {within} – TP. Hà Nội",
        f"{place.name} ({place.district})",
    ]  # fmt: skip


def _districts() -> list[Unit]:
    kind = select(Unit).where(Unit.kind == UnitKind.DISTRICT).order_by(Unit.code)
    return [*db.session.scalars(kind)]


@pytest.mark.usefixtures("database")
def test_every_unit_of_the_city_is_understood_in_all_usual_writings() -> None:
    tried = 0
    for district in _districts():
        places = queries.places(district)
        for place in places.own:
            writings = _writings(place) if place.kind == UnitKind.COMMUNE else [place.name]
            for text in writings:
                assert places.find(text) == place, text
            tried += len(writings)
    assert tried > 4_500


@pytest.mark.usefixtures("database")
def test_a_bare_name_is_understood_where_it_is_the_only_one() -> None:
    for district in _districts():
        places = queries.places(district)
        bare = [re.sub(rf"^({'|'.join(SHORT)}) ", "", place.name) for place in places.own]
        for name, place in zip(bare, places.own, strict=True):
            twice = bare.count(name) > 1 or district.name == f"huyện {name}"
            found = places.find(name)
            if twice and place.kind == UnitKind.COMMUNE:
                assert isinstance(found, CellReason), name
                assert found.problem is Problem.NEAREST_UNIT
                assert place.name in str(found)
            elif place.kind == UnitKind.COMMUNE:
                assert found == place, name


@pytest.mark.usefixtures("database")
def test_a_unit_of_another_district_is_named_with_its_district() -> None:
    [dong_anh] = [unit for unit in _districts() if unit.name == "huyện Đông Anh"]
    [ba_vi] = [unit for unit in _districts() if unit.name == "huyện Ba Vì"]
    found = queries.places(ba_vi).find("UBND xã Uy Nỗ")
    assert "xã Uy Nỗ (huyện Đông Anh)" in str(found)
    assert isinstance(queries.places(dong_anh).find("UBND xã Uy Nỗ"), Workplace)


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
