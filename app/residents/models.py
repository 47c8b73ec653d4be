"""Tables of the population database and of every question that is put to it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

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

from app.accounts.models import Posting, Staff
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData, checked, stored
from app.organisation.models import Unit

MOMENT = DateTime(timezone=True)
NUMBER = String(12)
NAME = String(200)

_DOSSIER = table("dossier", column("id"), column("code"))
CAME_FROM = table("submission_key", column("key"), column("dossier_id"))
"""Which draft became which dossier: tables of the room above, whose classes are not ours."""


class Purpose(StrEnum):
    """What an answer of the population database is needed for (mục đích tra cứu)."""

    PERSON = "person"
    RESIDENCE = "residence"
    HOUSEHOLD = "household"
    MARITAL = "marital"
    FAMILY = "family"
    ALIVE = "alive"


class ImportState(StrEnum):
    """Where a file of the police stands (trạng thái tệp nhập)."""

    WAITING = "waiting"
    READING = "reading"
    CHECKED = "checked"
    TO_APPLY = "to_apply"
    APPLYING = "applying"
    APPLIED = "applied"
    FAILED = "failed"
    DROPPED = "dropped"


class AlarmKind(StrEnum):
    """What a supervisor should look at (loại cảnh báo)."""

    DECOY = "decoy"


class LookUpOutcome(StrEnum):
    """What became of a question to the population database (kết quả tra cứu)."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    WAITING = "waiting"
    """The population database was away; the question is put again by itself."""
    UNANSWERED = "unanswered"
    """Written down, but broken off before it was asked: whoever needs it asks anew."""


class PersonFacts:
    """The facts of one person, as the police's file tells them (Luật CCCD 2014 Đ9, TT 66/2015)."""

    number: Mapped[str] = mapped_column(NUMBER)
    """The personal number (số định danh), or the 9 figures of whoever has none yet."""
    old_number: Mapped[str | None] = mapped_column(String(9))
    name: Mapped[str] = mapped_column(NAME)
    born: Mapped[str] = mapped_column(String(10))
    """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, as far as it is known."""
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
    """Where the person lives now (nơi ở hiện tại)."""
    father_name: Mapped[str | None] = mapped_column(NAME)
    father_number: Mapped[str | None] = mapped_column(NUMBER)
    father_nationality: Mapped[str | None] = mapped_column(String(8))
    mother_name: Mapped[str | None] = mapped_column(NAME)
    mother_number: Mapped[str | None] = mapped_column(NUMBER)
    mother_nationality: Mapped[str | None] = mapped_column(String(8))
    spouse_name: Mapped[str | None] = mapped_column(NAME)
    spouse_number: Mapped[str | None] = mapped_column(NUMBER)
    spouse_nationality: Mapped[str | None] = mapped_column(String(8))
    guardian_name: Mapped[str | None] = mapped_column(NAME)
    guardian_number: Mapped[str | None] = mapped_column(NUMBER)
    guardian_nationality: Mapped[str | None] = mapped_column(String(8))
    household_code: Mapped[str | None] = mapped_column(String(20))
    relation: Mapped[str | None] = mapped_column(String(40))
    """To the head of the household (quan hệ với chủ hộ)."""
    died_on: Mapped[str | None] = mapped_column(String(10))
    missing_since: Mapped[str | None] = mapped_column(String(10))
    decoy: Mapped[bool]
    """Nobody real: whoever asks for it raises an alarm (hồ sơ mồi)."""


class HouseholdFacts:
    """The facts of a household (hộ gia đình)."""

    household_book: Mapped[str | None] = mapped_column(String(20))
    """The number of the household book (số sổ hộ khẩu)."""
    household_address: Mapped[str | None] = mapped_column(Text)
    head_name: Mapped[str | None] = mapped_column(NAME)
    head_number: Mapped[str | None] = mapped_column(NUMBER)


class ResidentImport(PersonalData, Base):
    """One file of the police, checked and then brought in as a whole (đợt nhập dữ liệu dân cư)."""

    __tablename__ = "resident_import"

    file_name: Mapped[str] = mapped_column(String(200))
    storage_key: Mapped[str | None] = mapped_column(String(80), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(200))
    """Who gave the data (nguồn dữ liệu)."""
    as_of: Mapped[date] = mapped_column(Date)
    """The day of which the data tells (ngày dữ liệu)."""
    state: Mapped[ImportState] = mapped_column(stored(ImportState))
    at: Mapped[datetime] = mapped_column(MOMENT, index=True)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)
    checked_at: Mapped[datetime | None] = mapped_column(MOMENT)
    applied_at: Mapped[datetime | None] = mapped_column(MOMENT)
    size: Mapped[int]
    """Bytes of the file."""
    done: Mapped[int]
    """Bytes read so far, or rows brought in so far."""
    rows: Mapped[int]
    new: Mapped[int]
    changed: Mapped[int]
    same: Mapped[int]
    kept: Mapped[int]
    """Rows that tell something else than we know, but of an earlier day: not brought in."""
    refused: Mapped[int]
    warned: Mapped[int]
    """Rows that are brought in although something in them is odd."""
    refused_key: Mapped[str | None] = mapped_column(String(80), index=True)
    """Where the refused and the odd rows lie, each with its reasons."""
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

    code: Mapped[str] = mapped_column(String(20), unique=True)
    """The police's code (mã hộ)."""
    as_of: Mapped[date] = mapped_column(Date)


