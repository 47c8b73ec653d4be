"""The warning that an officer may be registering for himself or for relatives."""

from __future__ import annotations

import unicodedata

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import transitions
from app.dossiers.rules.relatives import Named, may_be_related, relatives
from app.dossiers.workflow import Action, State
from app.kernel.db import db
from app.procedures import queries as procedures
from tests.databases import Database
from tests.factories import ADossier, AnOfficer, browser_of
from tests.factories import dossiers as walk
from tests.factories.dossiers import JUSTICE

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
