"""Fixtures about procedures: compiled forms, an invented district, valid answers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.procedures import catalogue
from app.procedures.operations.catalogue_seed import draft
from app.procedures.rules.compiler import compiled
from app.procedures.rules.form import AddressPlace, Form, Surroundings
from app.procedures.rules.procedure_finder import LINKED_A

HANOI = "thành phố Hà Nội"


def form_of(code: str) -> Form:
    """The form of a procedure of the catalogue, without a database."""
    return Form.parse(compiled(draft(catalogue.procedure(code)), catalogue.lists()))


@pytest.fixture(scope="session")
def linked() -> Form:
    """The form of linked A."""
    return form_of(LINKED_A)


HERE = Surroundings(
    day=date(2016, 11, 21),
    commune_code="00475",
    district_code="017",
    district_name="huyện Đông Anh",
    places=(
        AddressPlace(
            "00475",
            "xã Kim Chung",
            f"xã Kim Chung, huyện Đông Anh, {HANOI}",
            "huyện Đông Anh",
            "017",
        ),
        AddressPlace("00376", "thị trấn Sóc Sơn", "thị trấn Sóc Sơn", "huyện Sóc Sơn", "016"),
        AddressPlace("p26", "tỉnh Vĩnh Phúc", "tỉnh Vĩnh Phúc", ""),
    ),
    facilities=(("x00475", "Trạm y tế xã Kim Chung"),),
)
"""Monday 21/11/2016 in Kim Chung, Đông Anh."""


@pytest.fixture(scope="session")
def around() -> Surroundings:
    """A day and a commune."""
    return HERE


@pytest.fixture
def answers() -> dict[str, Any]:
    """A mother files for her child; both parents are known and married."""
    return {
        "parents_where": "yes",
        "applicant_relation": "mother",
        "applicant_name": "Nguyễn Thị Hồng Nhung",
        "applicant_born": "1990-03-27",
        "applicant_phone": "0912345678",
        "applicant_id_kind": "cmnd",
        "applicant_id": "012345678",
        "applicant_id_issued": "2010-03-12",
        "applicant_id_issuer": "Công an thành phố Hà Nội",
        "applicant_residence": {"place": "00475", "detail": "thôn Hậu Dưỡng"},
        "child_name": "Trần Nguyễn Bảo An",
        "child_born": "2016-11-14",
        "child_sex": "female",
        "child_ethnicity": "01",
        "child_home_town": {"place": "same:applicant_residence"},
        "births_together": "1",
        "birth_place_kind": "facility",
        "birth_facility": "Bệnh viện mẫu Đông Anh",
        "birth_address": {"place": "00475", "detail": ""},
        "birth_proof": "notification",
        "birth_proof_number": "số 123, quyển 01/2016",
        "birth_proof_date": "2016-11-16",
        "parents": "married",
        "marriage_number": "số 27/2014, UBND xã Kim Chung",
        "marriage_date": "2014-05-08",
        "mother_ethnicity": "01",
        "father_name": "Trần Văn Quyết",
        "father_born": "1988",
        "father_ethnicity": "01",
        "father_residence": {"place": "same:applicant_residence"},
        "household_head_is": "father",
        "household_book": "120034567",
        "household_address": {"place": "same:mother_residence"},
        "facility": "x00475",
        "fee_exemption": "none",
        "results_by": "desk",
        "copies": 2,
    }
