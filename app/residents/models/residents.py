"""The population data: people, households, and the files they came from."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import Date, DateTime, ForeignKey, Index, LargeBinary, String, Text, Uuid
from sqlalchemy.orm import Mapped, column_property, mapped_column
from sqlalchemy.sql import func

from app.accounts.models.staff import Staff
from app.kernel.db import Base, PersonalData, checked, named, stored
from app.kernel.row_security.conditions import NEVER, WHOLE_CITY, Rows, me
from app.kernel.row_security.grants import KEEP, NOTHING, Granted

MOMENT = DateTime(timezone=True)
NUMBER = String(12)


NAME = String(200)


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
