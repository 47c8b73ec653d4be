"""The warning that an officer may be registering for himself or for relatives."""

from __future__ import annotations

import unicodedata

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import transitions
from app.dossiers.rules.relatives import REGISTERING, Named, may_be_related, relatives
from app.dossiers.workflow import Action, State
from app.kernel.db import db
from app.procedures import queries as procedures
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, browser_of
from harness.stage.factories import dossiers as walk
from harness.stage.factories.dossiers import JUSTICE, LEADER

FAMILY = st.sampled_from(["Nguyễn", "Trần", "Lê", "Đặng", "Phùng"])
MIDDLE = st.sampled_from(["Văn", "Thị", "Công", "Hữu", "Khắc"])
GIVEN = st.sampled_from(["An", "Bình", "Chi", "Dũng", "Hạnh"])
NAMES = st.builds("{} {} {}".format, FAMILY, MIDDLE, GIVEN)
NUMBERS = st.from_regex(r"[0-9]{12}", fullmatch=True)
PEOPLE = st.builds(Named, NAMES, st.one_of(st.just(""), NUMBERS))


@given(PEOPLE, NAMES, NUMBERS)
def test_the_same_number_always_warns(person: Named, name: str, number: str) -> None:
    assert may_be_related(Named(name, number), person._replace(number=number))


@given(NAMES, NUMBERS)
def test_the_same_name_warns_however_it_is_written(name: str, number: str) -> None:
    spread = unicodedata.normalize("NFD", name).upper().replace(" ", "  ")
    assert may_be_related(Named(name), Named(spread, number))


@given(PEOPLE, PEOPLE)
def test_the_warning_is_mutual(one: Named, other: Named) -> None:
    assert may_be_related(one, other) is may_be_related(other, one)


@given(PEOPLE, PEOPLE)
def test_nobody_of_another_family_and_number_warns(one: Named, other: Named) -> None:
    if one.name.split()[0] != other.name.split()[0] and one.number != other.number:
        assert not may_be_related(one, other)


@given(PEOPLE, PEOPLE)
def test_a_common_middle_name_is_no_family(one: Named, other: Named) -> None:
    if one.name != other.name and one.name.split()[1] in {"Văn", "Thị"}:
        assert may_be_related(one, other) is bool(one.number and one.number == other.number)


@pytest.mark.usefixtures("database")
def test_exactly_those_are_named_who_share_what_relatives_share(app: Flask) -> None:
    """Asked of any officer about any two parents and an applicant."""
    dossier = ADossier(State.SUBMITTED)
    form, answers = procedures.form(dossier.procedure_version), dossier.answers
    blocks = ("applicant", "mother", "father")

    @given(PEOPLE, st.tuples(PEOPLE, PEOPLE, PEOPLE))
    def asked(officer: Named, people: tuple[Named, Named, Named]) -> None:
        named = dict(zip(blocks, people, strict=True))
        said = {**answers, "applicant_relation": "other", "child_name": "Ngô Quang Lạ"}
        for block, person in named.items():
            said |= {f"{block}_name": person.name, f"{block}_id": person.number}
        assert relatives(officer, form, said) == tuple(
            block for block in blocks if shares(officer, named[block])
        )

    asked()


def shares(officer: Named, person: Named) -> bool:
    """Number, whole name, or family with a middle name that not every family has."""
    family, middle, _given = officer.name.split()
    same_line = person.name.split()[:2] == [family, middle] and middle in {"Công", "Hữu", "Khắc"}
    same_number = officer.number != "" and officer.number == person.number
    return same_number or officer.name == person.name or same_line


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("related", [True, False])
def test_each_step_of_registering_keeps_the_warning(related: bool) -> None:
    """Prepared, proposed and signed by officers with the name of the applicant, or by others."""
    dossier = ADossier(State.ACCEPTED)
    walk.visited(dossier)
    name = str(dossier.answers["applicant_name"]) if related else "Ngô Quang Lạ"
    steps = {Action.PREPARE: JUSTICE, Action.PROPOSE: JUSTICE, Action.SIGN: LEADER}
    assert steps.keys() == REGISTERING
    for action, role in steps.items():
        officer = AnOfficer(role, dossier.commune, account=False, name=name)
        event = transitions.advance(dossier, action, by=officer.at(dossier))
        assert ("applicant" in event.facts.get("relatives", ())) is related


@pytest.mark.usefixtures("database")
def test_the_people_of_the_form_are_named_by_their_blocks() -> None:
    dossier = ADossier(State.SUBMITTED)
    form, mother = procedures.form(dossier.procedure_version), dossier.answers["applicant_name"]
    found = relatives(Named(str(mother)), form, dossier.answers)
    assert "applicant" in found
    assert relatives(Named("Ngô Quang Lạ"), form, dossier.answers) == ()


def test_the_officer_is_warned_and_the_journal_keeps_it(app: Flask, committed: Database) -> None:
    dossier = ADossier(State.ACCEPTED)
    walk.visited(dossier)
    name = str(dossier.answers["applicant_name"])
    officer = AnOfficer(JUSTICE, dossier.commune, name=name)
    key, by = dossier.id, officer.at(dossier)
    db.session.commit()
    page = browser_of(app, officer).get(f"/can-bo/mot-cua/ho-so/{key}").get_data(as_text=True)
    assert "không được đăng ký hộ tịch cho bản thân" in page
    event = transitions.advance(db.session.get_one(Dossier, key), Action.PREPARE, by=by)
    assert "applicant" in event.facts["relatives"]
