"""An officer arranges a list, keeps the view for colleagues, and finds people in one box."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.accounts.roles import Role
from app.dossiers.workflow import State
from app.kernel.db import db
from app.kernel.saved import SavedView
from tests.accounts.conftest import Person, Places, csrf
from tests.factories import ADossier

LIST, SETUP = "/can-bo/ho-so/list/", "/can-bo/sap-xep/DossierView"
Make = Callable[..., Person]
Open = Callable[[Person], FlaskClient]


@pytest.fixture
def reception(person: Make, places: Places, browser: Open) -> FlaskClient:
    return browser(person(Role.COMMUNE_RECEPTION, places.here, "Trần Thị Tiếp Nhận"))


def text(client: FlaskClient, page: str) -> str:
    answer = client.get(page)
    assert answer.status_code == 200, (page, answer.status_code)
    return answer.get_data(as_text=True)


def codes(page: str) -> set[str]:
    return set(re.findall(r"tim=([\w.%-]+?)\"", page.partition("<tbody>")[2]))


def send(client: FlaskClient, address: str, work: str, **form: Any) -> Any:
    sent = {name.replace("_", "-"): value for name, value in form.items()}
    token = csrf(client, "/can-bo/dang-xuat")
    return client.post(address, data={"csrf_token": token, "viec": work, **sent})


OR = {
    "noi_0": "any",
    "cot_0_0": "state", "so_0_0": "eq", "gia_0_0": "accepted",
    "cot_0_1": "state", "so_0_1": "eq", "gia_0_1": "ready",
}  # fmt: skip


def test_either_condition_is_enough_and_the_view_is_a_colleagues_too(
    reception: FlaskClient, person: Make, places: Places, browser: Open
) -> None:
    new, taken, ready = (
        ADossier(state, commune=places.here)
        for state in (State.SUBMITTED, State.ACCEPTED, State.READY)
    )
    answer = send(reception, SETUP, "dung", **OR, cot=["code", "channel"], thu_tu=["code"])
    assert answer.status_code == 303
    page = text(reception, answer.location)
    assert codes(page) == {taken.code, ready.code}
    assert 'data-label="Hình thức nộp"' in page
    assert 'data-label="Hạn trả"' not in page
    answer = send(
        reception, answer.location.replace(LIST, SETUP), "luu-moi",
        **OR, cot=["code"], ten="Cần trả", cho=f"unit-{places.here.id}", dau="1",
    )  # fmt: skip
    assert codes(text(reception, answer.location)) == {taken.code, ready.code}
    assert codes(text(reception, LIST)) == {taken.code, ready.code}, "it opens the list"
    assert codes(text(reception, f"{LIST}?xem=0")) == {new.code, taken.code, ready.code}
    colleague = browser(person(Role.COMMUNE_JUSTICE, places.here, "Lê Văn Hộ Tịch"))
    shared = f"?xem={db.session.query(SavedView.id).scalar()}"
    assert "Cần trả" in text(colleague, LIST)
    assert codes(text(colleague, LIST)) == {new.code, taken.code, ready.code}
    assert codes(text(colleague, LIST + shared)) == {taken.code, ready.code}
    assert send(colleague, SETUP + shared, "xoa").status_code == 404
    stranger = browser(person(Role.COMMUNE_RECEPTION, places.far_away, "Người Lạ Mặt"))
    assert "Cần trả" not in text(stranger, LIST)
    assert "Chế độ xem này không còn" in text(stranger, LIST + shared)
    assert send(reception, SETUP + shared, "xoa").status_code == 303
    assert db.session.query(SavedView).count() == 0
