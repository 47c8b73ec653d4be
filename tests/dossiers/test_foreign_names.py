"""Names that are not Vietnamese: what the citizen is told, and what the officer confirms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import visits
from app.dossiers.workflow import Action, State
from app.kernel.db import db
from app.procedures import queries as procedures
from app.procedures.answers.validation import validate_answers
from harness.stage.factories import ADossier, somebody
from harness.stage.factories import dossiers as walk
from harness.stage.factories.dossiers import RECEPTION
from tests.handoffs.conftest import Desk, desk
from tests.kernel.test_masked_numbers import Inputs
from tests.refusals import expect_refusal

__all__ = ["desk"]

pytestmark = pytest.mark.usefixtures("database")

Sit = Callable[..., Desk]
NOTE = "Tên nước ngoài, đối chiếu hộ chiếu"
FOREIGN = "Jürgen Wolf"


def named(name: str, key: str = "applicant_name") -> Dossier:
    """A submitted dossier in which somebody has this name."""
    dossier = ADossier()
    dossier.answers = {**dossier.answers, key: name}
    db.session.flush()
    return dossier


def page_of(dossier: Dossier, step: str = "") -> str:
    return f"/can-bo/mot-cua/ho-so/{dossier.id}{step}"


def accept(officer: Desk, dossier: Dossier, **more: Any) -> str:
    """The page after accepting for tomorrow at nine."""
    nine: datetime = walk.tomorrow_at_nine()
    form = {"version": str(dossier.row_version), "other": f"{nine:%Y-%m-%dT%H:%M}", **more}
    step = page_of(dossier, "/buoc/accept")
    return officer.send(step, step, **form).get_data(as_text=True)


# ---- what citizens are told ---------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Νίκος Παππάς", "Ravi A/L Kumar", "Ng🙂 Hoa"])
def test_a_citizen_is_told_how_to_write_a_foreign_name(name: str) -> None:
    dossier = named(name)
    form = procedures.form(dossier.procedure_version)
    around = procedures.surroundings(dossier.commune)
    (told,) = validate_answers(form, dossier.answers, around)["applicant_name"]
    assert "chữ cái La-tinh, đúng như trong hộ chiếu" in told
    assert "cán bộ một cửa" in told


@pytest.mark.parametrize("name", [FOREIGN, "Y Wang", "H'Hen Niê"])
def test_a_name_in_latin_letters_is_taken_from_the_citizen(name: str) -> None:
    dossier = named(name)
    form = procedures.form(dossier.procedure_version)
    around = procedures.surroundings(dossier.commune)
    assert "applicant_name" not in validate_answers(form, dossier.answers, around)


# ---- acceptance ---------------------------------------------------------------------------------


def test_an_officer_accepts_a_foreign_name_once_it_is_compared(desk: Sit) -> None:
    dossier, officer = named(FOREIGN), desk(RECEPTION)
    seen = officer.see(page_of(dossier, "/buoc/accept"))
    assert NOTE in seen
    assert FOREIGN in seen
    assert "Đối chiếu từng tên với hộ chiếu" in accept(officer, dossier)
    db.session.refresh(dossier)
    assert [event.action for event in dossier.journal] == [Action.SUBMIT]
    accept(officer, dossier, names="applicant_name")
    db.session.refresh(dossier)
    assert dossier.state is State.ACCEPTED
    (event,) = [event for event in dossier.journal if event.action == Action.ACCEPT]
    assert event.facts == {"compared": ["applicant_name"]}


def test_no_foreign_name_goes_through_unseen_beside_another() -> None:
    dossier = named(FOREIGN)
    dossier.answers = {**dossier.answers, "child_name": "Anna Wolf"}
    by = somebody(RECEPTION, dossier.commune).at(dossier)
    with expect_refusal("Compare each name with the passport, then tick it") as refused:
        visits.accept(dossier, by=by, visit_at=walk.tomorrow_at_nine(), compared=["applicant_name"])
    assert "Anna Wolf" in str(refused.value)
    assert FOREIGN not in str(refused.value)


def test_vietnamese_names_are_accepted_without_a_question(desk: Sit) -> None:
    dossier, officer = ADossier(), desk(RECEPTION)
    assert NOTE not in officer.see(page_of(dossier, "/buoc/accept"))
    accept(officer, dossier)
    db.session.refresh(dossier)
    assert dossier.state is State.ACCEPTED
    assert dossier.journal[-1].facts.get("compared") is None


def test_a_step_with_a_page_of_its_own_is_taken_there_alone(desk: Sit) -> None:
    dossier, officer = named(FOREIGN), desk(RECEPTION)
    seen = str(dossier.row_version)
    officer.send(page_of(dossier), page_of(dossier, "/buoc"), action="accept", version=seen)
    db.session.refresh(dossier)
    assert dossier.state is State.SUBMITTED


# ---- signs that only passports have -------------------------------------------------------------


def correct(officer: Desk, page: str, **changes: str) -> str:
    shown = Inputs(officer.see(page)).values
    answer = officer.client.post(page, data={**shown, **changes}, follow_redirects=True)
    return answer.get_data(as_text=True)


def test_an_officer_who_has_seen_the_passport_writes_its_signs(desk: Sit) -> None:
    dossier, officer = ADossier(), desk(RECEPTION)
    page = page_of(dossier, "/buoc/revise/child")
    told = correct(officer, page, child_name="Ravi A/L Kumar")
    assert "tôi đã đối chiếu" in told
    assert Inputs(told).values["child_name"] == "Ravi A/L Kumar"
    told = correct(officer, page, child_name="Ravi A/L Kumar", in_passport="y")
    assert "Đã sửa nội dung khai" in told
    db.session.refresh(dossier)
    assert dossier.answers["child_name"] == "Ravi A/L Kumar"
    assert dossier.journal[-1].facts == {"fields": ["child_name"], "compared": ["child_name"]}


def test_a_name_confirmed_before_is_not_asked_about_again(desk: Sit) -> None:
    dossier, officer = named("Ravi A/L Kumar", "child_name"), desk(RECEPTION)
    correct(officer, page_of(dossier, "/buoc/revise/child"), child_sex="female")
    db.session.refresh(dossier)
    assert dossier.answers["child_sex"] == "female"
    assert "compared" not in dossier.journal[-1].facts


@pytest.mark.parametrize("name", ["Νίκος", "<b>Ravi</b>", "Nguyễn 1"])
def test_no_passport_makes_a_name_of_what_is_none(desk: Sit, name: str) -> None:
    dossier, officer = ADossier(), desk(RECEPTION)
    before = dossier.answers["child_name"]
    told = correct(
        officer, page_of(dossier, "/buoc/revise/child"), child_name=name, in_passport="y"
    )
    assert "govuk-error-message" in told
    db.session.refresh(dossier)
    assert dossier.answers["child_name"] == before
