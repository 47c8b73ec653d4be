"""Declared data compared with the population database, line by line."""

from __future__ import annotations

from typing import Any

import pytest

from app.dossiers.rules.declared_people import DeclaredPerson, people, person
from app.dossiers.rules.registry_comparison import (
    ComparisonLine,
    ComparisonResult,
    address,
    compare,
    judge,
)
from app.kernel import clock
from app.organisation.models import Unit
from app.procedures import queries as procedures
from app.procedures.answers.validation import clean_answers
from app.procedures.rules.form import Form
from app.procedures.rules.procedure_finder import LINKED_A
from app.residents.models.lookups import Purpose
from app.residents.rules.match_verdicts import Verdict
from harness.stage.factories import a_commune, answers_for

pytestmark = pytest.mark.usefixtures("database")

KNOWN = {"name": "Trần Văn Mẫu", "born": "1988", "ethnicity": "01", "nationality": "VN"}


def declared(where: Unit, **changes: Any) -> tuple[Form, dict[str, Any]]:
    """A birth that a mother declares."""
    form = procedures.form(procedures.published(LINKED_A, clock.today()))
    answers = answers_for(form, where, **changes)
    return form, clean_answers(form, answers, procedures.surroundings(where))


def line_of(
    fact: str, content: dict[str, Any], who: str = "father", **changes: Any
) -> ComparisonLine:
    """The line for one fact about a person."""
    where = a_commune()
    form, answers = declared(where, **changes)
    found = person(form, answers, who)
    assert found is not None
    around = procedures.surroundings(where)
    lines = compare(found, form, answers, {**KNOWN, **content}, around)
    return next(line for line in lines if line.fact == fact)


@pytest.mark.parametrize(
    ("told", "standing", "remark"),
    [
        ("Trần Văn Mẫu", ComparisonResult.SAME, None),
        ("TRẦN  VĂN MẪU", ComparisonResult.SAME, None),
        ("Tra\u0302\u0300n Va\u0306n Ma\u0302\u0303u", ComparisonResult.SAME, None),
        ("Trần Văn Mậu", ComparisonResult.DIFFERS, "Tên khác dấu thanh (như Hoa với Hòa)"),
        ("Mẫu Văn Trần", ComparisonResult.DIFFERS, "Đảo thứ tự họ tên"),
        ("Trần Quang Mẫu", ComparisonResult.DIFFERS, "Khác chữ đệm"),
        ("Tran Van Mau", ComparisonResult.DIFFERS, "Tên trùng khi bỏ dấu"),
    ],
)
def test_a_name_is_the_same_only_with_every_mark(
    told: str, standing: ComparisonResult, remark: str | None
) -> None:
    line = line_of("name", {"name": told})
    assert line.standing is standing
    assert line.remarks == ((remark,) if remark else ())


@pytest.mark.parametrize(
    ("said", "told", "standing", "remarked"),
    [
        ("1988", "1988-05-03", ComparisonResult.SAME, True),
        ("1988-05-03", "1988", ComparisonResult.SAME, True),
        ("1988-05-03", "1988-05-03", ComparisonResult.SAME, False),
        ("1988", "1989-05-03", ComparisonResult.DIFFERS, True),
        ("1988-05", "1988-06-03", ComparisonResult.DIFFERS, True),
    ],
)
def test_days_agree_as_far_as_both_are_known_and_say_so(
    said: str, told: str, standing: ComparisonResult, remarked: bool
) -> None:
    line = line_of("born", {"born": told}, father_born=said)
    assert (line.standing, bool(line.remarks)) == (standing, remarked)


