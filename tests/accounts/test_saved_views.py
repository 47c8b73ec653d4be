"""Saved views: an officer arranges a list, shares the view, and finds people in one search
field.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from app.accounts.roles import Role
from app.dossiers.workflow import State
from app.kernel.db import db
from app.kernel.web.lists.saved_view import SavedView
from harness.stage.factories import ADossier
from tests.accounts.conftest import Person, Places, csrf

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
    return set(
        re.findall(r"tim=([\w.%-]+?)\"", page.partition("<tbody>")[2].partition("</tbody>")[0])
    )


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


def test_one_box_finds_a_name_a_code_or_a_whole_number(
    reception: FlaskClient, places: Places
) -> None:
    dossier = ADossier(State.ACCEPTED, commune=places.here)
    other = ADossier(State.SUBMITTED, commune=places.here, child_name="Phạm Thị Khác")
    phone, name = str(dossier.applicant_phone), dossier.subject_folded
    finds = {
        name: {dossier.code},
        name[:4]: {dossier.code},
        dossier.code[-11:].lower(): {dossier.code},
        f"{phone[:4]} {phone[4:7]} {phone[7:]}": {dossier.code, other.code},
        phone[:-1]: set(),
        str(dossier.applicant_id)[:-1]: set(),
        "pham thi": {other.code},
    }
    for typed, found in finds.items():
        assert codes(text(reception, f"{LIST}?tim={typed}")) == found, typed


def test_what_a_role_sees_first_is_set_by_the_administrator(
    reception: FlaskClient, person: Make, places: Places, browser: Open
) -> None:
    dossier = ADossier(State.READY, commune=places.here)
    ADossier(State.SUBMITTED, commune=places.here)
    form = {"noi_0": "all", "cot_0_0": "state", "so_0_0": "eq", "gia_0_0": "ready", "cot": "code"}
    for_them = {"ten": "Chờ trả kết quả", "cho": f"role-{Role.COMMUNE_RECEPTION}"}
    assert send(reception, SETUP, "luu-moi", **form, **for_them).status_code == 200
    assert db.session.query(SavedView).count() == 0
    admin = browser(person(Role.CITY_ADMIN, places.department, "Nguyễn Văn Quản"))
    staff = SETUP.replace("Dossier", "Staff")
    assert send(admin, SETUP, "luu-moi", **form, **for_them).status_code == 303
    assert codes(text(reception, LIST)) == {dossier.code}
    assert len(codes(text(reception, f"{LIST}?tim=261"))) == 2, "what is asked for is not narrowed"
    assert "Chờ trả kết quả" in text(admin, "/can-bo/sap-xep/")
    assert text(admin, staff)
    theirs = f"{SETUP}?xem={db.session.query(SavedView.id).scalar()}"
    assert 'value="Chờ trả kết quả"' in text(admin, theirs)
    assert send(reception, theirs, "xoa").status_code == 404
    assert send(admin, theirs, "xoa").status_code == 303
    assert len(codes(text(reception, LIST))) == 2


def test_a_page_that_arranges_loses_nothing_and_takes_nothing_crooked(
    reception: FlaskClient,
) -> None:
    half = {
        "noi_0": "any",
        "cot_0_0": "submitted_at", "so_0_0": "from", "gia_0_0": "hôm kia",
        "cot_0_1": "subject_name", "so_0_1": "ct", "gia_0_1": "Trần",
    }  # fmt: skip
    page = send(reception, SETUP, "dung", **half, ten="Của tôi").get_data(as_text=True)
    for kept in ("hôm kia", "Trần", "Của tôi", "Không đọc được"):
        assert kept in page, kept
    more = send(reception, SETUP, "them-0", **half, moi_0="state").get_data(as_text=True)
    assert 'name="cot-0-2" value="state"' in re.sub(r"\s+", " ", more)
    less = send(reception, SETUP, "bo-0-0", **half).get_data(as_text=True)
    assert "hôm kia" not in less
    for crooked in CROOKED:
        assert reception.get(f"{LIST}?loc={quote(crooked)}").status_code == 400, crooked
    for crooked in ("xem=x", 'loc=["all",["due_at","from","x"]]', "cot=code", "tim=%25"):
        assert reception.get(f"{LIST}?{crooked}").status_code == 200, crooked
    assert reception.get(f"{LIST}?cot=answers").status_code == 400
    assert reception.get("/can-bo/sap-xep/Desk2").status_code == 404


CROOKED = (
    "x", "{", "[]", "3", '["all",3]', '["none"]', '["all",["state","eq"]]',
    '["all",["answers","eq","x"]]', '["all",["state","ct","x"]]', '["all",["state","eq",3]]',
    '["all",["all",["all",["state","eq","x"]]]]', '["all",["applicant_id","eq","\\u0000"]]',
    '["all",["subject_name","ct","\\ud800"]]', "[" * 2_000,
    '["any"' + ',["state","eq","new"]' * 21 + "]",
)  # fmt: skip
