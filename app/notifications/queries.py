"""Queries for messages, templates, reports, inbound messages and channel health."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, and_, exists, func, or_, select, true
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import joinedload

from app.kernel.db import db
from app.notifications.models.calls_and_preferences import NoticePreference
from app.notifications.models.gateway import ChannelHealth, DeliveryReport, InboundMessage, OptOut
from app.notifications.models.message_templates import TemplateVersion, Variant
from app.notifications.models.outbox import (
    FAILED,
    WAITING,
    Channel,
    Message,
    MessageState,
    SandboxMessage,
)
from app.notifications.vocabulary import MessageKind

What = TypeVar("What")
PAGE_ROWS = 25
LAST_PAGE = 400
"""Older messages are found by subject, not by paging."""


def locked(message_id: UUID) -> Message | None:
    """The message, locked until the transaction ends."""
    return db.session.scalar(
        select(Message)
        .where(Message.id == message_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def overdue_by_channel(now: datetime) -> Mapping[Channel, tuple[int, float]]:
    """Messages that should have been sent by now: how many, and for how many seconds."""
    oldest = func.extract("epoch", now - func.min(Message.due_at))
    due = Message.state.in_(WAITING), Message.due_at <= now, Message.is_rehearsal.is_(False)
    rows = db.session.execute(
        select(Message.channel, func.count(), oldest).where(*due).group_by(Message.channel)
    )
    return {channel: (count, float(age)) for channel, count, age in rows}


def reports_of(message_id: UUID) -> Sequence[DeliveryReport]:
    return db.session.scalars(
        select(DeliveryReport)
        .where(DeliveryReport.message_id == message_id)
        .order_by(DeliveryReport.at, DeliveryReport.id)
    ).all()


def about(subject: UUID) -> Sequence[Message]:
    return db.session.scalars(
        select(Message)
        .where(Message.subject_id == subject)
        .order_by(Message.created.desc(), Message.id)
    ).all()


def promised(subject: UUID, template: str, since: datetime) -> Sequence[Message]:
    """Notices of one kind about a subject since a moment, locked."""
    return db.session.scalars(
        select(Message)
        .where(
            Message.subject_id == subject, Message.template == template, Message.created >= since
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def not_reached(subjects: Iterable[UUID]) -> frozenset[UUID]:
    """The subjects whose last message was not delivered: a call is needed."""
    last = (
        select(Message.subject_id, Message.state)
        .where(Message.subject_id.in_(list(subjects)))
        .order_by(Message.subject_id, Message.created.desc(), Message.id)
        .ext(distinct_on(Message.subject_id))
        .subquery()
    )
    return frozenset(db.session.scalars(select(last.c.subject_id).where(last.c.state.in_(FAILED))))


def preference_of(staff_id: UUID) -> NoticePreference | None:
    """An officer's choice; None while the role's default applies."""
    return db.session.get(NoticePreference, staff_id)


def preferences() -> dict[UUID, NoticePreference]:
    return {each.staff_id: each for each in db.session.scalars(select(NoticePreference))}


def said_by_sms(subject: UUID, template: str) -> bool:
    """Whether the same notice was sent to a phone, which makes an e-mail redundant."""
    found = select(Message.id).where(
        Message.subject_id == subject, Message.template == template, Message.channel == Channel.SMS
    )
    return db.session.scalar(select(found.exists())) or False


class Page(NamedTuple):
    """One page of the sandbox, and whether older messages follow."""

    number: int
    rows: Sequence[Row[Message, SandboxMessage]]
    has_more: bool


def sandbox_page(
    number: int,
    state: MessageState | None = None,
    channel: Channel | None = None,
    *,
    is_rehearsal: bool = False,
) -> Page:
    """Messages with their sandbox contents, newest first; optionally of one state or channel.

    ``practice``: only those of the practice space.
    """
    rows = db.session.execute(
        select(Message, SandboxMessage)
        .outerjoin(SandboxMessage, SandboxMessage.message_id == Message.id)
        .where(
            Message.is_rehearsal.is_(is_rehearsal),
            true() if state is None else Message.state == state,
            true() if channel is None else Message.channel == channel,
        )
        .options(joinedload(Message.wording))
        .order_by(Message.created.desc(), Message.id)
        .offset((number - 1) * PAGE_ROWS)
        .limit(PAGE_ROWS + 1)
    ).all()
    return Page(number, rows[:PAGE_ROWS], len(rows) > PAGE_ROWS and number < LAST_PAGE)


def next_due(
    channel: Channel, now: datetime, *, urgent_only: bool = False, least_tried: bool = False
) -> Message | None:
    """The next message of a channel, locked: urgent ones first, then the oldest.

    Args:
        urgent_only: set in the quiet hours.
        least_tried: prefer the one refused least, so that one message does not use up its attempts.
    """
    usual = (Message.urgent.desc(), Message.created, Message.id)
    return db.session.scalar(
        _waiting(select(Message), channel, urgent_only=urgent_only)
        .where(Message.due_at <= now)
        .order_by(*((Message.rejections, *usual) if least_tried else usual))
        .limit(1)
        .with_for_update(skip_locked=True, of=Message)
        .execution_options(populate_existing=True)
    )


def next_moment(channel: Channel, *, urgent_only: bool = False) -> datetime | None:
    """When the next message of a channel is due; None if there is none."""
    return db.session.scalar(
        _waiting(select(func.min(Message.due_at)), channel, urgent_only=urgent_only)
    )


def channels_with_due(now: datetime) -> Sequence[Channel]:
    return db.session.scalars(
        select(Message.channel).where(Message.state.in_(WAITING), Message.due_at <= now).distinct()
    ).all()


def healths() -> dict[Channel, ChannelHealth]:
    return {each.channel: each for each in db.session.scalars(select(ChannelHealth))}


def health(channel: Channel) -> ChannelHealth | None:
    """The current health of a channel; None if it was never used."""
    return db.session.scalar(
        select(ChannelHealth)
        .where(ChannelHealth.channel == channel)
        .execution_options(populate_existing=True)
    )


def has_opted_out(phone: str) -> bool:
    """Whether the owner of a phone number (in current national form) has opted out of notices."""
    return bool(db.session.scalar(select(exists().where(OptOut.phone == phone))))


def still_in_words(before: datetime, at_most: int) -> Sequence[Message]:
    """Old messages whose contents are not yet erased, locked."""
    return db.session.scalars(
        select(Message)
        .where(Message.created < before, Message.facts != {})
        .order_by(Message.created)
        .limit(at_most)
        .with_for_update(skip_locked=True)
    ).all()


def codes_in_words(before: datetime, links_before: datetime) -> Sequence[Message]:
    """Secrets not yet erased, locked: expired codes, links that are expired or went out."""
    link = Message.template == MessageKind.ACCOUNT_LINK
    over = or_(Message.created < links_before, Message.state.not_in(WAITING))
    code = Message.template.in_((MessageKind.ONE_TIME_CODE, MessageKind.OFFICE_CHECK))
    return db.session.scalars(
        select(Message)
        .where(
            or_(and_(code, Message.created < before), and_(link, over)),
            Message.facts != {},
        )
        .limit(1000)
        .with_for_update(skip_locked=True)
    ).all()


def waiting(subject: UUID) -> Sequence[Message]:
    """Short messages about a subject that no worker has claimed, locked."""
    return db.session.scalars(
        select(Message)
        .where(
            Message.subject_id == subject,
            Message.channel == Channel.SMS,
            Message.state == MessageState.CREATED,
            Message.attempts == 0,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def newest_wording(template: str, language: str, variant: Variant) -> TemplateVersion | None:
    return db.session.scalar(
        select(TemplateVersion)
        .filter_by(template=template, language=language, variant=variant)
        .order_by(TemplateVersion.n.desc())
        .limit(1)
    )


def newest_wordings() -> Sequence[TemplateVersion]:
    """The versions in use, for every template, language and variant."""
    return db.session.scalars(
        select(TemplateVersion)
        .order_by(
            TemplateVersion.template,
            TemplateVersion.language,
            TemplateVersion.variant,
            TemplateVersion.n.desc(),
        )
        .ext(
            distinct_on(TemplateVersion.template, TemplateVersion.language, TemplateVersion.variant)
        )
    ).all()


def heard(key: UUID) -> InboundMessage | None:
    """An inbound message, locked."""
    return db.session.scalar(
        select(InboundMessage).where(InboundMessage.id == key).with_for_update()
    )


def one_answer_at_a_time(sender: str) -> None:
    """Lock the other messages of this phone, so that answers are counted correctly."""
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"hear {sender}"))))


def answered(sender: str, since: datetime, template: str | None = None) -> int:
    """Number of answers sent to a phone since a moment, of one kind or of all."""
    query = (
        select(func.count())
        .select_from(InboundMessage)
        .join(Message, Message.id == InboundMessage.reply_id)
        .where(InboundMessage.sender == sender, Message.created > since)
    )
    if template is not None:
        query = query.where(Message.template == template)
    return db.session.scalar(query) or 0


def versions(of: TemplateVersion) -> Sequence[TemplateVersion]:
    """All versions of the same template, language and variant, newest first."""
    return db.session.scalars(
        select(TemplateVersion)
        .filter_by(template=of.template, language=of.language, variant=of.variant)
        .order_by(TemplateVersion.n.desc())
    ).all()


def _waiting(wanted: Select[What], channel: Channel, *, urgent_only: bool) -> Select[What]:
    """Restrict a query to messages that a channel's sender still has to process."""
    chosen = wanted.where(Message.channel == channel, Message.state.in_(WAITING))
    return chosen.where(Message.urgent) if urgent_only else chosen
