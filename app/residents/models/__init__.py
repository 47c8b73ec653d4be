"""Tables of the population database and of the look-ups in it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _
from sqlalchemy import (
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
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
from app.accounts.models import Posting, Staff
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData, checked, named, stored
from app.kernel.row_security.conditions import IS_STAFF, NEVER, WHOLE_CITY, Rows, me, there
from app.kernel.row_security.grants import KEEP, NOTHING, PURGE, READ, Granted, of_columns
from app.organisation.models import Unit

MOMENT = DateTime(timezone=True)
NUMBER = String(12)
NAME = String(200)

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


class ImportState(StrEnum):
    """The state of a police file (trạng thái tệp nhập)."""

    WAITING = "waiting"
    READING = "reading"
    CHECKED = "checked"
    TO_APPLY = "to_apply"
    APPLYING = "applying"
    APPLIED = "applied"
    FAILED = "failed"
    DROPPED = "dropped"


class LookUpOutcome(StrEnum):
    """The outcome of a look-up in the population database (kết quả tra cứu)."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    WAITING = "waiting"
    """The population database was unavailable; the look-up is retried automatically."""
    UNANSWERED = "unanswered"
    """Logged, but interrupted before it was executed; has to be repeated by the officer."""


class PersonFacts:
    """The facts of one person, as in the police file (Luật CCCD 2014 Đ9, TT 66/2015)."""

    number: Mapped[str] = mapped_column(NUMBER)
    """The personal number (số định danh), or the old 9-digit number."""
    old_number: Mapped[str | None] = mapped_column(String(9))
    name: Mapped[str] = mapped_column(NAME)
    born: Mapped[str] = mapped_column(String(10))
    """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, as far as known."""
    sex: Mapped[str | None] = mapped_column(String(8))
    """``male`` or ``female``, as in answers."""
    birth_place: Mapped[str | None] = mapped_column(Text)
    origin: Mapped[str | None] = mapped_column(Text)
    ethnicity: Mapped[str | None] = mapped_column(String(8))
    """A code of the list of ethnic groups, as in answers."""
    religion: Mapped[str | None] = mapped_column(String(80))
    nationality: Mapped[str | None] = mapped_column(String(8))
    marital: Mapped[str | None] = mapped_column(String(16))
    blood: Mapped[str | None] = mapped_column(String(4))
    residence_place: Mapped[str | None] = mapped_column(String(8))
    """The code of the commune of the permanent residence (nơi thường trú)."""
    residence: Mapped[str | None] = mapped_column(Text)
    dwelling_place: Mapped[str | None] = mapped_column(String(8))
    dwelling: Mapped[str | None] = mapped_column(Text)
    """The current address (nơi ở hiện tại)."""
    father_name: Mapped[str | None] = mapped_column(NAME)
    father_number: Mapped[str | None] = mapped_column(NUMBER)
    father_nationality: Mapped[str | None] = mapped_column(String(8))
    mother_name: Mapped[str | None] = mapped_column(NAME)
    mother_number: Mapped[str | None] = mapped_column(NUMBER)
    mother_nationality: Mapped[str | None] = mapped_column(String(8))
    spouse_name: Mapped[str | None] = mapped_column(NAME)
    spouse_number: Mapped[str | None] = mapped_column(NUMBER)
    spouse_nationality: Mapped[str | None] = mapped_column(String(8))
    representative_name: Mapped[str | None] = mapped_column(NAME)
    representative_number: Mapped[str | None] = mapped_column(NUMBER)
    representative_nationality: Mapped[str | None] = mapped_column(String(8))
    household_code: Mapped[str | None] = mapped_column(String(20))
    relation: Mapped[str | None] = mapped_column(String(40))
    """To the head of the household (quan hệ với chủ hộ)."""
    died_on: Mapped[str | None] = mapped_column(String(10))
    missing_since: Mapped[str | None] = mapped_column(String(10))
    decoy: Mapped[bool]
    """A fictitious person: a look-up raises an alarm (hồ sơ mồi)."""


class HouseholdFacts:
    """The facts of a household (hộ gia đình)."""

    household_book: Mapped[str | None] = mapped_column(String(20))
    """The number of the household book (số sổ hộ khẩu)."""
    household_address: Mapped[str | None] = mapped_column(Text)
    head_name: Mapped[str | None] = mapped_column(NAME)
    head_number: Mapped[str | None] = mapped_column(NUMBER)


