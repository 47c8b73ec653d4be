"""Number of statements per page, also with concurrent requests."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.operations import accounts, staff
from app.accounts.roles import Role
from app.kernel.db import db, transaction
from app.kernel.security.tokens import new_token
from app.kernel.web.crud.view import GeneratedView
from app.organisation.models import UnitKind
from harness.stage.databases import Database
from harness.stage.factories import open_session
from tests.accounts.conftest import LONG_AGO, Person, Places, statements, unit

LIST = 8
THREADS = 8


@pytest.fixture
def admin(
    person: Callable[..., Person], places: Places, browser: Callable[[Person], FlaskClient]
) -> FlaskClient:
    return browser(person(Role.CITY_ADMIN, places.department, "Quản Trị"))


def lists(app: Flask) -> list[str]:
    views = app.appbuilder.baseviews  # type: ignore[attr-defined]
    return [f"{view.route_base}/list/" for view in views if isinstance(view, GeneratedView)]


def test_every_list_keeps_its_budget(
    app: Flask, admin: FlaskClient, person: Callable[..., Person], places: Places
) -> None:
    for n in range(30):
        person(name=f"Người Thứ {chr(65 + n // 26)}{chr(97 + n % 26)}")
    admin.get("/can-bo/")
    for page in lists(app):
        with statements(app) as sent:
            answer = admin.get(page)
        if answer.status_code == 403:
            continue
        assert answer.status_code == 200, page
        assert len(sent) <= LIST, (page, sent)


def test_a_list_sends_no_more_statements_for_more_rows(
    app: Flask, admin: FlaskClient, person: Callable[..., Person]
) -> None:
    page = "/can-bo/vi-tri/list/?psize_PostingView=100"
    admin.get(page)
    with statements(app) as few:
        admin.get(page)
    for n in range(20):
        person(name=f"Người Thứ {chr(65 + n // 26)}{chr(97 + n % 26)}")
    with statements(app) as many:
        admin.get(page)
    assert len(many) == len(few)


def test_the_menu_asks_nothing(app: Flask, admin: FlaskClient) -> None:
    admin.get("/can-bo/mat-khau/")
    with statements(app) as sent:
        admin.get("/can-bo/mat-khau/")
    assert len(sent) == 1, sent


def test_each_thread_sees_its_own_search(app: Flask, committed: Database) -> None:
    with transaction():
        department = unit(UnitKind.DEPARTMENT)
        boss = staff.create_staff("Quản Trị", department)
        staff.grant_posting(boss, department, Role.CITY_ADMIN, title="Quản trị", since=LONG_AGO)
        accounts.open_account(boss)
        assert boss.user is not None
        tokens = [new_token() for _n in range(THREADS)]
        for token in tokens:
            open_session(boss.user, token)
    db.session.remove()

    def search(n: int) -> list[str]:
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = tokens[n]
        word = f"tukhoa{n}"
        pages = (
            client.get(f"/can-bo/xa-phuong/list/?_flt_0_name={word}").get_data(as_text=True)
            for _round in range(6)
        )
        others = [f"tukhoa{m}" for m in range(THREADS) if m != n]
        return [other for page in pages for other in others if other in page or word not in page]

    with ThreadPoolExecutor(THREADS) as pool:
        overheard = list(pool.map(search, range(THREADS)))
    assert overheard == [[]] * THREADS
