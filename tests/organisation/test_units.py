"""The 18 districts and 416 communes of the plan in the database."""

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError

from app.kernel import clock
from app.kernel.db import attempt, db
from app.kernel.errors import NotFound
from app.organisation import operations, queries
from app.organisation.models import CalendarDay, Opening, Unit, UnitKind
from app.organisation.rules import agency_code, closeness

pytestmark = pytest.mark.usefixtures("database")


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def names(typed: str, district_id: int | None = None) -> list[str]:
    return [commune.name for commune in queries.communes(district_id, typed)]


def district(name: str) -> Unit:
    return next(each for each in queries.districts() if each.name.endswith(name))


# ---- units ---------------------------------------------------------------------------------------


def test_eighteen_districts_and_416_communes_go_live_in_two_phases():
    phases = Counter(commune.phase for commune in queries.communes())

    assert len(queries.districts()) == 18
    assert phases == {1: 139, 2: 277}
    assert Counter(each.phase for each in queries.districts()) == {1: 6, 2: 12}


@pytest.mark.parametrize(
    ("name", "amount"), [("Đông Anh", 24), ("Ba Vì", 31), ("Sơn Tây", 15), ("Chương Mỹ", 32)]
)
def test_every_district_has_its_communes(name, amount):
    assert len(queries.communes(district(name).id)) == amount


def test_loading_again_changes_nothing():
    before = [count(table) for table in (Unit, Opening, CalendarDay)]

    operations.load()

    assert [count(table) for table in (Unit, Opening, CalendarDay)] == before


def test_loading_again_leaves_what_administrators_have_changed():
    commune = queries.communes(q="Ba Trại")[0]
    commune.phone = "024 0000 0000"
    db.session.delete(queries.opening(commune.id, "1.001193", date(2017, 1, 1)))
    db.session.delete(db.session.get(CalendarDay, date(2026, 11, 24)))

    operations.load()

    assert queries.unit(commune.id).phone == "024 0000 0000"
    assert queries.opening(commune.id, "1.001193", date(2017, 1, 1)) is None
    assert db.session.get(CalendarDay, date(2026, 11, 24)) is None


def test_a_commune_hangs_in_its_district_and_the_district_in_the_city():
    commune = queries.commune_by_code("09631")

    assert commune is not None
    assert commune.parent == commune.district
    assert commune.district is not None
    assert commune.district.district_id == commune.district.id
    assert commune.district.parent is not None
    assert commune.district.parent.kind is UnitKind.CITY


def test_agency_codes_are_provisional_and_none_is_given_twice():
    coded = db.session.scalars(select(Unit).where(Unit.agency_code.is_not(None))).all()

    assert len({each.agency_code for each in coded}) == len(coded) == 1 + 18 + 416
    assert all(each.agency_code_provisional for each in coded)
    assert agency_code(15, 32) == "000.32.15.H26"


def test_one_code_stands_for_one_unit_at_a_time():
    commune = queries.communes(q="Ba Trại")[0]
    twin = {"kind": commune.kind, "code": commune.code, "name": "xã Khác", "folded": "xa khac"}

    with pytest.raises(IntegrityError), attempt():
        db.session.add(Unit(**twin, during=Range(date(2020, 1, 1), None)))

    commune.during = Range(date(2015, 7, 1), date(2020, 1, 1))
    db.session.flush()
    db.session.add(Unit(**twin, during=Range(date(2020, 1, 1), None)))
    db.session.flush()


def test_a_unit_that_has_been_merged_away_is_no_longer_found_but_stays_readable():
    commune = queries.communes(q="Ba Trại")[0]
    commune.during = Range(date(2015, 7, 1), clock.today())

    assert names("Ba Trại") == []
    assert queries.commune_by_code(commune.code) is None
    assert queries.unit(commune.id).name == "xã Ba Trại"


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (UnitKind.POLICE, "Công an huyện Ba Vì"),
        (UnitKind.INSURANCE, "BHXH huyện Ba Vì"),
        (UnitKind.JUSTICE, "Phòng Tư pháp huyện Ba Vì"),
    ],
)
def test_each_district_has_its_agencies(kind, name):
    assert queries.agency_of(district("Ba Vì").id, kind).name == name
    assert len(db.session.scalars(queries.select_units(kind)).all()) == 18


def test_a_district_without_the_agency_is_told_apart():
    with pytest.raises(NotFound):
        queries.agency_of(None, UnitKind.POLICE)


def test_the_city_has_its_two_departments():
    found = db.session.scalars(queries.select_units(UnitKind.DEPARTMENT)).all()

    assert {each.name for each in found} == {"Sở Tư pháp", "Sở Thông tin và Truyền thông"}


# ---- finding a commune --------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["Tàm Xá", "Tầm Xá", "tam xa", "TÀM  XÁ", "xã tàm xá"])
def test_a_commune_is_found_with_or_without_its_tones_and_in_both_spellings(typed):
    assert names(typed) == ["xã Tàm Xá"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", ["Thạch Hoà", "Thạch Hòa"])
def test_both_ways_to_place_a_tone_and_to_encode_it_are_understood(typed, form):
    assert names(unicodedata.normalize(form, typed)) == ["xã Thạch Hòa"]


def test_exact_tones_come_first_and_whole_words_before_beginnings():
    found = names("Hà")

    exact = [name for name in found if "Hà" in name.split()]
    assert exact
    assert found[: len(exact)] == exact
    assert "xã Hạ Bằng" in found
    assert closeness("xã Hạ Bằng", "ha") < closeness("xã Hát Môn", "ha")
    assert closeness("xã Hà Hồi", "Hà H") < closeness("xã Hạ Hồi", "Hà H")


def test_a_name_that_repeats_is_told_apart_by_its_district():
    assert len(names("Kim Chung")) == 2
    for typed in ("Kim Chung, huyện Hoài Đức", "kim chung hoai duc", "Xã Kim Chung, Hoài"):
        (found,) = queries.communes(q=typed)
        assert found.district == district("Hoài Đức")


def test_a_district_alone_names_all_its_communes_after_those_that_bear_its_name():
    found = names("Đông Anh")

    assert len(found) == 24
    assert found[0] == "thị trấn Đông Anh"


def test_a_search_stays_within_its_district():
    assert names("Kim Chung", district("Đông Anh").id) == ["xã Kim Chung"]
    assert names("Ba Trại", district("Đông Anh").id) == []


def test_signs_that_mean_something_to_the_database_find_nothing_by_themselves():
    assert names("100%_") == []
    assert len(names("%")) == 416


# ---- URLs ----------------------------------------------------------------------------------------


def test_addresses_know_the_provinces_and_inner_districts_of_2016():
    assert len(queries.provinces()) == 63
    assert queries.provinces()[0].name == "thành phố Hà Nội"
    assert len(queries.inner_districts()) == 12
    assert "quận Ba Đình" in {each.name for each in queries.inner_districts()}