class Resident(PersonalData, PersonFacts, Base):
    """One person of the population database (công dân trong cơ sở dữ liệu dân cư).

    No officer's page reads this table: the only way to it is ``mc_look_up``.
    """

    __tablename__ = "resident"

    source: Mapped[str] = mapped_column(String(200))
    as_of: Mapped[date] = mapped_column(Date)
    import_id: Mapped[UUID] = mapped_column(ForeignKey(ResidentImport.id), index=True)
    """The file that last changed the row."""
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    """Of the facts, so that the same row brought in again changes nothing."""

    __table_args__ = (
        Index("uq_resident_number", "number", unique=True),
        Index("ix_resident_old_number", "old_number"),
    )


class ResidentRow(PersonFacts, HouseholdFacts, Base):
    """A row of a file on its way in (dòng dữ liệu chờ nhập); nothing of it is used yet."""

    __tablename__ = "resident_row"

    import_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = ({"prefixes": ["UNLOGGED"]},)


class LookupPurpose(Base):
    """What a purpose lets the database answer (mục đích tra cứu); written by the programme."""

    __tablename__ = "lookup_purpose"

    code: Mapped[Purpose] = mapped_column(stored(Purpose), primary_key=True)
    fields: Mapped[list[str]] = mapped_column(JSONB)

    __table_args__ = (checked("code", Purpose),)


class LookUp(Sealed, Base):
    """One question to the population database, written down before it is asked (lượt tra cứu).

    No name and no number: ``subject`` is a seal of the number that only the database can make.
    ``mc_note_look_up`` alone writes here.
    """

    __tablename__ = "population_lookup"
    __append_only__ = True

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    at: Mapped[datetime] = mapped_column(MOMENT, index=True)
    """Of the real clock."""
    staff_id: Mapped[UUID] = mapped_column(ForeignKey(Staff.id))
    posting_id: Mapped[UUID] = mapped_column(ForeignKey(Posting.id), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    dossier_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    draft_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    """The declaration that the officer fills in at the desk, before it is a dossier."""
    person: Mapped[str] = mapped_column(String(40))
    """Whom of the dossier it is about: the key of the block or question with the number."""
    purpose: Mapped[Purpose] = mapped_column(stored(Purpose))
    subject: Mapped[str] = mapped_column(String(64))

    staff_name: Mapped[str | None] = column_property(func.mc_staff_name(staff_id))
    outcome: Mapped[LookUpOutcome] = column_property(
        type_coerce(func.mc_look_up_outcome(id), stored(LookUpOutcome))
    )
    """Told by the database to whoever reads the line, be the answer for their eyes or not."""
    code: Mapped[str | None] = column_property(
        select(_DOSSIER.c.code)
        .where(
            _DOSSIER.c.id
            == func.coalesce(
                dossier_id,
                select(CAME_FROM.c.dossier_id).where(CAME_FROM.c.key == draft_id).scalar_subquery(),
            )
        )
        .scalar_subquery(),
        deferred=True,
    )
    """Of the dossier, for whoever may read that."""
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
    """What the population database said, as it said it (kết quả tra cứu, ảnh chụp dữ liệu).

    ``mc_look_up`` alone writes here; sealed with the journals.
    """

    __tablename__ = "population_answer"
    __append_only__ = True

    lookup_id: Mapped[UUID] = mapped_column(ForeignKey(LookUp.id), unique=True)
    at: Mapped[datetime] = mapped_column(MOMENT)
    found: Mapped[bool]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """The fields of the purpose; empty where nobody has the number."""
    source: Mapped[str | None] = mapped_column(String(200))
    as_of: Mapped[date | None] = mapped_column(Date)


class PopulationQuestion(Base):
    """A question that waits until the population database can be reached (tra cứu chờ kết nối)."""

    __tablename__ = "population_question"

    lookup_id: Mapped[UUID] = mapped_column(ForeignKey(LookUp.id), primary_key=True)
    number: Mapped[str] = mapped_column(NUMBER)


class PopulationAlarm(Base):
    """A look-up that a supervisor should ask about (cảnh báo tra cứu); the officer sees it not."""

    __tablename__ = "population_alarm"

    id: Mapped[int] = mapped_column(primary_key=True)
    lookup_id: Mapped[UUID] = mapped_column(ForeignKey(LookUp.id), index=True)
    kind: Mapped[AlarmKind] = mapped_column(stored(AlarmKind))
    at: Mapped[datetime] = mapped_column(MOMENT, index=True)
    settled_at: Mapped[datetime | None] = mapped_column(MOMENT)
    settled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)
    finding: Mapped[str | None] = mapped_column(Text)
    """What came of it, as the supervisor wrote it."""

    lookup: Mapped[LookUp] = relationship()
    settled_by_name: Mapped[str | None] = column_property(func.mc_staff_name(settled_by_id))

    __table_args__ = (checked("kind", AlarmKind),)


class PopulationOutage(Base):
    """A time in which the population database is not asked (thời gian tạm ngừng tra cứu)."""

    __tablename__ = "population_outage"

    id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(MOMENT)
    until: Mapped[datetime | None] = mapped_column(MOMENT)
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)

    by_name: Mapped[str | None] = column_property(func.mc_staff_name(by_id))

    __table_args__ = (CheckConstraint("until IS NULL OR until > since", name="ends_later"),)