@pytest.mark.parametrize(
    ("content", "verdict"),
    [
        ({"name": "Trần Văn Mẫu", "born": "1988"}, Verdict.SAME),
        ({"name": "TRAN VAN MAU", "born": "1988-05-03"}, Verdict.SAME),
        ({"name": "Trần Văn Mậu", "born": "1988"}, Verdict.LOOK),
        ({"name": "Trần Văn Mẫu", "born": "1961-12-30", "sex": "female"}, Verdict.LOOK),
        ({"name": "Lê Thị Sim", "born": "1990-12-30"}, Verdict.DIFFERENT),
        ({"name": "", "born": "1988"}, None),
    ],
)
def test_the_number_of_somebody_else_is_told_by_all_facts_together(
    content: dict[str, Any], verdict: Verdict | None
) -> None:
    where = a_commune()
    form, answers = declared(where, father_id="001088001234")
    found = person(form, answers, "father")
    assert found is not None
    lines = compare(found, form, answers, {**KNOWN, **content}, procedures.surroundings(where))
    match = judge(lines, found.number)
    assert (match.verdict if match else None) is verdict


def test_addresses_are_compared_by_commune_before_words() -> None:
    here, next_door = a_commune(), a_commune(1)
    said: dict[str, Any] = {"father_residence": {"place": here.code, "detail": "thôn Hậu Dưỡng"}}

    def standing(place: str | None, text: str) -> tuple[ComparisonResult, tuple[str, ...]]:
        line = line_of("residence", {"residence_place": place, "residence": text}, **said)
        return line.standing, line.remarks

    there = f"Thôn Hậu Dưỡng, {here.name}, huyện Ba Vì, thành phố Hà Nội"
    assert standing(here.code, there) == (ComparisonResult.SAME, ())
    assert standing(here.code, f"thôn Hậu Dưỡng, {here.name}") == (ComparisonResult.SAME, ())
    assert standing(next_door.code, there) == (ComparisonResult.DIFFERS, ("Khác xã",))
    other = f"thôn Đoài, {here.name}, huyện Ba Vì"
    assert standing(here.code, other) == (ComparisonResult.DIFFERS, ("Cùng xã, khác địa chỉ",))
    assert standing(None, there)[0] is ComparisonResult.SAME


def test_what_only_one_side_has_is_told_apart() -> None:
    content = {"sex": "male", "nationality": ""}
    assert line_of("sex", content).standing is ComparisonResult.TOLD
    assert line_of("nationality", content).standing is ComparisonResult.UNKNOWN
    blank = line_of("born", {"born": "1988-05-03"}, father_born="")
    assert blank.standing is ComparisonResult.BLANK
    assert blank.can_be_filled
    assert blank.answer == "1988-05-03"
    assert not line_of("ethnicity", {"ethnicity": "02"}).can_be_filled


def test_an_address_in_words_becomes_commune_and_detail() -> None:
    here = a_commune()
    around = procedures.surroundings(here)
    kept = {"place": here.code, "detail": "số 5, thôn Đoài"}
    assert address(f"số 5, thôn Đoài, {here.name}, huyện Ba Vì", here.code, around) == kept
    assert address(f"số 5, thôn Đoài, {here.name}, huyện Ba Vì", "", around) == kept
    assert address("số 5, phố Không Đâu", "", around) is None


def test_a_mother_who_asks_herself_is_one_person_with_one_number() -> None:
    form, answers = declared(a_commune(), father_id="012345670")
    found = people(form, answers)
    assert [each.key for each in found] == ["mother", "father", "household"]
    mother = found[0]
    assert mother.keys == {"mother", "applicant"}
    assert mother.label == "mẹ (người yêu cầu)"
    assert mother.number == "012345678"
    assert found[2].number == "012345670", "the household is found by its head's number"
    assert found[2].purpose is Purpose.HOUSEHOLD


def test_a_grandmother_who_asks_is_somebody_else() -> None:
    changes = {"applicant_relation": "grandparent", "mother_name": "Lê Thị Mẫu"}
    form, answers = declared(a_commune(), **changes)
    keys = {each.key: each for each in people(form, answers)}
    assert {"applicant", "mother", "father"} <= keys.keys()
    assert keys["mother"].number == ""
    assert not keys["mother"].can_be_asked


def test_a_passport_is_no_number_of_the_database() -> None:
    person = DeclaredPerson("father", "cha", "B1234567", {}, frozenset({"father"}))
    assert not person.can_be_asked
