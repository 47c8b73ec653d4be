"""Fees, limits, legs and the choice of the procedure."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest

from app.kernel.deadlines.deadline import Limit, LimitUnit
from app.procedures.models.vocabulary import LegKind, LimitScope
from app.procedures.rules.form import Form
from app.procedures.rules.late_registration import is_late
from app.procedures.rules.papers_and_fees import amount_of, fees_for, legs, limits, shortened
from app.procedures.rules.procedure_finder import (
    BIRTH,
    LINKED_A,
    LINKED_B,
    QUESTIONS,
    Choice,
    choose,
)
from tests.procedures.conftest import form_of

DAY = date(2016, 11, 21)


def picked(**said: str) -> Choice:
    usual = {"child": "on_time", "parents": "married", "residence": "permanent"}
    return choose({**usual, "wish": "all_three", **said})


def test_the_law_gives_a_twenty_and_b_fifteen_working_days() -> None:
    assert limits(form_of(LINKED_A))[LimitScope.TOTAL] == Limit(20, LimitUnit.WORKING_DAY)
    assert limits(form_of(LINKED_B))[LimitScope.TOTAL] == Limit(15, LimitUnit.WORKING_DAY)


def test_police_have_fifteen_days_and_insurance_ten_working_days(linked: Form) -> None:
    found = limits(linked)
    assert found[LimitScope.POLICE] == Limit(15, LimitUnit.CALENDAR_DAY)
    assert found[LimitScope.INSURANCE] == Limit(10, LimitUnit.WORKING_DAY)
    assert found[LimitScope.REGISTER] == Limit(0, LimitUnit.SAME_DAY)


def test_linked_a_has_two_legs_and_b_one() -> None:
    assert [leg.kind for leg in legs(form_of(LINKED_A))] == [LegKind.POLICE, LegKind.INSURANCE]
    assert [leg.kind for leg in legs(form_of(LINKED_B))] == [LegKind.INSURANCE]
    assert legs(form_of(BIRTH)) == ()


@pytest.mark.parametrize(
    ("amount", "unit", "holds"),
    [
        (5, LimitUnit.WORKING_DAY, True),
        (25, LimitUnit.WORKING_DAY, False),
        (5, LimitUnit.CALENDAR_DAY, False),
        (0, LimitUnit.SAME_DAY, True),
    ],
)
def test_a_district_may_only_shorten(
    linked: Form, amount: int, unit: LimitUnit, holds: bool
) -> None:
    local = Limit(amount, unit)
    found = shortened(limits(linked), [(LimitScope.TOTAL, local)])
    assert (found[LimitScope.TOTAL] == local) is holds


def test_a_birth_in_time_costs_nothing(answers: dict[str, Any]) -> None:
    answers["copies"] = 0
    assert fees_for(form_of(BIRTH), answers, DAY) == ()


def test_a_late_birth_and_copies_cost(answers: dict[str, Any]) -> None:
    found = fees_for(form_of(BIRTH), answers, date(2017, 2, 1))
    assert {fee.key: amount_of(fee, form_of(LINKED_A), answers) for fee in found} == {
        "late_birth": 8000,
        "extract_2017": 16000,
    }


def test_the_residence_fee_is_held_for_the_police(linked: Form, answers: dict[str, Any]) -> None:
    fee = next(fee for fee in fees_for(linked, answers, DAY) if fee.key == "residence")
    assert (fee.kind, fee.for_leg) == ("held", LegKind.POLICE)


@pytest.mark.parametrize(("day", "late"), [(date(2017, 1, 13), False), (date(2017, 1, 14), True)])
def test_sixty_days_are_in_time_and_sixty_one_late(
    answers: dict[str, Any], day: date, late: bool
) -> None:
    assert is_late(form_of(LINKED_A), answers, day) is late


def test_a_permanent_resident_may_have_all_three() -> None:
    assert picked().code == LINKED_A


def test_a_temporary_resident_gets_the_card_without_the_household_book() -> None:
    assert picked(residence="temporary").code == LINKED_B


def test_whoever_only_lives_there_registers_the_birth_alone() -> None:
    chosen = picked(residence="living")
    assert chosen.code == BIRTH
    assert chosen.advice


def test_a_child_of_six_registers_the_birth_alone() -> None:
    assert picked(child="six_or_more").code == BIRTH


def test_a_late_birth_is_taken_and_the_fee_is_told() -> None:
    chosen = picked(child="late")
    assert chosen.code == LINKED_A
    assert "60" in str(chosen.advice[0])


@pytest.mark.parametrize("residence", ["foreign", "elsewhere"])
def test_another_office_is_competent(residence: str) -> None:
    for wish in ("all_three", "with_card", "birth_only"):
        chosen = picked(residence=residence, wish=wish)
        assert chosen.code is None
        assert chosen.advice


def test_a_registered_birth_is_not_registered_again() -> None:
    assert picked(child="registered").code is None


@pytest.mark.parametrize("answers", [{}, {"child": "on_time"}, {"child": []}])
def test_unknown_answers_choose_nothing(answers: dict[str, Any]) -> None:
    assert choose(answers).code is None


def test_every_combination_has_a_reason() -> None:
    for values in product(*([option.value for option in q.options] for q in QUESTIONS)):
        answers = dict(zip((q.key for q in QUESTIONS), values, strict=True))
        assert str(choose(answers).reason)
