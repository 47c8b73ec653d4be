"""Finding the commune and the procedure; the message where nothing is open."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import Range

from app.kernel import clock
from app.kernel.db import db
from app.organisation.models import Opening, Unit
from app.procedures.rules.procedure_finder import BIRTH, LINKED_A, LINKED_B
from harness.stage.citizen import ON_BIRTH, Citizen
from harness.stage.factories import opened
from tests.accounts.conftest import statements


@pytest.mark.parametrize("typed", ["Kim Chung", "kim chung", "KIM CHUNG", "  kim   chung "])
def test_a_commune_is_found_by_any_spelling_of_its_name(citizen: Citizen, typed: str) -> None:
    citizen.get("/?" + urlencode({"tim": typed}))
    assert citizen.text.count("Xã Kim Chung") == 2
    assert "Đông Anh" in citizen.text
    assert "Hoài Đức" in citizen.text


def test_a_district_lists_its_communes(citizen: Citizen, commune: Unit) -> None:
    assert commune.district is not None
    citizen.get(f"/nop-ho-so/?huyen={commune.district.code}")
    assert citizen.text.count("mc-found__item") == 31


@pytest.mark.parametrize("typed", ["zzzz", "%", "_", "ộ" * 500, "' or 1=1 --"])
def test_odd_names_are_answered_kindly(citizen: Citizen, typed: str) -> None:
    citizen.get("/?" + urlencode({"tim": typed}))
    assert citizen.answer is not None
    assert citizen.answer.status_code == 200


def test_an_unknown_commune_is_no_page(citizen: Citizen) -> None:
    for code in ("99999", "x", "%00", "../.."):
        citizen.get(f"/nop-ho-so/xa/{code}")
        assert citizen.answer is not None
        assert citizen.answer.status_code in {404, 308}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, LINKED_A),
        ({"residence": "temporary"}, LINKED_B),
        ({"wish": "with_card"}, LINKED_B),
        ({"wish": "birth_only"}, BIRTH),
        ({"residence": "living"}, BIRTH),
        ({"child": "six_or_more"}, BIRTH),
        ({"residence": "foreign"}, None),
        ({"residence": "elsewhere"}, None),
        ({"child": "registered"}, None),
    ],
)
def test_the_questions_lead_to_one_procedure_or_elsewhere(
    citizen: Citizen, changes: dict[str, str], code: str | None
) -> None:
    citizen.get(f"/nop-ho-so/xa/{citizen.commune.code}?" + urlencode({**ON_BIRTH, **changes}))
    assert ('action="/nop-ho-so/bat-dau"' in citizen.text) is (code is not None)
    if code is None:
        return
    citizen.post("/nop-ho-so/bat-dau")
    assert citizen.path.startswith("/nop-ho-so/khai/")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"parents": "unmarried"}, "1.000689"),
        ({"parents": "mother_only", "wish": "birth_only"}, "1.001193.2"),
        ({"child": "with_papers", "parents": "", "residence": "", "wish": ""}, "1.004772"),
    ],
)
def test_special_births_lead_to_the_page_of_their_procedure(
    citizen: Citizen, changes: dict[str, str], code: str
) -> None:
    citizen.get(f"/nop-ho-so/xa/{citizen.commune.code}?" + urlencode({**ON_BIRTH, **changes}))
    assert citizen.path.endswith(f"/thu-tuc/{code}")


def test_what_was_answered_on_the_way_is_kept_in_the_form(citizen: Citizen) -> None:
    citizen.begin(parents="mother_only")
    assert '<option value="mother_only" selected' in citizen.get("/nop-ho-so/khai/parents").text


def test_unanswered_questions_are_named(citizen: Citizen) -> None:
    citizen.get(f"/nop-ho-so/xa/{citizen.commune.code}?child=on_time&parents=married&residence=zzz")
    assert 'href="#residence"' in citizen.text
    assert 'href="#wish"' in citizen.text
    assert 'href="#child"' not in citizen.text


def test_a_commune_that_is_not_open_says_when_it_opens(citizen: Citizen, commune: Unit) -> None:
    answers = {**ON_BIRTH, "commune": commune.code}
    citizen.get(f"/nop-ho-so/xa/{commune.code}?" + urlencode(ON_BIRTH))
    hidden = citizen.hidden()
    db.session.execute(delete(Opening).where(Opening.unit_id == commune.id))
    db.session.add(
        Opening(unit_id=commune.id, during=Range(date(2016, 12, 15), None), reason="đợt 2")
    )
    with clock.frozen(clock.at(date(2016, 11, 21), 9)):
        citizen.get(f"/nop-ho-so/xa/{commune.code}")
        assert "15/12/2016" in citizen.text
        assert "/nop-ho-so/bat-dau" not in citizen.text
        citizen.get("/?" + urlencode({"tim": commune.name}))
        assert "15/12/2016" in citizen.text
        citizen.answer = citizen.client.post(
            "/nop-ho-so/bat-dau", data={**hidden, **answers}, follow_redirects=True
        )
        assert citizen.answer.status_code == 409


def test_a_commune_shows_what_it_takes_and_what_its_desk_does(
    app: Flask, citizen: Citizen, commune: Unit
) -> None:
    """Deaths are open everywhere; marriages only where they have been opened."""
    here = f"/nop-ho-so/xa/{commune.code}"
    for address in (here, f"{here}/thu-tuc/1.000656", "/"):
        with statements(app) as sent:
            citizen.get(address)
        assert len(sent) <= 8, (address, sent)
    citizen.get(here)
    assert f'href="{here}/khai-sinh"' in citizen.text
    assert f'href="{here}/thu-tuc/1.000656"' in citizen.text
    assert "1.000894" in citizen.text.split('id="chua-mo"')[1]
    citizen.get(f"{here}/thu-tuc/1.000894")
    assert "Xã này chưa nhận qua mạng" in citizen.text
    assert "/nop-ho-so/bat-dau" not in citizen.text

    opened(commune, "1.000894")

    citizen.get(f"{here}?" + urlencode({"thu_tuc": "ket hon"}))
    assert "1.000894" in citizen.text.split('id="chua-mo"')[0]
    assert "1.000656" not in citizen.text
    citizen.get(f"{here}?" + urlencode({"thu_tuc": "zzz"}))
    assert "Không tìm thấy thủ tục phù hợp" in citizen.text


def test_a_procedure_says_what_it_asks_before_it_begins(citizen: Citizen, commune: Unit) -> None:
    here = f"/nop-ho-so/xa/{opened(commune, '1.004873').code}/thu-tuc"
    citizen.get(f"{here}/1.004873")
    for words in (
        "3 ngày làm việc", "15.000", "Hộ nghèo", "xã tự hỏi", "Nghị định 123/2015/NĐ-CP",
        "Phó Chủ tịch", "Giấy xác nhận tình trạng hôn nhân", "Bản án hoặc quyết định ly hôn",
    ):  # fmt: skip
        assert words in citizen.text, words
    citizen.post("/nop-ho-so/bat-dau")
    assert citizen.path == "/nop-ho-so/khai/status_competence"
    citizen.post(citizen.path, status_where="elsewhere")
    assert "UBND xã nơi thường trú cấp" in citizen.text
    citizen.post(citizen.path, status_where="permanent")
    assert citizen.path == "/nop-ho-so/khai/requester"


def test_what_nobody_knows_or_nobody_opened_does_not_begin(citizen: Citizen, commune: Unit) -> None:
    here = f"/nop-ho-so/xa/{commune.code}/thu-tuc"
    assert citizen.get(f"{here}/1.000656").status == 200
    for code, status in (("1.000894", 409), ("9.999999", 404), ("x\0y", 404)):
        citizen.get(f"{here}/1.000656")
        assert citizen.post("/nop-ho-so/bat-dau", procedure=code).status == status
    assert citizen.get(f"{here}/9.999999").status == 404
    assert citizen.get(f"{here}/{BIRTH}").path.endswith("/khai-sinh")
