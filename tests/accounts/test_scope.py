"""Every path of a generated view, tried from another commune and with invalid URLs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from babel.numbers import format_decimal
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models.staff import Posting, Staff
from app.accounts.operations import staff as accounts_staff
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.audit.change_log import AuditEntry
from app.kernel.db import db, transaction
from app.organisation.models import Opening
from harness.stage.databases import Database
from harness.stage.factories import AnOfficer, a_commune, browser_of, cleared
from harness.stage.factories.places import DONG_ANH
from tests.accounts.conftest import LONG_AGO, Person, Places, csrf

STAFF = "/can-bo/nhan-su"
POSTINGS = "/can-bo/vi-tri"
CHOICES = "/can-bo/lua-chon"

Make = Callable[..., Person]
Open = Callable[[Person], FlaskClient]


@pytest.fixture
def stranger(person: Make, places: Places) -> Person:
    """An officer of a commune in another district."""
    return person(Role.COMMUNE_RECEPTION, places.far_away, "Người Lạ Mặt")


@pytest.fixture
def neighbour(person: Make, places: Places) -> Person:
    """An officer of another commune in the same district."""
    return person(Role.COMMUNE_LEADER, places.next_door, "Lê Văn Hàng Xóm")


@pytest.fixture
def it(person: Make, places: Places, browser: Open) -> FlaskClient:
    """The browser of the IT officer of the district."""
    return browser(person(Role.DISTRICT_IT, places.district, "Phạm Máy Tính"))


def text(client: FlaskClient, page: str) -> str:
    answer = client.get(page)
    assert answer.status_code == 200, (page, answer.status_code)
    return answer.get_data(as_text=True)


def post(client: FlaskClient, address: str, **form: Any) -> Any:
    form["csrf_token"] = csrf(client, "/can-bo/dang-xuat")
    return client.post(address, data=form)


# --- reading


def test_a_list_shows_the_own_commune_only(
    person: Make, browser: Open, neighbour: Person, stranger: Person
) -> None:
    page = text(browser(person()), f"{STAFF}/list/")
    assert "Nguyễn Thị Hoa" in page
    assert "Hàng Xóm" not in page
    assert "Người Lạ" not in page


def test_the_it_officer_sees_the_district_only(
    it: FlaskClient, neighbour: Person, stranger: Person
) -> None:
    page = text(it, f"{STAFF}/list/")
    assert "Hàng Xóm" in page
    assert "Người Lạ" not in page


def test_pages_of_another_commune_do_not_exist(
    person: Make, browser: Open, neighbour: Person
) -> None:
    own = browser(person())
    for page in (f"{STAFF}/show/{neighbour.staff.id}", f"{POSTINGS}/show/{neighbour.posting.id}"):
        assert own.get(page).status_code == 404


def test_a_related_list_obeys_the_scope_of_its_own_rows(
    person: Make, browser: Open, places: Places
) -> None:
    reader, colleague = person(), person(name="Trần Kiêm Nhiệm")
    accounts_staff.grant_posting(
        colleague.staff,
        places.far_away,
        Role.COMMUNE_LABOUR,
        title="Chức vụ nơi xa",
        since=date(2016, 1, 1),
    )
    page = text(browser(reader), f"{STAFF}/show/{colleague.staff.id}")
    assert "Công chức" in page
    assert "Chức vụ nơi xa" not in page


def test_a_search_finds_names_without_diacritics(it: FlaskClient, neighbour: Person) -> None:
    assert "Hàng Xóm" in text(it, f"{STAFF}/list/?_flt_0_full_name=hang%20xom")
    assert "Hàng Xóm" not in text(it, f"{STAFF}/list/?_flt_0_full_name=khong%20co")


def test_drop_downs_offer_the_managed_units_only(it: FlaskClient, places: Places) -> None:
    found = it.get(f"{CHOICES}/StaffView/unit?q=")
    ids = {choice["id"] for choice in found.get_json()["results"]}
    assert str(places.far_away.id) not in ids
    assert ids


def test_choices_are_paged_and_their_address_is_checked(it: FlaskClient) -> None:
    first = it.get(f"{CHOICES}/PostingView/unit").get_json()
    assert isinstance(first["pagination"]["more"], bool)
    for bad, code in (
        (f"{CHOICES}/PostingView/unit?page=0", 400),
        (f"{CHOICES}/PostingView/unit?page=abc", 400),
        (f"{CHOICES}/PostingView/nothing", 404),
        (f"{CHOICES}/NoView/unit", 404),
    ):
        assert it.get(bad).status_code == code


# --- writing


def test_an_officer_without_the_permission_cannot_write(
    person: Make, browser: Open, places: Places
) -> None:
    somebody = person()
    own = browser(somebody)
    for address in (
        f"{STAFF}/add",
        f"{STAFF}/edit/{somebody.staff.id}",
        f"{STAFF}/action/open_account/{somebody.staff.id}",
        f"{POSTINGS}/action/end/{somebody.posting.id}",
    ):
        assert post(own, address).status_code == 403


def test_a_new_row_of_another_district_is_refused(it: FlaskClient, places: Places) -> None:
    answer = post(it, f"{STAFF}/add", full_name="Kẻ Xâm Nhập", unit=places.far_away.id)
    assert answer.status_code == 200
    assert db.session.scalar(select(func.count()).where(Staff.full_name == "Kẻ Xâm Nhập")) == 0


def test_a_row_cannot_be_moved_to_another_district(
    it: FlaskClient, neighbour: Person, places: Places
) -> None:
    address = f"{STAFF}/edit/{neighbour.staff.id}"
    post(it, address, full_name="Lê Văn Hàng Xóm", unit=places.far_away.id)
    db.session.expire_all()
    assert neighbour.staff.unit_id == places.next_door.id


def test_rows_of_another_district_cannot_be_changed(it: FlaskClient, stranger: Person) -> None:
    for address in (
        f"{STAFF}/edit/{stranger.staff.id}",
        f"{STAFF}/action/start_reset/{stranger.staff.id}",
        f"{STAFF}/action/close_account/{stranger.staff.id}",
        f"{POSTINGS}/edit/{stranger.posting.id}",
        f"{POSTINGS}/action/end/{stranger.posting.id}",
    ):
        assert post(it, address, title="x").status_code == 404


def test_a_bulk_action_with_one_foreign_row_does_nothing(
    it: FlaskClient, neighbour: Person, stranger: Person
) -> None:
    rows = [str(neighbour.posting.id), str(stranger.posting.id)]
    answer = post(it, f"{POSTINGS}/action_post", action="end", rowid=rows)
    assert answer.status_code == 404
    db.session.expire_all()
    assert neighbour.posting.during.upper is None
    assert stranger.posting.during.upper is None


def test_what_is_written_leaves_a_trail_of_names_of_fields_only(
    it: FlaskClient, places: Places
) -> None:
    answer = post(
        it, f"{STAFF}/add", full_name="Đỗ Thị Mới", unit=places.here.id, id_number="001182000123"
    )
    assert answer.status_code == 302
    staff = db.session.scalars(select(Staff).where(Staff.folded == "do thi moi")).one()
    assert staff.id_number == "001182000123"
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.key == str(staff.id))).one()
    assert entry.action == "add"
    assert "id_number" in entry.fields
    assert "001182000123" not in str(entry.fields)


@pytest.mark.parametrize("name", ["", "   ", "\x00", "\u200b\x00"])
def test_a_name_of_nothing_is_asked_for_again(it: FlaskClient, places: Places, name: str) -> None:
    answer = post(it, f"{STAFF}/add", full_name=name, unit=places.here.id, phone="0912 000 123")
    assert answer.status_code == 200
    assert "0912 000 123" in answer.text


def test_the_identity_number_shows_its_last_four_figures(it: FlaskClient, places: Places) -> None:
    staff = accounts_staff.create_staff("Đỗ Thị Mới", places.here, id_number="001182000123")
    db.session.flush()
    page = text(it, f"{STAFF}/show/{staff.id}")
    assert "001182000123" not in page
    assert "0123" in page


def test_a_role_that_the_unit_does_not_have_is_refused(
    it: FlaskClient, neighbour: Person, places: Places
) -> None:
    answer = post(
        it,
        f"{POSTINGS}/add",
        staff=neighbour.staff.id,
        unit=places.next_door.id,
        role=Role.POLICE,
        title="Công an",
        during=["2016-01-01", ""],
    )
    assert answer.status_code == 200
    assert db.session.scalar(select(func.count()).where(Posting.role == Role.POLICE)) == 0


def test_a_posting_is_granted_and_ended(it: FlaskClient, neighbour: Person, places: Places) -> None:
    form = {
        "staff": neighbour.staff.id,
        "unit": places.next_door.id,
        "role": Role.COMMUNE_LABOUR,
        "title": "Công chức",
        "during": ["2016-01-01", ""],
    }
    cleared(neighbour.staff, places.next_door, Role.COMMUNE_LABOUR)
    assert post(it, f"{POSTINGS}/add", **form).status_code == 302
    again = post(it, f"{POSTINGS}/add", **form)
    assert again.status_code == 200
    new = db.session.scalars(select(Posting).where(Posting.role == Role.COMMUNE_LABOUR)).one()
    assert post(it, f"{POSTINGS}/action/end/{new.id}").status_code == 302
    db.session.expire_all()
    assert new.during.upper == clock.today() + timedelta(days=1)


# --- invalid URLs


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("page_StaffView=abc", 400),
        ("page_StaffView=-1", 400),
        ("page_StaffView=99999999999999999999", 400),
        ("page_OtherView=1", 400),
        ("psize_StaffView=1000000", 400),
        ("psize_StaffView=0", 400),
        ("_oc_StaffView=user.password&_od_StaffView=asc", 400),
        ("_oc_StaffView=nosuch&_od_StaffView=asc", 400),
        ("_oc_StaffView=full_name&_od_StaffView=sideways", 400),
        ("_oc_StaffView=unit.name&_od_StaffView=desc", 200),
        ("_flt_0_password=x", 400),
        ("_flt_9_full_name=x", 400),
        ("_flt_x_full_name=x", 400),
        ("_flt_0_full_name=%00", 400),
        ("_flt_0_full_name=%25%27;--", 200),
        ("_flt_0_unit=99999999999999999999", 200),
        ("_flt_0_unit=abc", 200),
        ("page_StaffView=7", 200),
    ],
)
def test_crooked_lists_are_never_an_error_of_ours(it: FlaskClient, query: str, code: int) -> None:
    assert it.get(f"{STAFF}/list/?{query}").status_code == code


@pytest.mark.parametrize(
    "query", ["_flt_0_during=31/02/2016", "_flt_0_during=03/25/2016", "_flt_0_role=king"]
)
def test_a_condition_that_cannot_be_read_finds_nothing_and_says_so(
    it: FlaskClient, neighbour: Person, query: str
) -> None:
    page = text(it, f"{POSTINGS}/list/?{query}")
    assert "Hàng Xóm" not in page
    assert "alert" in page


def test_days_are_understood_as_people_write_them(it: FlaskClient, neighbour: Person) -> None:
    assert "Hàng Xóm" in text(it, f"{POSTINGS}/list/?_flt_0_during=14/11/2016")
    assert "Hàng Xóm" not in text(it, f"{POSTINGS}/list/?_flt_0_during=14/11/2015")


@pytest.mark.parametrize(
    "key", ["abc", "99999999999", "%00", "6f9619ff-8b86-4d01-b42d-00c04fc964ff", "a/b"]
)
def test_crooked_keys_are_not_found(it: FlaskClient, key: str) -> None:
    assert it.get(f"{STAFF}/show/{key}").status_code == 404
    assert it.get(f"{STAFF}/edit/{key}").status_code == 404
    assert post(it, f"{STAFF}/action/open_account/{key}").status_code == 404


def test_unknown_actions_are_not_found_and_links_change_nothing(
    it: FlaskClient, neighbour: Person
) -> None:
    assert post(it, f"{STAFF}/action/nosuch/{neighbour.staff.id}").status_code == 404
    assert post(it, f"{STAFF}/action_post", action="nosuch").status_code == 404
    assert it.get(f"{POSTINGS}/action/end/{neighbour.posting.id}").status_code == 405
    assert it.get(f"{STAFF}/download/x").status_code == 404


def test_a_post_without_its_token_is_refused(it: FlaskClient, neighbour: Person) -> None:
    assert it.post(f"{POSTINGS}/action/end/{neighbour.posting.id}").status_code == 400


# --- roles


def test_an_ended_posting_opens_nothing(person: Make, browser: Open) -> None:
    own = browser(person(until=clock.today() - timedelta(days=1)))
    assert own.get(f"{STAFF}/list/").status_code == 403


def test_a_posting_that_begins_tomorrow_opens_nothing_today(person: Make, browser: Open) -> None:
    own = browser(person(since=clock.today() + timedelta(days=1)))
    assert own.get(f"{STAFF}/list/").status_code == 403


def test_the_city_administrator_manages_all_staff(
    person: Make, browser: Open, places: Places, stranger: Person
) -> None:
    admin = browser(person(Role.CITY_ADMIN, places.department, "Quản Trị"))
    assert "Người Lạ" in text(admin, f"{STAFF}/list/")
    assert admin.get(f"{STAFF}/edit/{stranger.staff.id}").status_code == 200


def test_roles_are_shown_and_cannot_be_written(it: FlaskClient) -> None:
    assert it.get("/can-bo/vai-tro/list/").status_code == 200
    assert it.get("/can-bo/vai-tro/add").status_code != 200


def test_a_list_counts_all_its_rows(it: FlaskClient) -> None:
    page = text(it, "/can-bo/mo-tiep-nhan/list/")
    every = db.session.scalars(select(func.count()).select_from(Opening)).one()
    assert format_decimal(every, locale="vi") in page


def test_rows_that_one_may_only_read_offer_no_change(
    it: FlaskClient, places: Places, neighbour: Person
) -> None:
    own, foreign = places.next_door.id, places.far_away.id
    page = text(it, f"/can-bo/xa-phuong/list/?_flt_0_district={places.district.id}")
    page += text(it, f"/can-bo/xa-phuong/list/?_flt_0_district={places.far_away.district_id}")
    assert f"/can-bo/xa-phuong/edit/{own}" in page
    assert f"/can-bo/xa-phuong/show/{foreign}" in page
    assert f"/can-bo/xa-phuong/edit/{foreign}" not in page
    assert "/edit/" not in text(it, f"/can-bo/xa-phuong/show/{foreign}")


def test_the_start_page_counts_those_who_wait_for_an_account(
    it: FlaskClient, places: Places
) -> None:
    staff = accounts_staff.create_staff("Đỗ Thị Mới", places.here)
    accounts_staff.grant_posting(
        staff, places.here, Role.COMMUNE_JUSTICE, title="Công chức", since=date(2016, 1, 1)
    )
    db.session.flush()
    assert "/can-bo/chua-co-tai-khoan/list/" in text(it, "/can-bo/")
    assert "Đỗ Thị Mới" in text(it, "/can-bo/chua-co-tai-khoan/list/")


def test_no_posting_is_ended_when_the_own_one_is_among_them(
    committed: Database, app: Flask
) -> None:
    district = a_commune().district
    officer = AnOfficer(Role.DISTRICT_IT, district)
    colleague = AnOfficer(Role.DISTRICT_IT, district)
    browser = browser_of(app, officer)
    rows = [str(colleague.posting.id), str(officer.posting.id)]
    answer = post(browser, f"{POSTINGS}/action_post", action="end", rowid=rows)
    assert answer.status_code == 403
    assert "cho chính mình" in answer.get_data(as_text=True)
    db.session.expire_all()
    assert officer.posting.during.upper is None
    assert colleague.posting.during.upper is None


def test_a_posting_of_somebody_from_another_district_is_ended_like_any_other(
    committed: Database, app: Flask
) -> None:
    """Row-level security hides the person of another unit; the posting is of this district."""
    here, away = a_commune(0), a_commune(0, district=DONG_ANH)
    moved = AnOfficer(Role.COMMUNE_RECEPTION, away)
    with transaction():
        posting = accounts_staff.grant_posting(
            moved.staff, here, Role.COMMUNE_JUSTICE, title="Công chức", since=LONG_AGO
        )
    there = browser_of(app, moved)
    browser = browser_of(app, AnOfficer(Role.DISTRICT_IT, here.district))
    answer = post(browser, f"{POSTINGS}/action_post", action="end", rowid=[str(posting.id)])
    assert answer.status_code == 302
    assert there.get("/can-bo/").status_code == 302
    db.session.expire_all()
    assert posting.during.upper == clock.today() + timedelta(days=1)
