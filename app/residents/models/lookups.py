"""Look-ups in the population database: who asked for what, and the answer."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _
from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    Uuid,
    column,
    select,
    table,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship
from sqlalchemy.sql import func

from app.accounts.conditions import LEADS_COMMUNE, OVERSEES
from app.accounts.models.staff import Posting, Staff
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData, checked, named, stored
from app.kernel.row_security.conditions import IS_STAFF, Rows, me, there
from app.kernel.row_security.grants import PURGE, READ, Granted, of_columns
from app.organisation.models import Unit
from app.residents.models.residents import MOMENT, NUMBER

_DOSSIER = table("dossier", column("id"), column("code"))


CAME_FROM = table("submission_key", column("key"), column("dossier_id"))
"""Maps drafts to dossiers; a table of a higher package, whose classes are not imported here."""


class Purpose(StrEnum):
    """The purpose of a look-up in the population database (mục đích tra cứu)."""

    PERSON = "person"
    RESIDENCE = "residence"
    HOUSEHOLD = "household"
    MARITAL = "marital"
    FAMILY = "family"
    ALIVE = "alive"


class LookUpOutcome(StrEnum):
    """The outcome of a look-up in the population database (kết quả tra cứu)."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    WAITING = "waiting"
    """The population database was unavailable; the look-up is retried automatically."""
    UNANSWERED = "unanswered"
    """Logged, but interrupted before it was executed; has to be repeated by the officer."""


def _of_look_up(of: str) -> str:
    """The log row was asked for by this person, or from a dossier that they may read."""
    return f"({me(f'{of}.staff_id')} or mc_sees_look_up({of}.dossier_id, {of}.draft_id))"


class LookupPurpose(Base):
    """The fields that a purpose gives access to (mục đích tra cứu); synced from code."""

    __tablename__ = "lookup_purpose"
    __is_catalogue__ = True
    __granted__ = Granted(web=READ)

    code: Mapped[Purpose] = mapped_column(stored(Purpose), primary_key=True)
    fields: Mapped[list[str]] = mapped_column(JSONB)

    __table_args__ = (checked("code", Purpose),)


class LookUp(Sealed, Base):
    """One look-up in the population database, logged before it is executed (lượt tra cứu).

    No name and no number: ``subject`` is a keyed hash that only the database can compute.
    ``mc_note_look_up`` alone writes here.
    """

    __tablename__ = "population_lookup"
    __noun__ = _("Look-up in the population database"), _("Look-ups in the population database")
    __rows__ = Rows(see=f"{OVERSEES} or {LEADS_COMMUNE} or {_of_look_up('population_lookup')}")
    """The cheap conditions first: whoever oversees a unit reads no dossier to see its look-ups."""
    __granted__ = Granted(web=READ, public=READ, worker=READ)
    __append_only__ = True

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    at: Mapped[datetime] = mapped_column(MOMENT, index=True, info=named(_("At")))
    """Real time, not business time."""
    staff_id: Mapped[UUID] = mapped_column(ForeignKey(Staff.id), info=named(_("Person")))
    posting_id: Mapped[UUID] = mapped_column(ForeignKey(Posting.id), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), info=named(_("Unit")))
    dossier_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    draft_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    """The declaration that an officer fills in at the desk, before it is a dossier."""
    person: Mapped[str] = mapped_column(String(40))
    """The person in the dossier: key of the block or question with the number."""
    purpose: Mapped[Purpose] = mapped_column(stored(Purpose), info=named(_("Purpose")))
    subject: Mapped[str] = mapped_column(String(64))

    staff_name: Mapped[str | None] = column_property(func.mc_staff_name(staff_id))
    outcome: Mapped[LookUpOutcome] = column_property(
        type_coerce(func.mc_look_up_outcome(id), stored(LookUpOutcome)),
        info=named(_("Result of it")),
    )
    """Returned by the database to every reader of the row, even without access to the answer."""
    code: Mapped[str | None] = column_property(
        func.coalesce(
            select(_DOSSIER.c.code).where(_DOSSIER.c.id == dossier_id).scalar_subquery(),
            select(_DOSSIER.c.code)
            .join(CAME_FROM, CAME_FROM.c.dossier_id == _DOSSIER.c.id)
            .where(CAME_FROM.c.key == draft_id)
            .scalar_subquery(),
        ),
        deferred=True,
        info=named(_("Dossier")),
    )
    """Of the dossier, if the reader may read it; each way by its own index."""
    staff: Mapped[Staff] = relationship()
    unit: Mapped[Unit] = relationship()
    answer: Mapped[PopulationAnswer | None] = relationship(viewonly=True)

    __table_args__ = (
        checked("purpose", Purpose),
        CheckConstraint("(dossier_id IS NULL) <> (draft_id IS NULL)", name="about_one"),
        Index("ix_population_lookup_staff", "staff_id", "at"),
        Index("ix_population_lookup_unit", "unit_id", "at"),
        Index("ix_population_lookup_subject", "subject"),
    )


class PopulationAnswer(Sealed, PersonalData, Base):
    """The answer of the population database, unchanged (kết quả tra cứu, ảnh chụp dữ liệu).

    Written by ``mc_look_up`` only; sealed with the journals.
    """

    __tablename__ = "population_answer"
    __rows__ = Rows(
        see=f"{IS_STAFF} and "
        + there("population_lookup", f"there.id = lookup_id and {_of_look_up('there')}")
    )
    __granted__ = Granted(web=READ, worker=READ)
    __append_only__ = True

    lookup_id: Mapped[UUID] = mapped_column(ForeignKey(LookUp.id), unique=True)
    at: Mapped[datetime] = mapped_column(MOMENT)
    found: Mapped[bool]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """The fields of the purpose; empty if nobody has the number."""
    source: Mapped[str | None] = mapped_column(String(200))
    as_of: Mapped[date | None] = mapped_column(Date)


class PopulationQuestion(Base):
    """A look-up waiting until the population database is available (tra cứu chờ kết nối)."""

    __tablename__ = "population_question"
    __rows__ = Rows(
        see=there("population_lookup", "there.id = lookup_id"),
        add=there("population_lookup", f"there.id = lookup_id and {me('there.staff_id')}"),
    )
    __granted__ = Granted(
        web=frozenset({"INSERT"}) | of_columns("SELECT", "lookup_id"), worker=PURGE
    )

    lookup_id: Mapped[UUID] = mapped_column(ForeignKey(LookUp.id), primary_key=True)
    number: Mapped[str] = mapped_column(NUMBER)
