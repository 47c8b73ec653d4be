"""A message that was promised, each try to deliver it, and what the sandbox kept of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    String,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData, checked, stored
from app.notifications.models.message_templates import TemplateVersion
from app.organisation.models import Unit

MOMENT = DateTime(timezone=True)


class Channel(StrEnum):
    """By which way a message goes out (kênh gửi)."""

    SMS = "sms"
    EMAIL = "email"


class MessageState(StrEnum):
    """How far a message has come (tình trạng gửi); it only goes forward."""

    CREATED = "created"
    SENDING = "sending"
    """A request is under way, or its answer was lost; the gateway may have the message."""
    SENT = "sent"
    """The gateway has it."""
    DELIVERED = "delivered"
    TEMPORARY_FAILURE = "temporary_failure"
    """The telephone was not reached in the time that the operator tries."""
    PERMANENT_FAILURE = "permanent_failure"
    """The number or the address takes no messages."""
    TECHNICAL_FAILURE = "technical_failure"
    """It could not be handed to the gateway."""
    CANCELLED = "cancelled"
    """Taken back before it went out, or not wanted by its reader."""


WAITING = frozenset({MessageState.CREATED, MessageState.SENDING})
"""What the worker still has to do something about."""
FAILED = frozenset({
    MessageState.TEMPORARY_FAILURE,
    MessageState.PERMANENT_FAILURE,
    MessageState.TECHNICAL_FAILURE,
})  # fmt: skip
"""What did not arrive: somebody telephones."""


class Message(PersonalData, Base):
    """Something a citizen is to be told, kept in the commit that made it true (tin báo).

    Kept are the name of the wording and the facts, never a person's name, never a number of
    identity. ``subject_id`` is the key of what it speaks of, in whatever room that lives.
    """

    __tablename__ = "message"

    channel: Mapped[Channel] = mapped_column(stored(Channel))
    recipient: Mapped[str] = mapped_column(String(254))
    template: Mapped[str] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    subject_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    """The office in whose name it goes out; its district bears the cost."""
    language: Mapped[str] = mapped_column(String(2))
    idempotency_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    """What may be announced a single time; the second message of the same word is not kept."""
    is_rehearsal: Mapped[bool] = mapped_column(default=False)
    """Of a rehearsal: no gateway ever gets it, nobody telephones, nothing is counted."""
    urgent: Mapped[bool] = mapped_column(default=False)
    """Somebody waits for it: it goes first, at any hour, and to whoever stopped notices."""
    wording_id: Mapped[int | None] = mapped_column(ForeignKey(TemplateVersion.id), index=True)
    """The version of the template that was sent; None until the first try."""

    state: Mapped[MessageState] = mapped_column(stored(MessageState))
    due_at: Mapped[datetime] = mapped_column(MOMENT)
    """Not before then: the end of the quiet hours, the next try."""
    attempts: Mapped[int] = mapped_column(default=0)
    """Requests that the gateway may have accepted; eight at most."""
    rejections: Mapped[int] = mapped_column(default=0)
    """Tries that it certainly did not accept; forty-eight at most."""
    failure_reason: Mapped[str | None] = mapped_column(String(64))
    """The kind of the last failure, never the text of an error."""
    gateway_reference: Mapped[str | None] = mapped_column(String(128))
    """The gateway's own word for it."""
    parts: Mapped[int | None]
    """How many short messages the operator counts."""
    cost: Mapped[int | None]
    """In đồng, by the price of the day on which it went out."""
    created: Mapped[datetime] = mapped_column(MOMENT)
    sent_at: Mapped[datetime | None] = mapped_column(MOMENT)
    finished_at: Mapped[datetime | None] = mapped_column(MOMENT)
    """When it was delivered, failed for good, or was taken back."""

    unit: Mapped[Unit | None] = relationship()
    wording: Mapped[TemplateVersion | None] = relationship()

    __table_args__ = (
        checked("channel", Channel),
        checked("state", MessageState),
        CheckConstraint("attempts BETWEEN 0 AND 8", name="attempts"),
        CheckConstraint("rejections BETWEEN 0 AND 48", name="rejections"),
        Index("ix_message_newest", created.desc(), "id"),
        Index(
            "ix_message_waiting", "channel", urgent.desc(), "created", "id",
            postgresql_where=text("state IN ('created', 'sending')"),
        ),
        Index("ix_message_in_words", "created", postgresql_where=text("facts <> '{}'::jsonb")),
        Index("ix_message_unit", "unit_id", "created"),
    )  # fmt: skip


class Delivery(Sealed, PersonalData, Base):
    """One try to hand a message over, and how it ended (sổ gửi tin)."""

    __tablename__ = "delivery_attempt"
    __formerly__ = "delivery"
    __append_only__ = True

    message_id: Mapped[UUID] = mapped_column(ForeignKey(Message.id), index=True)
    attempt: Mapped[int]
    """Counts all tries, refused ones too."""
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
