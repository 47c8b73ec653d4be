"""Officers on the pages of outreach, and existing notices and points."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.db import db
from app.organisation.models import Unit
from app.rollout.models.outreach import AssistedPoint, PlaceKind, PublicNotice
from harness.stage.factories import AnOfficer, Officer, a_commune, browser_of
from harness.stage.factories.files import a_photo, stored
from harness.stage.factories.people import seat_of

POSTINGS, POINTS, ROSTER = "/can-bo/niem-yet/", "/can-bo/diem-ho-tro/", "/can-bo/lich-truc/"
FAULTS, OUTREACH = "/can-bo/su-co/", "/can-bo/tuyen-truyen/"


class Desk:
    """A user in a browser."""

    def __init__(self, app: Flask, role: Role, near: Unit | None = None) -> None:
        self.officer: Officer = AnOfficer(role, seat_of(role, near or a_commune()))
        self.client: FlaskClient = browser_of(app, self.officer)

    def see(self, address: str) -> str:
        """The page, which must be there."""
        answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.get_data(as_text=True)

    def send(self, page: str, to: str | None = None, /, **data: Any) -> TestResponse:
        """Post with the token of a page, and follow the redirect."""
        token = self.see(page).split('name="csrf_token"', 1)[1].split('value="', 1)[1]
        fields = {"csrf_token": token.split('"', 1)[0], **data}
        return self.client.post(
            to or page, data=fields, content_type="multipart/form-data", follow_redirects=True
        )


def photo(content: bytes | None = None, name: str = "anh.jpg") -> tuple[BytesIO, str]:
    """A photo as a form sends it."""
    return BytesIO(content or a_photo()), name


def a_posting(
    commune: Unit, by: Officer, kind: PlaceKind = PlaceKind.ONE_STOP, **more: Any
) -> PublicNotice:
    """A current notice in a commune."""
    kept = stored()
    posting = PublicNotice(
        unit=commune,
        kind=kind,
        place=more.pop("place", "Bảng tin trụ sở"),
        posted_on=more.pop("posted_on", date(2016, 11, 1)),
        storage_key=kept.key,
        sha256=kept.sha256,
        size=kept.size,
        mime=kept.mime,
        at=clock.now(),
        by_id=by.staff.id,
        **more,
    )
    db.session.add(posting)
    db.session.flush()
    return posting


def a_point(commune: Unit, name: str = "Nhà văn hóa thôn Đông", **more: Any) -> AssistedPoint:
    """An assisted point."""
    facts = {"place": "Thôn Đông", "hours": "Thứ 2, 8:00–11:00", "computers": 2, "active": True}
    point = AssistedPoint(unit=commune, name=name, **{**facts, **more})
    db.session.add(point)
    db.session.flush()
    return point
