"""The rules of the catalogue, each with its article; what nobody could read is in the README."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from app.kernel.deadlines.deadline import Limit, LimitUnit
from app.procedures import catalogue
from app.procedures.models.vocabulary import FeeKind, FeeWhen, LimitScope, Must
from app.procedures.rules.consultations import places_asked, the_two
from app.procedures.rules.form import Form
from app.procedures.rules.papers_and_fees import amount_of, fees, fees_for, limits, papers_for
from app.procedures.rules.procedure_finder import BIRTH, LINKED_A, LINKED_B
from harness.stage.databases import ROOT
from harness.stage.factories.form_answers import good_answers
from tests.procedures.conftest import HERE, form_of

CITED = re.compile(r"\(((?:Luật|Bộ luật|Nghị định|Thông tư)[^()]*)\)")
READ = frozenset(
    {"Luật Hộ tịch, Điều 7"}
    | {f"Luật Hộ tịch, Điều {n}" for n in (13, 16, 17, 19, 22, 24, 25, 27, 32)}
    | {"Luật Hộ tịch, Điều 7, Điều 35"}
    | {f"Nghị định 123/2015/NĐ-CP, Điều {n}" for n in (15, 22)}
)
"""Articles whose text was read, or read as quoted in the press."""
EVERYBODY_EXEMPT = {"merit", "poor", "disabled"}
DAY = date(2016, 11, 21)
COMMUNES = ROOT / "app/organisation/data/communes_2016.csv"
WARD = {"place": "09574", "detail": "số 1"}


def readme() -> str:
    return (ROOT / "app/procedures/catalogue/README.md").read_text(encoding="utf-8")


def refusals_of(form: Form) -> list[str]:
    """What people are told who are turned away."""
    messages = [r.message for q in form.questions for r in q.refusals]
    ages = [q.rules["years_message"] for q in form.questions if "years_message" in q.rules]
    return [*messages, *ages]


@pytest.mark.parametrize("code", catalogue.CODES)
def test_who_is_turned_away_is_told_the_law_or_it_is_listed_as_uncertain(code: str) -> None:
    uncertain = readme()
    for message in refusals_of(form_of(code)):
        cited = CITED.findall(message)
        if not cited:
            assert message in WITHOUT_LAW
        for article in set(cited) - READ:
            assert article in uncertain, f"{article} was not read; the README does not say so"


WITHOUT_LAW = {
    "Trẻ đã đủ 6 tuổi. Thủ tục này dành cho trẻ nhỏ hơn; ông/bà nộp hồ sơ đăng ký khai sinh riêng.",
    "Xã này không giữ sổ ấy nên chưa cấp được bản sao. Ông/bà chọn xã đã đăng ký ở trang đầu;"
    " đã đăng ký ở huyện thì đến Phòng Tư pháp của huyện.",
}
"""The age is in the name of the procedure; the books are of paper."""

LIMITS: list[tuple[str, LimitScope, int, LimitUnit, str]] = [
    (BIRTH, LimitScope.TOTAL, 0, LimitUnit.SAME_DAY, "Luật Đ5.3, Đ16"),
    ("1.000656", LimitScope.TOTAL, 0, LimitUnit.SAME_DAY, "Luật Đ5.3, Đ34"),
    ("1.000894", LimitScope.TOTAL, 0, LimitUnit.SAME_DAY, "Luật Đ5.3, Đ18"),
    ("1.000894", LimitScope.VERIFY, 5, LimitUnit.WORKING_DAY, "Luật Đ18.2"),
    ("1.004837", LimitScope.TOTAL, 3, LimitUnit.WORKING_DAY, "Luật Đ20, Đ21"),
    ("1.004845", LimitScope.TOTAL, 2, LimitUnit.WORKING_DAY, "Luật Đ22"),
    ("1.001022", LimitScope.TOTAL, 3, LimitUnit.WORKING_DAY, "Luật Đ25"),
    ("1.001022", LimitScope.VERIFY, 5, LimitUnit.WORKING_DAY, "Luật Đ25"),
    ("1.004859", LimitScope.TOTAL, 3, LimitUnit.WORKING_DAY, "Luật Đ28"),
    ("1.004859", LimitScope.VERIFY, 3, LimitUnit.WORKING_DAY, "Luật Đ28"),
    ("1.004859.1", LimitScope.TOTAL, 0, LimitUnit.SAME_DAY, "Luật Đ29"),
    ("2.000635", LimitScope.TOTAL, 0, LimitUnit.SAME_DAY, "Luật Đ64"),
    (LINKED_A, LimitScope.TOTAL, 20, LimitUnit.WORKING_DAY, "TTLT 05/2015"),
    (LINKED_B, LimitScope.TOTAL, 15, LimitUnit.WORKING_DAY, "TTLT 05/2015"),
]


@pytest.mark.parametrize(("code", "step", "amount", "unit", "article"), LIMITS)
def test_a_limit_is_the_one_of_its_article(
    code: str, step: LimitScope, amount: int, unit: LimitUnit, article: str
) -> None:
    assert limits(form_of(code))[step] == Limit(amount, unit), article


@pytest.mark.parametrize(
    ("code", "days"), [(BIRTH, 60), (LINKED_A, 60), (LINKED_B, 60), ("1.000656", 15)]
)
def test_the_law_says_until_when_a_registration_is_on_time(code: str, days: int) -> None:
    """Luật Đ15.1, Đ33."""
    assert form_of(code).compiled["on_time_days"] == days


@pytest.mark.parametrize("code", catalogue.CODES)
def test_whom_the_law_exempts_pays_no_fee_of_registration_anywhere(code: str) -> None:
    """Luật Đ11.1.a."""
    for fee in fees(form_of(code)):
        registers = fee.kind is FeeKind.FEE and fee.when in {FeeWhen.ALWAYS, FeeWhen.LATE}
        if registers:
            assert fee.exempt == EVERYBODY_EXEMPT, fee.key


@pytest.mark.parametrize("code", [BIRTH, "1.001193.2", "1.001193.3", LINKED_A, LINKED_B])
@pytest.mark.parametrize("group", sorted(EVERYBODY_EXEMPT))
def test_a_poor_family_registers_a_late_birth_free(code: str, group: str) -> None:
    form = form_of(code)
    answers = good_answers(form, HERE, child_born="2016-06-01", copies=0, fee_exemption="none")
    late = {fee.key for fee in fees_for(form, answers, DAY)}
    assert "late_birth" in late
    assert "late_birth" not in {
        fee.key for fee in fees_for(form, answers | {"fee_exemption": group}, DAY)
    }


@pytest.mark.parametrize("code", ["1.004837", "1.000894", "1.000593"])
def test_guardianship_and_marriage_are_registered_free(code: str) -> None:
    """Luật Đ11.1.b."""
    assert {fee.when for fee in fees(form_of(code))} == {FeeWhen.COPIES}


@pytest.mark.parametrize("day", [date(2016, 12, 31), date(2017, 1, 1)])
@pytest.mark.parametrize("code", catalogue.CODES)
def test_on_each_day_a_copy_has_one_fee_under_one_name(code: str, day: date) -> None:
    """TT 281/2016: from 2017 on it is no lệ phí but a phí."""
    found = [f for f in fees(form_of(code)) if f.when is FeeWhen.COPIES and f.holds_on(day)]
    assert len(found) <= 1
    for fee in found:
        assert fee.label.startswith("Phí" if day.year == 2017 else "Lệ phí")


def test_the_fee_of_copies_from_the_source_book_ends_with_the_circular() -> None:
    (fee,) = fees(form_of("2.000908"))
    assert fee.holds_on(date(2016, 12, 31))
    assert not fee.holds_on(date(2017, 1, 1))


@pytest.mark.parametrize(
    ("household", "group", "amount"),
    [
        (HERE.commune_code, "none", 8_000),
        (WARD["place"], "none", 15_000),
        (WARD["place"], "disabled", 15_000),
        (WARD["place"], "poor", None),
        (WARD["place"], "merit", None),
    ],
)
def test_residence_costs_more_in_a_ward_and_the_poor_pay_nothing(
    household: str, group: str, amount: int | None
) -> None:
    """QĐ 43/2014/QĐ-UBND."""
    form = form_of(LINKED_A)
    answers = good_answers(form, HERE, copies=0) | {
        "fee_exemption": group,
        "household_address": {"place": household, "detail": "số 1"},
    }
    due = {f.key: amount_of(f, form, answers) for f in fees_for(form, answers, DAY)}
    assert due.get("residence") == amount


def test_the_wards_are_all_those_of_the_plan() -> None:
    (fee,) = (each for each in fees(form_of(LINKED_A)) if each.key == "residence")
    wards = {
        line.split(",")[0] for line in COMMUNES.read_text("utf-8").splitlines() if "phường" in line
    }
    assert fee.special
    assert fee.special.condition.values == wards
    assert len(wards) == 9


@pytest.mark.parametrize(("proved", "asked"), [("yes", 0), ("no", 1)])
def test_the_commune_asks_elsewhere_only_where_the_person_cannot_prove_it(
    proved: str, asked: int
) -> None:
    """NĐ 123 Đ22: whoever lived in several places proves first."""
    form = form_of("1.004873")
    answers = good_answers(form, HERE, lived_elsewhere="yes", previous_proof=proved)
    assert len(list(places_asked(form, answers))) == asked
    wanted = {paper.key for paper in papers_for(form, answers)}
    assert ("previous_status_proof" in wanted) is (proved == "yes")


@pytest.mark.parametrize(
    ("parents", "who"),
    [("unmarried", ["mother_name", "father_name"]), ("father_only", ["father_name"])],
)
def test_who_recognises_a_child_at_birth_comes_with_the_other_parent_if_known(
    parents: str, who: list[str]
) -> None:
    """Luật Đ25, NĐ 123 Đ15: nobody waits for a mother who is not known, nor for the child."""
    form = form_of("1.000689")
    answers = good_answers(form, HERE, parents=parents, applicant_relation="carer")
    assert [key for key, _name in the_two(form, answers)] == who


def test_ending_a_guardianship_needs_only_its_ground() -> None:
    """Luật Đ22.1 names the declaration and the ground; the old extract is returned if kept."""
    musts = {p.key: p.must for p in papers_for(form_of("1.004845"), {})}
    assert musts["guardianship_extract_old"] is Must.IF_ANY
    assert musts["guardianship_end_proof"] is Must.REQUIRED


def test_a_child_gets_another_name_only_with_its_parents_consent() -> None:
    """NĐ 123 Đ7.1."""
    asked = form_of("1.004859").by_key["parents_agree"]
    assert asked.shown_if
    assert asked.shown_if.values == {"change"}
    assert {"no"} == {value for refusal in asked.refusals for value in refusal.values}


def test_every_version_holds_since_the_law_does() -> None:
    for code in catalogue.CODES:
        assert catalogue.procedure(code)["valid_from"] == "2016-01-01"


def test_what_a_district_shortened_is_listed_as_uncertain() -> None:
    rows: list[Any] = [
        catalogue.procedure(code).get("local_limits", []) for code in catalogue.CODES
    ]
    assert any(rows)
    assert "local_limits" in readme()
