"""Units of lists in the ways in which people write them, for the whole city."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.kernel.db import db
from app.organisation.models import Unit, UnitKind
from app.rollout.queries import staff_lists as queries
from app.rollout.rules.list_reasons import CellReason, Problem
from app.rollout.rules.workplaces import Workplace

pytestmark = pytest.mark.usefixtures("database")
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


def test_a_unit_of_another_district_is_named_with_its_district() -> None:
    [dong_anh] = [unit for unit in _districts() if unit.name == "huyện Đông Anh"]
    [ba_vi] = [unit for unit in _districts() if unit.name == "huyện Ba Vì"]
    found = queries.places(ba_vi).find("UBND xã Uy Nỗ")
    assert "xã Uy Nỗ (huyện Đông Anh)" in str(found)
    assert isinstance(queries.places(dong_anh).find("UBND xã Uy Nỗ"), Workplace)
