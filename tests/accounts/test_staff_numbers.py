"""Nobody is entered twice: numbers are refused at their fields, all at once."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models.staff import Staff
from app.accounts.roles import Role
from app.kernel.db import db
from harness.stage.factories import AnOfficer, a_commune, browser_of
from tests.accounts.conftest import csrf

pytestmark = pytest.mark.usefixtures("database")
ADD = "/can-bo/nhan-su/add"
TAKEN = ("Đã có cán bộ mang số định danh này", "Đã có cán bộ khác dùng số điện thoại này")


def people_called(name: str) -> int:
    return len(db.session.scalars(select(Staff).where(Staff.full_name == name)).all())


def test_both_numbers_of_another_unit_are_refused_at_their_fields(app: Flask) -> None:
    other = AnOfficer(Role.COMMUNE_JUSTICE, a_commune()).staff
    other.phone, other.id_number = "0912345670", "001180012345"
    db.session.flush()
    keeper = AnOfficer(Role.DISTRICT_IT)
    client = browser_of(app, keeper)
    form = {
        "csrf_token": csrf(client, ADD),
        "full_name": "Trịnh Thị Trùng",
        "unit": keeper.posting.unit_id,
        "phone": "091 234 5670",
        "id_number": "001180012345",
    }
    page = client.post(ADD, data=form)
    assert page.status_code == 200
    for words in TAKEN:
        assert words in page.text
    assert other.full_name not in page.text, "who has it, and where, is not told"
    assert people_called("Trịnh Thị Trùng") == 0

    free = {**form, "phone": "0912345679", "id_number": "001180012346"}
    assert client.post(ADD, data=free).status_code == 302
    assert people_called("Trịnh Thị Trùng") == 1


def test_whoever_is_changed_keeps_the_own_numbers(app: Flask) -> None:
    keeper = AnOfficer(Role.DISTRICT_IT)
    staff = AnOfficer(Role.DISTRICT_OFFICE, keeper.posting.unit).staff
    staff.phone = "0912345671"
    db.session.flush()
    client = browser_of(app, keeper)
    edit = f"/can-bo/nhan-su/edit/{staff.id}"
    form = {"csrf_token": csrf(client, edit), "full_name": "Tên Mới", "phone": staff.phone}
    assert client.post(edit, data={**form, "unit": keeper.posting.unit_id}).status_code == 302


def test_all_that_is_wrong_is_told_at_once(app: Flask) -> None:
    client = browser_of(app, AnOfficer(Role.DISTRICT_IT))
    form = {"csrf_token": csrf(client, ADD), "full_name": "12", "phone": "5", "id_number": "7"}
    page = client.post(ADD, data=form).text
    for field in ("full_name", "unit", "phone", "id_number"):
        assert f'id="{field}-error"' in page
