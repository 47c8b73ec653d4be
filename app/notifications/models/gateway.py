"""Data from the gateway: delivery reports, inbound messages, and channel health."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import DateTime, ForeignKey, Index, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.conditions import ADMINISTERS
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData, checked, named, stored
from app.kernel.row_security.conditions import ANYBODY, WHOLE_CITY, Rows, there
from app.kernel.row_security.grants import ADD, READ, Granted
from app.notifications.models.outbox import Channel, Message

MOMENT = DateTime(timezone=True)


class DeliveryReport(Sealed, PersonalData, Base):
    """A delivery report of the operator (báo cáo gửi tin); stored as received.

    ``kind`` is Kannel's code: 1 delivered, 2 not delivered, 4 queued, 8 accepted, 16 rejected.
    """

    __tablename__ = "delivery_report"
    __rows__ = Rows(see=there("message", "there.id = message_id"), add=ANYBODY)
    """They arrive at an address that cannot be guessed."""
    __granted__ = Granted(web=ADD, public=frozenset({"INSERT"}))
    __append_only__ = True

    message_id: Mapped[UUID] = mapped_column(ForeignKey(Message.id), index=True)
    kind: Mapped[int]
    ref: Mapped[str | None] = mapped_column(String(128))
    at: Mapped[datetime] = mapped_column(MOMENT)


class Heard(StrEnum):
    """How an inbound message was parsed (nội dung tin đến)."""

    STATE = "state"
    """"HS" followed by a dossier code."""
    STOP = "stop"
    START = "start"
    OTHER = "other"


class InboundMessage(PersonalData, Base):
    """An inbound short message (tin nhắn đến); the worker answers it."""

    __tablename__ = "inbound_message"
    __noun__ = _("Message from a citizen"), _("Messages from citizens")
    __rows__ = Rows(see=f"({ADMINISTERS} or {WHOLE_CITY})", add=ANYBODY)
    __granted__ = Granted(web=ADD, public=frozenset({"INSERT"}))

    gateway_id: Mapped[str] = mapped_column(String(64), unique=True)
    """The gateway's id; makes repeated delivery idempotent."""
    sender: Mapped[str] = mapped_column(String(20), info=named(_("Sender")))
    text: Mapped[str] = mapped_column(Text, info=named(_("Words")))
    at: Mapped[datetime] = mapped_column(MOMENT, info=named(_("Came at")))
    heard: Mapped[Heard | None] = mapped_column(stored(Heard), info=named(_("Understood as")))
    answered_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Settled at")))
    """When the worker finished with it, with or without an answer."""
    reply_id: Mapped[UUID | None] = mapped_column(ForeignKey(Message.id), index=True)

    reply: Mapped[Message | None] = relationship()

    __table_args__ = (
        checked("heard", Heard),
        Index("ix_inbound_message_newest", at.desc(), "id"),
        Index("ix_inbound_message_open", "at", postgresql_where=sql("answered_at IS NULL")),
        Index("ix_inbound_message_sender", "sender", "at"),
    )


class OptOut(PersonalData, Base):
    """A phone number whose owner opted out of notices (danh sách từ chối nhận tin)."""

    __tablename__ = "opt_out"
    __noun__ = _("Telephone without notices"), _("Telephones without notices")
    __rows__ = Rows(see=f"({ADMINISTERS} or {WHOLE_CITY})")
    __granted__ = Granted(web=READ)

    phone: Mapped[str] = mapped_column(String(20), unique=True, info=named(_("Telephone")))
    """In national form, by the current numbering plan."""
    at: Mapped[datetime] = mapped_column(MOMENT, info=named(_("Since")))


class ChannelHealth(Base):
    """State of a channel's circuit breaker; while open, nothing is sent (cầu dao)."""

    __tablename__ = "channel_health"
    __without_rows__ = "whether the gateway answers; no word of any message"
    __granted__ = Granted(web=READ)

    channel: Mapped[Channel] = mapped_column(stored(Channel), primary_key=True)
    failures: Mapped[int]
    """Consecutive failures so far."""
    shut_until: Mapped[datetime | None] = mapped_column(MOMENT)
    last_ok_at: Mapped[datetime | None] = mapped_column(MOMENT)
    last_failure_at: Mapped[datetime | None] = mapped_column(MOMENT)
    last_why: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (checked("channel", Channel),)
