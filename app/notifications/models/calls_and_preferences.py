"""Call tasks for citizens who were not reached, and officers' digest preferences."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    String,
    Text,
    Uuid,
    column,
    func,
    select,
    table,
    text,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.accounts.models.staff import Staff
from app.kernel.db import Base, PersonalData, checked, named, stored
from app.kernel.row_security.conditions import MINE, Rows, own, read, there
from app.kernel.row_security.grants import KEEP, PURGE, Granted
from app.kernel.vocabulary import Term, Tone
from app.notifications.models.outbox import Message
from app.organisation.models import Unit

MOMENT = DateTime(timezone=True)
_DOSSIER = table("dossier", column("id"), column("code"))
"""A table of a higher package: its code, subject to row-level security."""


class CallOutcome(Term):
    """How a call ended (kết quả gọi điện)."""

    tone: Tone

    TOLD = "told", _("told the citizen"), Tone.READY
    NO_ANSWER = "no_answer", _("no answer, call again"), Tone.WAITING
    """The task stays open."""
    WRONG_NUMBER = "wrong_number", _("wrong number"), Tone.LATE
    CAME_IN = "came_in", _("the citizen came to the desk"), Tone.READY
    NOT_NEEDED = "not_needed", _("not needed"), Tone.CLOSED
    TOLD_LATER = "told_later", _("told by a later message"), Tone.READY
    """A later message of the same kind was delivered; nobody called."""
    OVERTAKEN = "overtaken", _("the dossier has gone on"), Tone.CLOSED
    """The dossier has moved on, so that the message is obsolete; nobody called."""


class CallTask(PersonalData, Base):
    """A citizen to be phoned because a message was not delivered (cần gọi điện)."""

    __tablename__ = "call_task"
    __noun__ = _("Call to a citizen"), _("Calls to citizens")
    __rows__ = Rows(
        see=read("unit_id"), add=there("dossier", "there.id = about"), change=own("unit_id")
    )
    __granted__ = Granted(web=KEEP, public=frozenset({"INSERT"}))
    __set_once__ = ("id", "message_id", "about", "unit_id", "opened_at")

    message_id: Mapped[UUID] = mapped_column(ForeignKey(Message.id), unique=True)
    about: Mapped[UUID] = mapped_column(Uuid, index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), info=named(_("Unit")))
    opened_at: Mapped[datetime] = mapped_column(MOMENT, info=named(_("Asked for at")))
    tries: Mapped[int] = mapped_column(default=0, info=named(_("Calls made")))
    outcome: Mapped[CallOutcome | None] = mapped_column(
        stored(CallOutcome), info=named(_("Result of it"))
    )
    """The outcome of the latest call."""
    note: Mapped[str | None] = mapped_column(Text, info=named(_("Note")))
    last_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Last written down at")))
    done_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Done at")))
    by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Staff.id), index=True, info=named(_("By whom"))
    )

    message: Mapped[Message] = relationship()
    unit: Mapped[Unit] = relationship()
    by_name: Mapped[str | None] = column_property(func.mc_staff_name(by_id))
    code: Mapped[str | None] = column_property(
        select(_DOSSIER.c.code)
        .where(_DOSSIER.c.id == about)
        .correlate_except(_DOSSIER)
        .scalar_subquery(),
        deferred=True,
        info=named(_("Dossier")),
    )

    __table_args__ = (
        checked("outcome", CallOutcome),
        CheckConstraint("tries >= 0", name="tries"),
        CheckConstraint("done_at IS NULL OR outcome IS NOT NULL", name="done_with_outcome"),
        Index(
            "ix_call_task_open", "unit_id", "opened_at", postgresql_where=text("done_at IS NULL")
        ),
    )


class DigestBy(StrEnum):
    """The channel of an officer's morning digest (cách nhận tin buổi sáng)."""

    EMAIL = "email"
    SMS = "sms"
    NOT = "not"


class NoticePreference(Base):
    """An officer's channel and address for notices (cách nhận tin của cán bộ)."""

    __tablename__ = "notice_preference"
    __rows__ = Rows.written(see=MINE, write=MINE)
    __granted__ = Granted(worker=PURGE)

    staff_id: Mapped[UUID] = mapped_column(ForeignKey(Staff.id), primary_key=True)
    digest_by: Mapped[DigestBy] = mapped_column(stored(DigestBy))
    email: Mapped[str | None] = mapped_column(String(254))
    at: Mapped[datetime] = mapped_column(MOMENT)

    __table_args__ = (
        checked("digest_by", DigestBy),
        CheckConstraint("digest_by <> 'email' OR email IS NOT NULL", name="email"),
    )
