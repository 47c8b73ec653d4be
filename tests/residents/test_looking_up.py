"""Looking people up: the line first, thirty in an hour, and waiting when nobody answers."""

from __future__ import annotations

import pytest
from flask import Flask

from app.dossiers.workflow import State
from app.residents import queries
from app.residents.models import Purpose, Resident
from app.residents.queries import About, Asked
from app.residents.rules.outcomes import Outcome
from app.residents.rules.purposes import PURPOSES
from tests.databases import Database
from tests.factories import ADossier
from tests.factories.residents import AResident
from tests.residents.looking import HOA, Asker, an_asker


def told(asker: Asker, dossier_id: object) -> list[Asked]:
    with asker.at_work():
        return queries.asked_from(About(dossier_id=dossier_id))


def test_an_officer_is_told_of_the_person_and_the_dossier_keeps_the_answer(
    app: Flask, committed: Database
) -> None:
    AResident(HOA, name="Trần Thị Hoa", residence="Thôn 5, xã Ba Trại", blood="O")
    dossier = ADossier(State.ACCEPTED)
    asker = an_asker(app, dossier)

    lookup_id = asker.looks_up("0011 9000 0018", dossier)

    [asked] = told(asker, dossier.id)
    assert (asked.id, asked.outcome, asked.person) == (lookup_id, Outcome.FOUND, "mother_id")
    assert asked.staff_name == asker.officer.staff.full_name
    assert asked.content["name"] == "Trần Thị Hoa"
    assert asked.content["residence"] == "Thôn 5, xã Ba Trại"
    assert (asked.source, str(asked.as_of)) == ("Công an TP Hà Nội", "2016-11-01")


@pytest.mark.parametrize("purpose", Purpose)
def test_no_more_is_told_than_the_purpose_needs(
    app: Flask, committed: Database, purpose: Purpose
) -> None:
    facts = {
        column.key: column.key[:4]
        for column in Resident.__table__.columns
        if column.type.python_type is str and column.key not in {"number", "born", "source"}
    }
    AResident(HOA, **(facts | {"old_number": "012345678"}), household_book="1", head_name="Hai")
    dossier = ADossier()
    asker = an_asker(app, dossier)
    asker.looks_up(HOA, dossier, purpose)
    [asked] = told(asker, dossier.id)
    assert asked.content.keys() <= {*PURPOSES[purpose].fields}
    assert {"name", "born"} <= asked.content.keys()


def test_a_number_that_nobody_has_is_an_answer_too(app: Flask, committed: Database) -> None:
    dossier = ADossier()
    asker = an_asker(app, dossier)
    asker.looks_up("001190999999", dossier)
    assert [asked.outcome for asked in told(asker, dossier.id)] == [Outcome.NOT_FOUND]
