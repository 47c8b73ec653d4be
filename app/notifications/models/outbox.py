"""Messages to be sent, delivery attempts, and the sandbox."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, String, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.conditions import ADMINISTERS
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData, checked, stored
from app.kernel.row_security.conditions import HERE, WHOLE_CITY, Rows, me, own, there
from app.kernel.row_security.grants import ADD, KEEP, Granted
from app.notifications.models.message_templates import TemplateVersion
from app.organisation.models import Unit

MOMENT = DateTime(timezone=True)


class Channel(StrEnum):
    """How a message is sent (kênh gửi)."""

    SMS = "sms"
    EMAIL = "email"


class MessageState(StrEnum):
    """The state of a message (tình trạng gửi); it never moves back."""

    CREATED = "created"
    SENDING = "sending"
    """A request is in progress, or its response was lost; the gateway may have the message."""
    SENT = "sent"
    """The gateway has it."""
    DELIVERED = "delivered"
    TEMPORARY_FAILURE = "temporary_failure"
    """The phone was unreachable for as long as the operator retries."""
    PERMANENT_FAILURE = "permanent_failure"
    """The number or address does not accept messages."""
    TECHNICAL_FAILURE = "technical_failure"
    """The message could not be handed to the gateway."""
    CANCELLED = "cancelled"
    """Withdrawn before it was sent, or opted out by its recipient."""


WAITING = frozenset({MessageState.CREATED, MessageState.SENDING})
"""States on which the worker still has to act."""
FAILED = frozenset({
    MessageState.TEMPORARY_FAILURE,
    MessageState.PERMANENT_FAILURE,
    MessageState.TECHNICAL_FAILURE,
})  # fmt: skip
"""Failed states: an officer has to call."""


_OPENS_NOTHING = "template <> 'asked/account_link'"
"""The words of a message that opens an account are read by the worker alone."""


class Message(PersonalData, Base):
    """A message to a citizen, stored in the transaction that made it true (tin báo).

    Stored are the template's name and the facts, never a person's name, never an identity
    number. ``subject_id`` is the key of its subject, which may belong to any package.
    """

    __tablename__ = "message"
    __rows__ = Rows(
        see=f"{_OPENS_NOTHING} and ((({WHOLE_CITY} or {ADMINISTERS}) and {HERE})"
        f" or {there('dossier', 'there.id = subject_id')})",
        add=f"{there('dossier', 'there.id = subject_id')} or "
        + there("sms_check", f"there.id = subject_id and {me('there.staff_id')}"),
        change=there("dossier", f"there.id = subject_id and {own('there.commune_id')}"),
    )
    __granted__ = Granted(web=KEEP, public=ADD)
    __set_once__ = (
        "id", "channel", "recipient", "template", "facts", "subject_id", "created", "unit_id",
        "language", "idempotency_key", "urgent", "is_rehearsal",
    )  # fmt: skip

    channel: Mapped[Channel] = mapped_column(stored(Channel))
    recipient: Mapped[str] = mapped_column(String(254))
    template: Mapped[str] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    subject_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    """The office that sends it; its district bears the cost."""
    language: Mapped[str] = mapped_column(String(2))
    idempotency_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    """Idempotency key: a second message with the same key is not stored."""
    is_rehearsal: Mapped[bool] = mapped_column(default=False)
    """From the practice space: never sent to a gateway, never called about, never counted."""
    urgent: Mapped[bool] = mapped_column(default=False)
    """Somebody is waiting for it: sent first, at any hour, and despite an opt-out."""
    wording_id: Mapped[int | None] = mapped_column(ForeignKey(TemplateVersion.id), index=True)
    """The template version that was sent; NULL until the first attempt."""

    state: Mapped[MessageState] = mapped_column(stored(MessageState))
    due_at: Mapped[datetime] = mapped_column(MOMENT)
    """Earliest time of sending: end of the quiet hours, or the next attempt."""
    attempts: Mapped[int] = mapped_column(default=0)
    """Requests that the gateway may have accepted; at most eight."""
    rejections: Mapped[int] = mapped_column(default=0)
    """Attempts that it certainly did not accept; at most forty-eight."""
    failure_reason: Mapped[str | None] = mapped_column(String(64))
    """The kind of the latest failure, never an error text."""
    gateway_reference: Mapped[str | None] = mapped_column(String(128))
    """The gateway's reference."""
    parts: Mapped[int | None]
    """Number of short messages charged by the operator."""
    cost: Mapped[int | None]
    """In đồng, at the price of the day of sending."""
    created: Mapped[datetime] = mapped_column(MOMENT)
    sent_at: Mapped[datetime | None] = mapped_column(MOMENT)
    finished_at: Mapped[datetime | None] = mapped_column(MOMENT)
    """When it was delivered, failed permanently, or was withdrawn."""

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
    """One delivery attempt and its result (sổ gửi tin)."""

    __tablename__ = "delivery_attempt"
    __rows__ = Rows(see=there("message", "there.id = message_id"))
    __formerly__ = "delivery"
    __append_only__ = True

    message_id: Mapped[UUID] = mapped_column(ForeignKey(Message.id), index=True)
    attempt: Mapped[int]
    """Counts all attempts, including refused ones."""
    at: Mapped[datetime] = mapped_column(MOMENT)
    ref: Mapped[str | None] = mapped_column(String(128))
    """The gateway's reference; NULL when the message was not accepted."""
    error: Mapped[str | None] = mapped_column(String(64))
    """The kind of failure, never an error text."""


class SandboxMessage(Base):
    """The rendered message that would have been sent to a real gateway (tin thử nghiệm)."""

    __tablename__ = "sandbox_message"
    __rows__ = Rows(see=f"{WHOLE_CITY} and {there('message', 'there.id = message_id')}")

    message_id: Mapped[UUID] = mapped_column(ForeignKey(Message.id), primary_key=True)
    dialled: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(MOMENT)
