"""Data of districts: shorter limits by the justice division, facilities by the insurance."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from werkzeug.test import TestResponse

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import transitions
from app.kernel import clock
from app.kernel.audit.change_log import AuditEntry
from app.kernel.db import db
from app.kernel.deadlines.deadline import Limit, LimitUnit
from app.organisation.models import Unit, UnitKind
from app.procedures import queries
from app.procedures.models.local import HealthFacility, LocalLimit
from app.procedures.models.vocabulary import LimitScope
from app.procedures.operations import local_limits
from app.procedures.rules.procedure_finder import LINKED_A
from harness.stage.factories import ADossier, AnOfficer, a_commune, agency, browser_of
from harness.stage.factories import dossiers as walk
from harness.stage.factories.places import DONG_ANH
from tests.accounts.conftest import csrf

pytestmark = pytest.mark.usefixtures("database")

LIMITS = "/can-bo/thoi-han-cua-huyen"
FACILITIES = "/can-bo/noi-kham-ban-dau"


def district_of(commune: Unit) -> Unit:
    assert commune.district is not None
    return commune.district


def limits_here() -> list[LocalLimit]:
    here = district_of(a_commune()).id
    return list(db.session.scalars(select(LocalLimit).where(LocalLimit.unit_id == here)))


def set_limit(
    client: FlaskClient, district: Unit, amount: int = 12, unit: str = "working_day"
) -> TestResponse:
    form = {
        "csrf_token": csrf(client, f"{LIMITS}/add"),
        "district": str(district.id),
        "version": str(queries.published(LINKED_A).id),
        "step": "total",
        "amount": str(amount),
        "unit": unit,
        "during": ["2016-11-01", ""],
    }
    return client.post(f"{LIMITS}/add", data=form)


@pytest.fixture
def justice(app: Flask) -> FlaskClient:
    return browser_of(app, AnOfficer(Role.DISTRICT_JUSTICE, agency(UnitKind.JUSTICE)))


def test_the_justice_division_shortens_a_limit_of_its_district(justice: FlaskClient) -> None:
    assert set_limit(justice, district_of(a_commune())).status_code == 302
    assert [(row.step, row.amount) for row in limits_here()] == [(LimitScope.TOTAL, 12)]


@pytest.mark.parametrize(
    ("amount", "unit"), [(21, "working_day"), (5, "calendar_day"), (-1, "working_day")]
)
def test_no_limit_is_longer_than_the_law(justice: FlaskClient, amount: int, unit: str) -> None:
    assert set_limit(justice, district_of(a_commune()), amount, unit).status_code == 200
    assert limits_here() == []


def test_another_district_is_not_to_be_chosen(justice: FlaskClient) -> None:
    other = district_of(a_commune(district=DONG_ANH))
    before = len(db.session.scalars(select(LocalLimit)).all())
    assert set_limit(justice, other).status_code == 200
    assert len(db.session.scalars(select(LocalLimit)).all()) == before


def test_the_city_shortens_limits_of_any_district(app: Flask) -> None:
    admin = browser_of(app, AnOfficer(Role.CITY_ADMIN))
    assert set_limit(admin, district_of(a_commune())).status_code == 302
    assert len(limits_here()) == 1


@pytest.mark.parametrize("role", [Role.COMMUNE_JUSTICE, Role.DISTRICT_IT, Role.INSURANCE])
def test_others_set_no_limits(app: Flask, role: Role) -> None:
    client = browser_of(app, AnOfficer(role))
    assert client.get(f"{LIMITS}/add").status_code in {302, 403}
    assert client.get(f"{LIMITS}/list/").status_code == 200


def a_limit(since: date) -> LocalLimit:
    row = local_limits.set_local_limit(
        queries.published(LINKED_A),
        district_of(a_commune()),
        LimitScope.TOTAL,
        Limit(12, LimitUnit.WORKING_DAY),
        during=Range(since, None),
    )
    db.session.flush()
    return row


def test_a_limit_ends_with_this_day_and_the_trail_says_who(justice: FlaskClient) -> None:
    row = a_limit(date(2016, 1, 1))
    token = csrf(justice, f"{LIMITS}/show/{row.id}")
    justice.post(f"{LIMITS}/action/end/{row.id}", data={"csrf_token": token})
    assert row.during.upper is not None
    assert clock.today() in row.during
    trail = select(AuditEntry).where(
        AuditEntry.subject == "local_limit", AuditEntry.action == "end"
    )
    assert db.session.scalars(trail).one().key == str(row.id)


def test_a_limit_that_has_not_begun_is_taken_back() -> None:
    local_limits.end_local_limit(a_limit(date(2100, 1, 1)))
    db.session.flush()
    assert limits_here() == []


def test_a_dossier_keeps_the_limit_of_the_day_of_its_acceptance() -> None:
    with clock.frozen(clock.at(date(2016, 11, 21), 9)):
        row = a_limit(date(2016, 11, 1))
        dossier: Dossier = ADossier()
        walk.accepted(dossier)
        due = dossier.due_at
        local_limits.end_local_limit(row)
    with clock.frozen(clock.at(date(2016, 11, 28), 9)):
        reckoning = transitions.compute_deadline(dossier)
    assert reckoning is not None
    assert reckoning.due_at == due == clock.at(date(2016, 12, 7), 17)


@pytest.fixture
def insurance(app: Flask) -> FlaskClient:
    return browser_of(app, AnOfficer(Role.INSURANCE))


def facility(client: FlaskClient, district: Unit, code: str = "01-999") -> TestResponse:
    form = {
        "csrf_token": csrf(client, f"{FACILITIES}/add"),
        "district": str(district.id),
        "name": "Phòng khám đa khoa Sao Mai",
        "code": code,
        "during": ["2016-11-01", ""],
    }
    return client.post(f"{FACILITIES}/add", data=form)


def test_the_insurance_keeps_the_facilities_of_its_district(insurance: FlaskClient) -> None:
    here = district_of(a_commune())
    assert facility(insurance, here).status_code == 302
    row = db.session.scalars(select(HealthFacility).where(HealthFacility.code == "01-999")).one()
    page = f"{FACILITIES}/edit/{row.id}"
    form = {"csrf_token": csrf(insurance, page), "name": "Sao Mai", "during": ["2016-11-01", ""]}
    assert insurance.post(page, data=form).status_code == 302
    assert row.name == "Sao Mai"


def test_facilities_of_another_district_stay_as_they_are(insurance: FlaskClient) -> None:
    other = district_of(a_commune(district=DONG_ANH))
    assert facility(insurance, other).status_code == 200
    every = select(HealthFacility).where(HealthFacility.district_id == other.id)
    row = db.session.scalars(every.limit(1)).one()
    assert insurance.get(f"{FACILITIES}/edit/{row.id}").status_code == 403


@pytest.mark.parametrize("code", ["a b", "x<y", "", "1"])
def test_a_code_is_letters_figures_and_hyphens(insurance: FlaskClient, code: str) -> None:
    assert facility(insurance, district_of(a_commune()), code).status_code == 200
