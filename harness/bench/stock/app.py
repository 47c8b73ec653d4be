"""A stock application: models, one generated view, the package's own templates and sign-in.

Its accounts are in their own schema (``stock``), so that ours stay as they are.
"""

from __future__ import annotations

import os
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import Flask, g
from flask_appbuilder import AppBuilder, Model, ModelView
from flask_appbuilder.models.filters import BaseFilter
from flask_appbuilder.models.sqla.base import SQLA
from flask_appbuilder.models.sqla.interface import SQLAInterface
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

OFFICER = "stock.officer"
"""The user who sees one commune, that of ``STOCK_COMMUNE``."""

db = SQLA()


class Unit(Model):
    """A commune, a district, an agency."""

    __tablename__ = "unit"
    __table_args__ = {"schema": "public"}

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(200))

    def __repr__(self) -> str:
        return self.name


class Procedure(Model):
    """A version of a procedure."""

    __tablename__ = "procedure_version"
    __table_args__ = {"schema": "public"}

    id: Mapped[int] = mapped_column(primary_key=True)
    n: Mapped[int]

    def __repr__(self) -> str:
        return str(self.id)


class Dossier(Model):
    """A dossier."""

    __tablename__ = "dossier"
    __table_args__ = {"schema": "public"}

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    commune_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    procedure_version_id: Mapped[int] = mapped_column(ForeignKey(Procedure.id))
    state: Mapped[str] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(32))
    subject_name: Mapped[str] = mapped_column(String(200))
    subject_born: Mapped[date | None]
    applicant_name: Mapped[str] = mapped_column(String(200))
    applicant_phone: Mapped[str | None] = mapped_column(String(20))
    applicant_id: Mapped[str | None] = mapped_column(String(20))
    submitted_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    promised_at: Mapped[datetime | None]
    registered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    note: Mapped[str | None] = mapped_column(String(2000))

    commune: Mapped[Unit] = relationship()
    procedure: Mapped[Procedure] = relationship()


class OwnCommune(BaseFilter):
    """An officer sees the dossiers of the own commune."""

    name = "Own commune"
    arg_name = "own"

    def apply(self, query: Any, value: Any) -> Any:
        if g.user.username != OFFICER:
            return query
        return query.filter(Dossier.commune_id == int(os.environ["STOCK_COMMUNE"]))


class DossierView(ModelView):
    """The list, search and page that the package makes of the table."""

    datamodel = SQLAInterface(Dossier)
    base_filters = [["commune_id", OwnCommune, None]]
    base_order = ("submitted_at", "desc")
    page_size = 25
    list_columns = ["subject_name", "code", "commune", "state", "submitted_at", "due_at"]
    show_columns = [
        "code", "subject_name", "subject_born", "commune", "procedure", "state", "channel",
        "submitted_at", "registered_at", "due_at", "promised_at", "ended_at", "applicant_name",
        "applicant_phone", "applicant_id", "note",
    ]  # fmt: skip
    add_columns = edit_columns = ["subject_name", "state", "commune", "procedure", "note"]
    search_columns = [
        "subject_name", "code", "state", "commune", "procedure", "channel", "submitted_at",
        "due_at", "applicant_name", "applicant_phone", "applicant_id",
    ]  # fmt: skip


def create() -> Flask:
    """The application; the first start makes its accounts and permissions."""
    made = Flask(__name__)
    made.config.update(
        SECRET_KEY=os.environ["SECRET_KEY"],
        SQLALCHEMY_DATABASE_URI=os.environ["STOCK_URL"],
        SESSION_COOKIE_NAME="stock",
        APP_NAME="Stock",
        FAB_UPDATE_PERMS=os.environ.get("STOCK_SETUP") == "1",
        FAB_CREATE_DB=os.environ.get("STOCK_SETUP") == "1",
        RATELIMIT_ENABLED=False,
    )
    with made.app_context():
        db.init_app(made)
        builder = AppBuilder(made, db.session)
        builder.add_view(DossierView, "Dossiers", icon="fa-folder", category="Records")
        if os.environ.get("STOCK_SETUP") == "1":
            manager = builder.sm
            for name in ("stock.admin", OFFICER):
                if manager.find_user(username=name) is None:
                    role = manager.find_role("Admin")
                    manager.add_user(name, name, name, f"{name}@invalid", role, os.urandom(9).hex())
        db.session.remove()
        db.engine.dispose()  # forked processes open their own connections
    return made


def cookies(app: Flask) -> dict[str, str]:
    """The cookie of each account, as after sign-in."""
    found = {}
    with app.app_context():
        for name in ("stock.admin", OFFICER):
            user = app.appbuilder.sm.find_user(username=name)  # type: ignore[attr-defined]
            browser = app.test_client()
            with browser.session_transaction() as session:
                session["_user_id"], session["_fresh"] = str(user.id), True
            cookie = browser.get_cookie("stock")
            found[name] = f"stock={cookie.value}" if cookie else ""
    return found