def _of_look_up(of: str) -> str:
    """The log row was asked for by this person, or from a dossier that they may read."""
    return f"({me(f'{of}.staff_id')} or mc_sees_look_up({of}.dossier_id, {of}.draft_id))"


class ResidentImport(PersonalData, Base):
    """One police file, validated and then imported as a whole (đợt nhập dữ liệu dân cư)."""

    __tablename__ = "resident_import"
    __noun__ = _("File of the population database"), _("Files of the population database")
    __names_files__ = ("storage_key", "refused_key")
    __rows__ = Rows(see=WHOLE_CITY, add=f"{WHOLE_CITY} and {me('by_id')}", change=WHOLE_CITY)
    __granted__ = Granted(web=KEEP)
    __set_once__ = (
        "id", "file_name", "storage_key", "sha256", "source", "as_of", "at", "by_id", "size",
    )  # fmt: skip

    file_name: Mapped[str] = mapped_column(String(200), info=named(_("File")))
    storage_key: Mapped[str | None] = mapped_column(String(80), index=True)
    sha256: Mapped[str] = mapped_column(String(64), info=named(_("SHA-256")))
    source: Mapped[str] = mapped_column(String(200), info=named(_("Who gave the data")))
    """The source of the data (nguồn dữ liệu)."""
    as_of: Mapped[date] = mapped_column(Date, info=named(_("Day of the data")))
    """The reference date of the data (ngày dữ liệu)."""
    state: Mapped[ImportState] = mapped_column(stored(ImportState), info=named(_("State")))
    at: Mapped[datetime] = mapped_column(MOMENT, index=True, info=named(_("Sent in")))
    by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Staff.id), index=True, info=named(_("By"))
    )
    checked_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Checked")))
    applied_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Imported at")))
    size: Mapped[int] = mapped_column(info=named(_("Size")))
    """File size in bytes."""
    done: Mapped[int]
    """Bytes read, or rows imported, so far."""
    rows: Mapped[int]
    new: Mapped[int] = mapped_column(info=named(_("New people")))
    changed: Mapped[int] = mapped_column(info=named(_("People changed")))
    same: Mapped[int]
    kept: Mapped[int]
    """Rows that differ from ours but have an earlier reference date: not imported."""
    refused: Mapped[int] = mapped_column(info=named(_("Rows refused")))
    warned: Mapped[int]
    """Rows that are imported with a warning."""
    refused_key: Mapped[str | None] = mapped_column(String(80), index=True)
    """Storage key of the file of refused and odd rows, with reasons."""
    fault: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column()

    by_name: Mapped[str | None] = column_property(func.mc_staff_name(by_id))

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (checked("state", ImportState),)

    def __str__(self) -> str:
        return self.file_name


class Household(PersonalData, HouseholdFacts, Base):
    """People who live together under one head (hộ gia đình)."""

    __tablename__ = "household"
    __rows__ = Rows(see=NEVER)
    __granted__ = Granted(web=NOTHING)

    code: Mapped[str] = mapped_column(String(20), unique=True)
    """The police's code (mã hộ)."""
    as_of: Mapped[date] = mapped_column(Date)


class Resident(PersonalData, PersonFacts, Base):
    """One person of the population database (công dân trong cơ sở dữ liệu dân cư).

    No page reads this table: the only access is ``mc_look_up``.
    """

    __tablename__ = "resident"
    __rows__ = Rows(see=NEVER)
    """Only ``mc_look_up`` reads people, with the owner's rights, for a logged request."""
    __granted__ = Granted(web=NOTHING)

    source: Mapped[str] = mapped_column(String(200))
    as_of: Mapped[date] = mapped_column(Date)
    import_id: Mapped[UUID] = mapped_column(ForeignKey(ResidentImport.id), index=True)
    """The file that last changed the row."""
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    """Hash of the facts, so that importing the same row again changes nothing."""

    __table_args__ = (
        Index("uq_resident_number", "number", unique=True),
        Index("ix_resident_old_number", "old_number"),
    )


class ResidentRow(PersonFacts, HouseholdFacts, Base):
    """A staged row of a file (dòng dữ liệu chờ nhập); not used until imported."""

    __tablename__ = "resident_row"
    __without_rows__ = "grants shut it to all but the worker; COPY fills no table with policies"
    __granted__ = Granted(web=NOTHING)

    import_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = ({"prefixes": ["UNLOGGED"]},)


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
