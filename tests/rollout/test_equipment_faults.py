"""Equipment faults: reported by a commune, taken on and solved by the support team."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.roles import Role
from app.kernel.db import counted, db
from app.rollout.models.readiness import EquipmentFault, EquipmentFaultState, Party
from app.rollout.queries.equipment_faults import unsolved
from harness.stage.factories import a_commune
from tests.rollout.office import FAULTS, Desk

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def fault(app: Flask) -> EquipmentFault:
    commune = Desk(app, Role.COMMUNE_JUSTICE)
    page = commune.send(
        f"{FAULTS}add", unit=a_commune().id, kind="printer", what="Máy in không kéo giấy"
    ).text
    assert "Máy in không kéo giấy" in page
    assert "Mới báo" in page
    return db.session.scalars(select(EquipmentFault)).one()


def test_the_district_sees_takes_on_and_solves_it(app: Flask, fault: EquipmentFault) -> None:
    party = Party(name="Công ty Máy In Thử", answers_for="Máy in", active=True)
    db.session.add(party)
    support = Desk(app, Role.DISTRICT_IT)
    assert counted(unsolved(support.officer.actor)) == [1]
    assert "Sự cố thiết bị chưa xử lý" in support.see("/can-bo/")
    show = f"{FAULTS}show/{fault.id}"
    support.send(show, f"{FAULTS}action/take_on/{fault.id}")
    assert db.session.get_one(EquipmentFault, fault.id).state is EquipmentFaultState.WORKING
    page = support.send(f"{FAULTS}edit/{fault.id}", party=party.id, done="Thay trục kéo giấy").text
    assert "Đã xử lý" in page
    assert "Công ty Máy In Thử" in page
    solved = db.session.get_one(EquipmentFault, fault.id)
    assert solved.solved_at is not None
    assert counted(unsolved(support.officer.actor)) == [0]


def test_with_a_company_told_alone_it_is_worked_on(app: Flask, fault: EquipmentFault) -> None:
    support = Desk(app, Role.DISTRICT_IT)
    support.send(f"{FAULTS}edit/{fault.id}", done="")
    assert db.session.get_one(EquipmentFault, fault.id).state is EquipmentFaultState.WORKING


def test_what_is_solved_is_reported_anew(app: Flask, fault: EquipmentFault) -> None:
    support = Desk(app, Role.DISTRICT_IT)
    support.send(f"{FAULTS}edit/{fault.id}", done="Đã sửa")
    page = support.send(f"{FAULTS}edit/{fault.id}", done="Sửa lại").text
    assert "báo lại" in page
    assert db.session.get_one(EquipmentFault, fault.id).done == "Đã sửa"


def test_a_fault_is_taken_on_once(app: Flask, fault: EquipmentFault) -> None:
    support = Desk(app, Role.DISTRICT_IT)
    for _n in range(2):
        page = support.send(f"{FAULTS}add", f"{FAULTS}action/take_on/{fault.id}").text
    assert "đã có người nhận" in page


def test_another_commune_and_another_district_know_nothing_of_it(
    app: Flask, fault: EquipmentFault
) -> None:
    for role, near in (
        (Role.COMMUNE_JUSTICE, a_commune(1)),
        (Role.DISTRICT_IT, a_commune(district="017")),
    ):
        other = Desk(app, role, near)
        assert other.client.get(f"{FAULTS}show/{fault.id}").status_code == 404
        assert fault.what not in other.see(f"{FAULTS}list/")
        assert counted(unsolved(other.officer.actor)) == [0]


def test_an_empty_report_is_told_at_its_fields(app: Flask) -> None:
    commune = Desk(app, Role.COMMUNE_RECEPTION)
    page = commune.send(f"{FAULTS}add", unit=a_commune().id, kind="", what=" ").text
    assert 'id="kind-error"' in page
    assert 'id="what-error"' in page
