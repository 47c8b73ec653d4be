"""Message templates as data: versions are immutable, the newest is in use."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, DateTime, ForeignKey, String, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, column_property, mapped_column

from app.accounts.conditions import ADMINISTERS
from app.accounts.models.staff import Staff
from app.accounts.roles import Role
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, checked, named, stored
from app.kernel.row_security.conditions import ANYBODY, Rows, holds, me
from app.kernel.row_security.grants import ADD, Granted


class Variant(StrEnum):
    """The case for which a template is written (trường hợp dùng)."""

    SAID = "said"
    IN_PART = "in_part"
    """Part of the request was refused."""
    AT_HOME = "at_home"
    """Officers visit the citizen."""


class TemplateVersion(Sealed, Base):
    """One version of a template's texts in one language (mẫu tin báo).

    Immutable: a change is a new version, so that sent messages can be rendered again.
    """

    __tablename__ = "message_wording"
    __noun__ = _("Version of a message template"), _("Versions of message templates")
    __is_catalogue__ = True
    __rows__ = Rows(
        see=ANYBODY, add=f"({ADMINISTERS} or {holds(Role.CITY_JUSTICE)}) and {me('by_id')}"
    )
    __granted__ = Granted(web=ADD)
    __append_only__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    template: Mapped[str] = mapped_column(String(64), info=named(_("Message")))
    language: Mapped[str] = mapped_column(String(2), info=named(_("Language")))
    variant: Mapped[Variant] = mapped_column(stored(Variant), info=named(_("Case")))
    n: Mapped[int] = mapped_column(info=named(_("Version")))
    subject: Mapped[str] = mapped_column(Text, info=named(_("Subject of the e-mail")))
    full: Mapped[str] = mapped_column(Text, info=named(_("Text of the e-mail")))
    """The e-mail text, with variables as ``%(code)s``."""
    sms: Mapped[str] = mapped_column(Text, info=named(_("Short message")))
    accented: Mapped[bool] = mapped_column(info=named(_("Short message with diacritics")))
    """The short message keeps its diacritics: 70 characters per part instead of 160."""
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), info=named(_("Written at")))
    by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Staff.id), index=True, info=named(_("Written by"))
    )
    """The author; NULL for texts shipped with the system."""

    by_name: Mapped[str | None] = column_property(func.mc_staff_name(by_id))

    __table_args__ = (
        checked("variant", Variant),
        UniqueConstraint("template", "language", "variant", "n"),
        CheckConstraint("language IN ('vi', 'en')", name="language"),
        CheckConstraint("n > 0", name="n"),
    )
