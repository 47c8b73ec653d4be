"""Officers who look people up, in their own requests with real commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from flask import Flask, session
from sqlalchemy import create_engine

from app.accounts.roles import Role
from app.dossiers.database import browser_proof
from app.dossiers.models.dossier import Dossier
from app.kernel.db import db, transaction
from app.kernel.security.tokens import new_token
from app.residents.models.lookups import Purpose
from app.residents.operations.lookups import ask_again, look_up
from app.residents.queries import LookUpContext
from harness.stage.databases import Database
from harness.stage.factories import AnOfficer, Officer, open_session

HOA = "001190000018"


@dataclass(frozen=True)
class Asker:
    """An officer of the desk with a browser session."""

    app: Flask
    officer: Officer
    posting_id: UUID
    token: str

    @contextmanager
    def at_work(self, draft: tuple[UUID, bytes] | None = None) -> Iterator[None]:
        """A request of this user, whose browser may hold a draft; in its own transactions."""
        db.session.rollback()
        with self.app.test_request_context():
            session["_user_id"] = self.token
            if draft:
                browser_proof.grant_draft(*draft)
            try:
                yield
            finally:
                db.session.rollback()

    def looks_up(
        self, number: str, dossier: Dossier | UUID, purpose: Purpose = Purpose.PERSON
    ) -> UUID:
        """Look somebody up from a dossier."""
        about = LookUpContext(dossier_id=dossier if isinstance(dossier, UUID) else dossier.id)
        with self.at_work():
            return look_up(
                number,
                about=about,
                person="mother_id",
                purpose=purpose,
                posting_id=self.posting_id,
            )


def an_asker(app: Flask, at: Dossier, role: Role = Role.COMMUNE_JUSTICE) -> Asker:
    """A new officer in the commune of a dossier, signed in."""
    officer, token = AnOfficer(role, at.commune), new_token()
    with transaction():
        open_session(officer.user, token)
    return Asker(app, officer, officer.posting.id, token)


def the_worker_asks(database: Database) -> None:
    """A run of the worker, in its own role."""
    engine = create_engine(database.url("mc_worker"))
    usual, db.engines[None] = db.engines[None], engine  # type: ignore[index]  # the dictionary of the extension
    db.session.rollback()
    try:
        ask_again()
    finally:
        db.session.rollback()
        db.engines[None] = usual  # type: ignore[index]  # the dictionary of the extension
        engine.dispose()
