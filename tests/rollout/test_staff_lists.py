"""A staff list from its first line to staff records: who edits it, who decides on it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts.models.staff import Staff
from app.accounts.operations import staff
from app.accounts.roles import Role
from app.kernel.db import ChangedMeanwhile, db
from app.kernel.errors import NotAllowed
from app.organisation.models import UnitKind
from app.rollout.models.staff_lists import ListEvent, ListLine, ListState, StaffList
from app.rollout.operations import staff_lists
from harness.stage.factories.people import AnOfficer, Officer
from harness.stage.factories.places import a_commune, agency
from harness.stage.factories.staff_lists import a_list, a_person, a_row, bring_in
from tests.refusals import expect_refusal

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def district() -> Officer:
    return AnOfficer(Role.DISTRICT_IT, agency(UnitKind.DISTRICT))


@pytest.fixture
def city() -> Officer:
    return AnOfficer(Role.CITY_ADMIN)


def _handed_in(district: Officer, people: int = 2) -> StaffList:
    staff_list = a_list(district.staff.unit, district)
    rows = [a_row(n, a_commune(n % 2)) for n in range(people)]
    bring_in(staff_list, rows, district)
    staff_lists.submit(staff_list, by=district.actor, version=staff_list.version)
    return staff_list


def _lines(staff_list: StaffList) -> list[ListLine]:
    return list(db.session.scalars(select(ListLine).filter_by(list_id=staff_list.id)))


def test_the_city_approves_a_list_and_each_person_is_staff_once(
    district: Officer, city: Officer
) -> None:
    staff_list = a_list(district.staff.unit, district)
    commune = a_commune()
    twice: dict[str, Any] = {
        "full_name": a_person(1),
        "phone": "0930000001",
        "id_number": "001000000001",
    }
    rows = [
        a_row(1, commune, **twice),
        a_row(1, commune, Role.COMMUNE_JUSTICE, **twice),
        a_row(2, commune),
    ]
    bring_in(staff_list, rows, district)
    staff_lists.submit(staff_list, by=district.actor, version=staff_list.version)
    staff_lists.approve(staff_list, by=city.actor, version=staff_list.version)
    found = _lines(staff_list)
    assert staff_list.state is ListState.APPROVED
    assert len({line.staff_id for line in found}) == 2
    people = db.session.scalars(select(Staff).where(Staff.id.in_([x.staff_id for x in found])))
    assert {(one.full_name, one.phone, one.unit_id) for one in people} == {
        (a_person(1), "0930000001", commune.id),
        (a_person(2), "0930000002", commune.id),
    }


def test_somebody_who_works_here_already_is_linked_and_put_right(
    district: Officer, city: Officer
) -> None:
    known = staff.create_staff("NGUYỄN VĂN AN", a_commune(), id_number="001000000000")
    db.session.flush()
    staff_list = _handed_in(district, 1)
    staff_lists.approve(staff_list, by=city.actor, version=staff_list.version)
    db.session.refresh(known)
    assert [line.staff_id for line in _lines(staff_list)] == [known.id]
    assert (known.full_name, known.phone) == ("Nguyễn Văn An", "0930000000")


def test_a_district_approves_the_list_of_its_commune_and_not_its_own(district: Officer) -> None:
    leader = AnOfficer(Role.COMMUNE_LEADER)
    of_commune = a_list(leader.staff.unit, leader)
    bring_in(of_commune, [a_row(7, leader.staff.unit)], leader)
    staff_lists.submit(of_commune, by=leader.actor, version=of_commune.version)
    with pytest.raises(NotAllowed):
        staff_lists.approve(of_commune, by=leader.actor, version=of_commune.version)
    staff_lists.approve(of_commune, by=district.actor, version=of_commune.version)
    own = _handed_in(district)
    with pytest.raises(NotAllowed):
        staff_lists.approve(own, by=district.actor, version=own.version)


def test_whoever_made_a_list_does_not_decide_on_it(city: Officer) -> None:
    other = AnOfficer(Role.CITY_ADMIN)
    staff_list = a_list(agency(UnitKind.DISTRICT), city)
    bring_in(staff_list, [a_row(1, a_commune())], city)
    staff_lists.submit(staff_list, by=city.actor, version=staff_list.version)
    with expect_refusal("You wrote a part of this list, handed it in, or are named"):
        staff_lists.approve(staff_list, by=city.actor, version=staff_list.version)
    staff_lists.approve(staff_list, by=other.actor, version=staff_list.version)


def test_a_returned_list_carries_the_remarks_and_is_handed_in_again(
    district: Officer, city: Officer
) -> None:
    staff_list = _handed_in(district)
    with expect_refusal("Write what has to be changed"):
        staff_lists.return_list(staff_list, "  ", by=city.actor, version=staff_list.version)
    line = _lines(staff_list)[0]
    staff_lists.remark(line, "Ghi đúng chức danh", by=city.actor)
    version = staff_list.version
    staff_lists.return_list(staff_list, "Thiếu cán bộ LĐTBXH", by=city.actor, version=version)
    assert (staff_list.state, staff_list.remarks) == (ListState.RETURNED, "Thiếu cán bộ LĐTBXH")
    assert line.remark == "Ghi đúng chức danh"
    staff_lists.submit(staff_list, by=district.actor, version=staff_list.version)
    told = db.session.scalars(
        select(ListEvent.action).filter_by(list_id=staff_list.id).order_by(ListEvent.id)
    ).all()
    assert told == ["open", "bring_in", "submit", "return", "submit"]


def test_a_list_that_was_handed_in_is_taken_back_before_it_is_decided(
    district: Officer, city: Officer
) -> None:
    staff_list = _handed_in(district)
    read_by_the_city = staff_list.version
    staff_lists.take_back(staff_list, by=district.actor, version=staff_list.version)
    with pytest.raises(ChangedMeanwhile):
        staff_lists.approve(staff_list, by=city.actor, version=read_by_the_city)
    with expect_refusal("The list has moved on in the meantime"):
        staff_lists.approve(staff_list, by=city.actor, version=staff_list.version)


def test_a_further_list_begins_when_the_first_is_approved(district: Officer, city: Officer) -> None:
    first = _handed_in(district)
    with expect_refusal("The list before is not approved yet"):
        staff_lists.open_list(first.unit, 1, by=district.actor)
    staff_lists.approve(first, by=city.actor, version=first.version)
    assert first.waits_until is None, "it was approved"
    further = staff_lists.open_list(first.unit, 1, by=district.actor)
    db.session.refresh(further)
    assert further.n == 2
    assert further.waits_until is None, "a supplement comes when it is needed"


def test_an_empty_list_and_a_police_station_hand_in_nothing(
    district: Officer, city: Officer
) -> None:
    staff_list = a_list(district.staff.unit, district)
    with expect_refusal("There is nobody on the list yet"):
        staff_lists.submit(staff_list, by=district.actor, version=staff_list.version)
    with expect_refusal("districts and communes do"):
        staff_lists.open_list(agency(UnitKind.POLICE), 1, by=city.actor)


def test_nobody_is_taken_in_whose_number_became_somebody_elses(
    district: Officer, city: Officer
) -> None:
    staff_list = _handed_in(district)
    staff.create_staff("Người Khác Hẳn", a_commune(3), id_number="001000000000")
    db.session.flush()
    with expect_refusal("lines cannot stand"):
        staff_lists.approve(staff_list, by=city.actor, version=staff_list.version)
    listed = select(func.count()).where(
        ListLine.list_id == staff_list.id, ListLine.staff_id.is_not(None)
    )
    assert db.session.scalar(listed) == 0
