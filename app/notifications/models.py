"""A message that was promised, each try to deliver it, and what the sandbox kept of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, String, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.audit import Sealed
from app.kernel.db import Base, PersonalData, checked, stored

MOMENT = DateTime(timezone=True)


class Channel(StrEnum):
    """By which way a message goes out (kênh gửi)."""

    SMS = "sms"
    EMAIL = "email"


class MessageState(StrEnum):
    """How far a message has come (tình trạng gửi)."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Message(PersonalData, Base):
    """Something a citizen is to be told, kept in the commit that made it true (tin báo).

    The wording is not kept, only its name and the facts: never a person's name, never a number of
    identity. ``about`` is the key of what it speaks of, in whatever room that lives.
    """

    __tablename__ = "message"

    channel: Mapped[Channel] = mapped_column(stored(Channel))
    to: Mapped[str] = mapped_column(String(254))
    template: Mapped[str] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    about: Mapped[UUID] = mapped_column(Uuid, index=True)
    state: Mapped[MessageState] = mapped_column(stored(MessageState))
    attempts: Mapped[int]
    created: Mapped[datetime] = mapped_column(MOMENT)
    sent_at: Mapped[datetime | None] = mapped_column(MOMENT)

    __table_args__ = (
        checked("channel", Channel),
        checked("state", MessageState),
        Index("ix_message_newest", created.desc(), "id"),
        Index("ix_message_waiting", "created", postgresql_where="state = 'queued'"),
        Index("ix_message_in_words", "created", postgresql_where="facts <> '{}'::jsonb"),
    )


class Delivery(Sealed, PersonalData, Base):
    """One try to hand a message over, and how it ended (sổ gửi tin)."""

    __tablename__ = "delivery"
    __append_only__ = True

    message_id: Mapped[UUID] = mapped_column(ForeignKey(Message.id), index=True)
    attempt: Mapped[int]
    at: Mapped[datetime] = mapped_column(MOMENT)
    ref: Mapped[str | None] = mapped_column(String(128))
    """The gateway's own word for it; None when it was not taken."""
    error: Mapped[str | None] = mapped_column(String(64))
    """The kind of failure, never the text of an error."""


class SandboxMessage(Base):
    """What would have gone out, word for word, while no gateway is connected (tin thử nghiệm)."""

    __tablename__ = "sandbox_message"

    message_id: Mapped[UUID] = mapped_column(ForeignKey(Message.id), primary_key=True)
    dialled: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(MOMENT)
