"""The leading department publishes its guidance; everybody in the roll-out reads it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pypdf
import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.db import db
from app.kernel.files.orphan_cleanup import known_keys
from app.rollout.models.guidance import Guidance
from tests.rollout.office import Desk

pytestmark = pytest.mark.usefixtures("database")

PAGE = "/can-bo/huong-dan/"


def a_pdf() -> tuple[BytesIO, str]:
    """A sheet as the department sends it."""
    made, sheet = BytesIO(), pypdf.PdfWriter()
    sheet.add_blank_page(595, 842)
    sheet.write(made)
    return BytesIO(made.getvalue()), "huong-dan.pdf"


def publish(desk: Desk, **changes: Any) -> str:
    form = {
        "number": "2345/STTTT-CNTT",
        "title": "Hướng dẫn lập danh sách cán bộ",
        "issued_on": clock.today().isoformat(),
        "note": "Gửi danh sách trước ngày 30/10.",
        "document": a_pdf(),
    }
    return desk.send(f"{PAGE}add", **{**form, **changes}).text


def test_the_department_publishes_and_a_commune_reads(app: Flask) -> None:
    publish(Desk(app, Role.CITY_ADMIN))
    document = db.session.scalars(select(Guidance)).one()
    desk = Desk(app, Role.COMMUNE_RECEPTION)
    assert "2345/STTTT-CNTT" in desk.see(f"{PAGE}list/")
    assert "Gửi danh sách trước" in desk.see(f"{PAGE}show/{document.id}")
    with desk.client.get(f"{PAGE}{document.id}/tep") as file:
        assert (file.status_code, file.mimetype) == (200, "application/pdf")
        assert file.data.startswith(b"%PDF")
    assert known_keys([document.storage_key, "0" * 32]) == {document.storage_key}


def test_only_the_department_publishes(app: Flask) -> None:
    desk = Desk(app, Role.DISTRICT_IT)
    assert desk.client.get(f"{PAGE}add").status_code in {302, 403, 404}
    assert db.session.scalars(select(Guidance)).all() == []


def test_without_a_file_nothing_is_published(app: Flask) -> None:
    said = publish(Desk(app, Role.CITY_ADMIN), document=(BytesIO(b""), ""))
    assert db.session.scalars(select(Guidance)).all() == []
    assert "Chọn tệp của văn bản" in said
