"""Procedures without a commune, the empty form on paper, and the way from a topic to a commune."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from app.organisation.models import Unit
from app.procedures import queries as procedures
from app.procedures.answers.blank_form import blank_form
from app.procedures.rules.procedure_finder import BIRTH, LINKED_A, LINKED_B
from harness.stage.citizen import ON_BIRTH, Citizen
from harness.stage.databases import Database


def test_each_procedure_has_a_page_and_an_empty_form(citizen: Citizen) -> None:
    for procedure in procedures.offered():
        page = f"/thu-tuc/{procedure.code}"
        assert f'href="{page}"' in citizen.get("/thu-tuc/").text
        text = citizen.get(page).text
        for words in ("Chi phí", "Thời hạn", "Số lần đến xã", "Các bước", f"{page}/mau-giay"):
            assert words in text, (procedure.code, words)
        assert "Ai nộp, ở đâu" in text, procedure.code
        citizen.get(f"{page}/mau-giay")
        assert citizen.status == 200
        for section in blank_form(procedures.form(procedures.published(procedure.code))):
            assert section.title in citizen.text


@pytest.mark.parametrize("code", ["9.999999", "0.000030", "x", "%00"])
def test_other_codes_have_no_page(citizen: Citizen, code: str) -> None:
    for page in (f"/thu-tuc/{code}", f"/thu-tuc/{code}/mau-giay"):
        assert citizen.get(page).status == 404


def test_the_empty_form_asks_what_the_pages_ask(database: Database) -> None:
    form = procedures.form(procedures.published(LINKED_A))
    blank = blank_form(form)
    asked = [each for each in form.questions if each.asked and not each.is_silent]
    assert sum(len(section.fields) for section in blank) == len(asked)
    fields = {field.label: field for section in blank for field in section.fields}
    assert fields["Quan hệ với trẻ"].boxes[:2] == ("Mẹ", "Cha")
    assert any(field.condition for field in fields.values())


@pytest.mark.parametrize(
    ("changes", "said", "not_said"),
    [
        ({}, "Đăng ký đúng hạn: không mất lệ phí", "quá hạn"),
        ({"child": "late"}, "Lệ phí đăng ký khai sinh quá hạn", "Đăng ký đúng hạn"),
    ],
)
def test_the_cost_is_that_of_these_answers(
    citizen: Citizen, changes: dict[str, str], said: str, not_said: str
) -> None:
    citizen.get(f"/nop-ho-so/xa/{citizen.commune.code}?" + urlencode({**ON_BIRTH, **changes}))
    cost = citizen.text.split("Chi phí")[1].split("</dd>")[0]
    assert said in cost
    assert not_said not in cost
    assert "Thẻ bảo hiểm y tế của trẻ: không mất tiền" in cost


def test_only_the_agencies_that_take_part_are_named(citizen: Citizen) -> None:
    citizen.get(f"/thu-tuc/{LINKED_B}")
    assert "chuyển hồ sơ cho bảo hiểm xã hội" in citizen.text
    assert "công an" not in citizen.text.split("Các bước")[1].split("</ol>")[0]
    citizen.get(f"/thu-tuc/{BIRTH}")
    assert "bảo hiểm" not in citizen.text.split("Các bước")[1].split("</ol>")[0]


def test_where_officers_come_nobody_is_told_to_come(citizen: Citizen) -> None:
    text = citizen.get("/thu-tuc/1.000593").text.split("<main")[1]
    assert "Hai bên cùng có mặt khi cán bộ đến" in text
    assert "Không phải đến xã" in text
    assert "Mang bản chính khi đến" not in text


def test_a_topic_is_kept_through_the_choice_of_the_commune(citizen: Citizen, commune: Unit) -> None:
    assert 'href="/nop-ho-so/?viec=death"' in citizen.get("/").text
    assert 'name="viec" value="death"' in citizen.get("/nop-ho-so/?viec=death").text
    found = citizen.get("/nop-ho-so/?" + urlencode({"viec": "death", "tim": commune.name})).text
    here = f"/nop-ho-so/xa/{commune.code}"
    assert f'href="{here}?viec=death"' in found
    topic = citizen.get(f"{here}?viec=death").text
    assert f'href="{here}/thu-tuc/1.000656"' in topic
    assert f'href="{here}/khai-sinh"' not in topic
    citizen.get(f"{here}?viec=1.000656")
    assert citizen.path == f"{here}/thu-tuc/1.000656"
    assert citizen.get(f"{here}?viec=zzz").status == 200


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("kim trung", "Xã Kim Chung"),
        ("gạch", "Thị trấn Phúc Thọ"),
        ("ba đình", "Quận Ba Đình là một trong 12 quận"),
    ],
)
def test_near_and_other_names_lead_on(citizen: Citizen, typed: str, found: str) -> None:
    assert found in citizen.get("/nop-ho-so/?" + urlencode({"tim": typed})).text


def test_an_empty_search_asks_for_a_name(citizen: Citizen) -> None:
    citizen.get("/nop-ho-so/?tim=")
    assert "Gõ tên xã" in citizen.text
    assert 'aria-describedby="tim-hint tim-error"' in citizen.text


def test_suggestions_are_fetched_once_a_day(citizen: Citizen, commune: Unit) -> None:
    answer = citizen.client.get("/nop-ho-so/xa.json")
    assert answer.headers["Cache-Control"] == "private, max-age=86400"
    rows = answer.get_json()
    row = next(row for row in rows if row["code"] == commune.code)
    assert row["name"] == commune.name
    assert commune.district is not None
    assert row["district"] == commune.district.name
    assert next(row["name"] for row in rows if not row["code"]).startswith("quận")


def test_a_commune_says_where_it_is_without_another_site(citizen: Citizen, commune: Unit) -> None:
    text = citizen.get(f"/nop-ho-so/xa/{commune.code}").text
    assert 'href="geo:2' in text
    assert 'href="tel:' in text
