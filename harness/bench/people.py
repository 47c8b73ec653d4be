"""The users of the measured pages: their cookies, dossiers and drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from app.accounts import queries
from app.accounts.models.staff import Posting
from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import submission
from app.dossiers.queries import visibility
from app.dossiers.views.citizen import browser_session
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.security import encryption
from app.kernel.text.folding import fold
from app.procedures import queries as procedures
from harness.bench.readers import READERS
from harness.stage.databases import Database, door_of
from harness.stage.factories import Officer, browser_of

OTHERS: Mapping[str, str] = {
    "commune_leader": "chutich.kimchung",
    "justice": "tuphap.kimchung",
    "police": "congan.donganh",
    "admin": "quantri",
}
"""Officers of whom one page is measured, none of a single dossier."""
SEVERAL = 12
RARE = "Xuyến"
"""A given name that no invented person has: as many dossiers bear it in a city of any size."""
COPIED = "%-1___"
"""Codes of copied dossiers: those of the demonstration have more rows."""

Scope = tuple[Any, ...]
"""What proves who asks, as ``mc_enter`` takes it: session, draft, its token, dossier, its key."""


@dataclass(frozen=True)
class Person:
    """A user with a browser."""

    cookie: str
    scope: Scope
    dossiers: tuple[UUID, ...] = ()
    commune: int = 0


@dataclass(frozen=True)
class Citizen:
    """A family with a draft and a ticket for its dossier."""

    cookie: str
    writing: Scope
    following: Scope


@dataclass(frozen=True)
class People:
    """All users of one city."""

    officers: Mapping[str, Person]
    citizen: Citizen
    deep: UUID
    """The last row before the deep page."""


def gather(database: Database, app: Flask, filler: Flask, deep: int) -> People:
    with filler.app_context():
        officers = {name: _officer(app, username) for name, username in READERS.items()}
        officers |= {
            name: _officer(app, username, reads=False) for name, username in OTHERS.items()
        }
        last = db.session.scalars(
            select(Dossier.id)
            .order_by(Dossier.submitted_at.desc(), Dossier.id.desc())
            .offset(deep - 1)
            .limit(1)
        ).one()
        citizen = _citizen(database, app, officers["commune"].dossiers[0])
    _give_rare_names(database, officers["commune"].dossiers)
    return People(officers, citizen, last)


def _officer(app: Flask, username: str, *, reads: bool = True) -> Person:
    staff = queries.staff_of(username)
    own = select(Posting).where(Posting.staff_id == staff.id, Posting.stands_for_id.is_(None))
    posting = db.session.scalars(own).first()
    if posting is None:
        raise LookupError(username)
    browser = browser_of(app, Officer(staff, posting))
    with browser.session_transaction() as session:
        scope = (session["_user_id"], None, "", None, "")
    if not reads:
        return Person(_cookie(app, browser), scope)
    actor = queries.actor_of(staff.id, clock.today())
    some = (
        visibility.visible_to(actor)
        .with_only_columns(Dossier.id)
        .where(Dossier.state == State.RETURNED, Dossier.code.like(COPIED))
        .order_by(Dossier.submitted_at.desc(), Dossier.id.desc())
        .limit(SEVERAL)
    )
    return Person(_cookie(app, browser), scope, tuple(db.session.scalars(some)), posting.unit_id)


def _give_rare_names(database: Database, dossiers: Sequence[UUID]) -> None:
    """For a search whose answers do not grow with the city."""
    name = f"Trần Mẫu {RARE}"
    with database.connect() as line:
        line.execute("set session_replication_role = replica")
        line.execute(
            "update dossier set subject_name = %s, subject_folded = %s"
            " where id = any(%s) and subject_name <> %s",
            [name, fold(name), list(dossiers), name],
        )


def _citizen(database: Database, app: Flask, key: UUID) -> Citizen:
    found = db.session.get_one(Dossier, key)
    version, commune, answers = found.procedure_version, found.commune, dict(found.answers)
    with app.app_context(), app.test_request_context():
        door = door_of(database, key)
        ticket = encryption.signer("tracking").dumps([key.hex, door])
    with transaction():
        draft, token = submission.open_draft(version, commune, answers)
        draft.completed_sections = [page.key for page in procedures.form(version).pages(answers)]
        db.session.flush()
        draft_id = str(draft.id)
    browser = app.test_client()
    with browser.session_transaction() as session:
        session[browser_session.DRAFTS] = [[draft_id, token.hex()]]
        session[browser_session.TICKET] = ticket
    writing, following = ("", draft_id, token.hex(), None, ""), ("", None, "", str(key), door)
    return Citizen(_cookie(app, browser), writing, following)


def _cookie(app: Flask, browser: Any) -> str:
    name = app.config["SESSION_COOKIE_NAME"]
    return f"{name}={browser.get_cookie(name).value}"
