"""Roles composed by an administrator open more pages, but never more rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import Role as StoredRole
from sqlalchemy import select

from app.accounts import queries
from app.accounts.queries import stored_roles
from app.accounts.roles import ROLES, Role
from app.accounts.views.labels import VERBS, noun_words
from app.kernel import clock
from app.kernel.db import db
from tests.accounts.conftest import Person, Places, csrf

ROLES_PAGE = "/can-bo/vai-tro"
People = Callable[..., Person]
Browser = Callable[[Person], FlaskClient]


@pytest.fixture
def admin(person: People, places: Places, browser: Browser) -> FlaskClient:
    return browser(person(Role.CITY_ADMIN, places.department, name="Quản Trị"))


def key_of(verb: str, noun: str) -> str:
    return next(
        str(row.id)
        for row in stored_roles.stored_permissions()
        if (row.permission.name, row.view_menu.name) == (verb, noun)
    )


def compose(client: FlaskClient, name: str, *permissions: tuple[str, str]) -> int:
    page = f"{ROLES_PAGE}/add"
    keys = [key_of(*permission) for permission in permissions]
    form = {"csrf_token": csrf(client, page), "name": name, "permissions": keys}
    return client.post(page, data=form).status_code


def named(name: str) -> StoredRole | None:
    return db.session.scalars(select(StoredRole).where(StoredRole.name == name)).one_or_none()


def given(name: str, somebody: Person) -> None:
    somebody.posting.further = named(name)
    db.session.flush()


def test_the_city_composes_a_role_and_a_posting_holds_it_beside_its_own(
    admin: FlaskClient, person: People, browser: Browser, places: Places
) -> None:
    assert compose(admin, "Theo dõi tập huấn", ("can_add", "TrainingClass")) == 302
    officer = person(Role.COMMUNE_RECEPTION)
    page = f"/can-bo/vi-tri/edit/{officer.posting.id}"
    role = named("Theo dõi tập huấn")
    assert role is not None
    form = {
        "csrf_token": csrf(admin, page),
        "title": "Công chức",
        "further": str(role.id),
        "during": ["2016-01-01", ""],
    }
    assert admin.post(page, data=form).status_code == 302
    assert officer.posting.further is role
    assert browser(officer).get("/can-bo/lop-tap-huan/add").status_code == 200


def test_without_it_the_page_stays_shut(person: People, browser: Browser) -> None:
    officer = browser(person(Role.COMMUNE_RECEPTION))
    assert officer.get("/can-bo/lop-tap-huan/add").status_code != 200


def test_it_opens_pages_and_no_rows(
    admin: FlaskClient, person: People, browser: Browser, places: Places
) -> None:
    assert compose(admin, "Xem hồ sơ", ("can_read", "Dossier"), ("can_edit", "Staff")) == 302
    police = person(Role.POLICE, places.police)
    before = queries.actor_of(police.staff.id, clock.today())
    given("Xem hồ sơ", police)
    after = queries.actor_of(police.staff.id, clock.today())
    assert (after.reads, after.manages, after.city) == (before.reads, before.manages, before.city)
    neighbour = person(Role.COMMUNE_RECEPTION, places.far_away, name="Người Khác")
    page = f"/can-bo/nhan-su/edit/{neighbour.staff.id}"
    assert browser(police).get(page).status_code in {403, 404}


def test_what_is_taken_out_of_a_role_shuts_at_the_next_request(
    admin: FlaskClient, person: People, browser: Browser
) -> None:
    compose(admin, "Tập huấn", ("can_add", "TrainingClass"), ("can_read", "TrainingClass"))
    officer = person(Role.COMMUNE_RECEPTION)
    given("Tập huấn", officer)
    own = browser(officer)
    assert own.get("/can-bo/lop-tap-huan/add").status_code == 200
    role = named("Tập huấn")
    assert role is not None
    page = f"{ROLES_PAGE}/edit/{role.id}"
    keys = [key_of("can_read", "TrainingClass")]
    admin.post(
        page, data={"csrf_token": csrf(admin, page), "name": "Tập huấn", "permissions": keys}
    )
    assert own.get("/can-bo/lop-tap-huan/add").status_code != 200


@pytest.mark.parametrize("role", list(Role))
def test_the_twelve_are_read_only(admin: FlaskClient, role: Role) -> None:
    row = named(role)
    assert row is not None
    assert admin.get(f"{ROLES_PAGE}/show/{row.id}").status_code == 200
    assert admin.get(f"{ROLES_PAGE}/edit/{row.id}").status_code == 403
    token = csrf(admin, f"{ROLES_PAGE}/add")
    admin.post(f"{ROLES_PAGE}/delete/{row.id}", data={"csrf_token": token})
    assert named(role) is not None


@pytest.mark.parametrize("name", ["city_admin", "CÔNG AN HUYỆN", "Quản trị hệ thống Thành phố"])
def test_no_composed_role_takes_the_name_of_one_of_the_twelve(
    admin: FlaskClient, name: str
) -> None:
    labels = {str(facts.label).casefold() for facts in ROLES.values()} | set(Role)
    expected = 200 if name.casefold() in labels else 302
    assert compose(admin, name, ("can_read", "TrainingClass")) == expected


def test_a_role_that_opens_nothing_is_refused(admin: FlaskClient) -> None:
    assert compose(admin, "Trống") == 200
    assert named("Trống") is None


@pytest.mark.parametrize(
    ("verb", "noun"), [("can_read", "SandboxMessage"), ("can_add", "Role"), ("can_edit", "Day")]
)
def test_what_reaches_every_unit_is_not_offered(admin: FlaskClient, verb: str, noun: str) -> None:
    offered = {(r.permission.name, r.view_menu.name) for r in stored_roles.stored_permissions()}
    assert (verb, noun) not in offered
    page = f"{ROLES_PAGE}/add"
    form = {"csrf_token": csrf(admin, page), "name": "Mọi thứ", "permissions": ["999999"]}
    assert admin.post(page, data=form).status_code == 200
    assert named("Mọi thứ") is None


def test_district_it_reads_roles_and_composes_none(
    person: People, browser: Browser, places: Places
) -> None:
    own = browser(person(Role.DISTRICT_IT, places.district))
    assert own.get(f"{ROLES_PAGE}/list/").status_code == 200
    assert own.get(f"{ROLES_PAGE}/add").status_code != 200


def test_a_role_that_somebody_holds_is_not_deleted(admin: FlaskClient, person: People) -> None:
    compose(admin, "Đang dùng", ("can_read", "TrainingClass"))
    given("Đang dùng", person())
    role = named("Đang dùng")
    assert role is not None
    token = csrf(admin, f"{ROLES_PAGE}/add")
    admin.post(f"{ROLES_PAGE}/delete/{role.id}", data={"csrf_token": token})
    assert named("Đang dùng") is not None


def test_every_permission_has_its_words(app: Flask) -> None:
    granted = frozenset().union(*(facts.may for facts in ROLES.values()))
    with app.test_request_context(headers={"Accept-Language": "vi"}):
        assert {noun for _verb, noun in granted if noun_words(noun) == noun} == set()
    assert {verb for verb, _noun in granted} - VERBS.keys() == set()


def test_a_copy_starts_with_what_the_role_may_and_the_page_leads_to_its_holders(
    admin: FlaskClient,
) -> None:
    assert compose(admin, "Theo dõi lớp", ("can_add", "TrainingClass")) == 302
    role = named("Theo dõi lớp")
    assert role
    page = admin.get(f"{ROLES_PAGE}/show/{role.id}").text
    assert f"/can-bo/vi-tri/list/?_flt_0_further={role.id}" in page
    copy = admin.get(f"{ROLES_PAGE}/add?ban-sao={role.id}").text
    key = key_of("can_add", "TrainingClass")
    assert f'value="{key}" checked' in copy
    assert copy.count(" checked") == 1
