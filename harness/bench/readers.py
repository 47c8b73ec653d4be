"""The readers of the measured pages, and the pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts import queries
from app.accounts.models.staff import Posting
from app.dossiers.models.dossier import Dossier
from app.dossiers.queries import visibility
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from harness.stage.factories import Officer, browser_of

READERS: Mapping[str, str] = {
    "commune": "motcua.kimchung",
    "district": "lanhdao.donganh",
    "city": "sotuphap",
}
"""An officer of a desk, a leader of a district, the city's department of justice."""
DESK, LIST = "/can-bo/mot-cua/", "/can-bo/ho-so/list/"
DOSSIER = "/can-bo/mot-cua/ho-so/{}"
SEVERAL = 12
"""Dossiers opened in turn."""


@dataclass(frozen=True)
class Reader:
    """A reader with an open browser and dossiers to read."""

    browser: FlaskClient
    dossiers: tuple[UUID, ...]

    def address(self, page: str, turn: int) -> str:
        pages = {"desk": DESK, "list": LIST}
        return pages.get(page) or DOSSIER.format(self.dossiers[turn % len(self.dossiers)])


PAGES = ("desk", "dossier", "list")


def reader(app: Flask, filler: Flask, username: str) -> Reader:
    """A signed-in user of the demonstration, found with the owner's role."""
    with filler.app_context():
        staff = queries.staff_of(username)
        posting = db.session.scalars(select(Posting).where(Posting.staff_id == staff.id)).first()
        if posting is None:
            raise LookupError(username)
        browser = browser_of(app, Officer(staff, posting))
        actor = queries.actor_of(staff.id, clock.today())
        return Reader(browser, _some_of(actor))


def _some_of(actor: Actor) -> tuple[UUID, ...]:
    """Dossiers this user may read, from all years, always the same ones."""
    query = visibility.visible_to(actor).with_only_columns(Dossier.id)
    spread = func.hashtextextended(Dossier.code, 0)
    return tuple(db.session.scalars(query.order_by(spread).limit(SEVERAL)))
