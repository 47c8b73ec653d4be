"""Guidance that the leading department publishes for districts and communes."""

from datetime import date, datetime
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.conditions import ADMINISTERS
from app.accounts.models.staff import Staff
from app.kernel.db import Base, named
from app.kernel.row_security.conditions import IS_USER, Rows
from app.kernel.row_security.grants import KEEP, READ, Granted
from app.rollout.models.staff_lists import MOMENT


class Guidance(Base):
    """A document of guidance with its file, and whether it still holds (văn bản hướng dẫn)."""

    __tablename__ = "rollout_guidance"
    __noun__ = _("Guidance"), _("Guidance of the department")
    __names_files__ = ("storage_key",)
    __rows__ = Rows.written(see=IS_USER, write=ADMINISTERS)
    __granted__ = Granted(web=KEEP, worker=READ)
    __set_once__ = ("id", "storage_key", "sha256", "size", "mime", "at", "by_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(60), info=named(_("Number and sign")))
    """As on the document: ``2345/STTTT-CNTT``."""
    title: Mapped[str] = mapped_column(String(300), info=named(_("About")))
    issued_on: Mapped[date] = mapped_column(info=named(_("Date of the document")))
    note: Mapped[str | None] = mapped_column(Text, info=named(_("What to do with it")))
    withdrawn_on: Mapped[date | None] = mapped_column(info=named(_("No longer holds from")))
    storage_key: Mapped[str] = mapped_column(String(80), unique=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    mime: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(MOMENT, info=named(_("Put on this page")))
    by_id: Mapped[UUID] = mapped_column(ForeignKey(Staff.id), index=True)

    __table_args__ = (CheckConstraint("withdrawn_on >= issued_on", name="in_order"),)

    def __repr__(self) -> str:
        return self.number
