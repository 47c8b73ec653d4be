"""Those who lead the roll-out see its results, and no dossier."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.workflow import State
from app.kernel.db import db
from app.reports.operations import processing_statistics as counting
from harness.stage.factories import ADossier, AnOfficer, a_commune, browser_of
from harness.stage.factories.workbooks import rows_of

pytestmark = pytest.mark.usefixtures("database")

PAGE = "/can-bo/ket-qua-trien-khai/"


def numbers(app: Flask, officer: object, query: str = "") -> dict[str, list[str]]:
    """The lines of the spreadsheet by unit."""
    said = browser_of(app, officer).get(f"{PAGE}tai-ve.xlsx{query}")  # type: ignore[arg-type]
    return {row[0]: row[2:] for row in rows_of(said)}


def test_the_city_counts_what_became_of_the_dossiers_without_reading_one(app: Flask) -> None:
    commune = a_commune()
    ADossier(State.RETURNED, commune)
    ADossier(State.ACCEPTED, commune)
    late = ADossier(State.ACCEPTED, commune)
    late.due_at = late.submitted_at
    ADossier(State.ACCEPTED, commune, is_rehearsal=True)
    db.session.flush()
    counting.count_changes()
    admin, within = AnOfficer(Role.CITY_ADMIN), commune.district
    assert within is not None
    assert numbers(app, admin)[within.name][:1] == ["3"]
    district = f"?huyen={within.code}"
    assert numbers(app, admin, district) == {commune.name: ["3", "3", "1", "0", "1"]}
    assert browser_of(app, admin).get("/can-bo/ho-so/").status_code in {302, 403, 404}


def test_a_leader_sees_the_own_commune_alone(app: Flask) -> None:
    commune, beside = a_commune(), a_commune(1)
    for each in (commune, beside):
        ADossier(State.ACCEPTED, each)
    counting.count_changes()
    leader = AnOfficer(Role.COMMUNE_LEADER, commune)
    assert numbers(app, leader) == {commune.name: ["1", "1", "0", "0", "0"]}
    page = browser_of(app, leader).get(PAGE).get_data(as_text=True)
    assert db.session.query(Dossier).first().applicant_name not in page  # type: ignore[union-attr]
