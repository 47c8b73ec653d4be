"""Rendering of a message in the recipient's language."""

from collections.abc import Mapping
from typing import Any

from flask_babel import force_locale

from app.notifications import queries
from app.notifications.models.message_templates import TemplateVersion, Variant
from app.notifications.models.outbox import Channel, Message
from app.notifications.rules import message_text
from app.notifications.rules.message_kinds import TemplateTexts
from app.notifications.vocabulary import MessageKind

Version = tuple[str, str, Variant]
"""Template, language and variant."""


def render(message: Message) -> message_text.Text:
    """Render a message: in the version that was sent, or in the one in use.

    At most one statement: the version by its key, or the newest by the index of versions. Without
    any, the default texts in the code are used.
    """
    say = message_text.short if message.channel == Channel.SMS else message_text.in_full
    wording = _version(message)
    words = words_of(wording) if wording else None
    with force_locale(message.language):
        return say(MessageKind(message.template), message.facts, words)


def choose_version(message: Message) -> None:
    """Fix the version at the first attempt; later attempts and displays use the same one."""
    if message.wording_id is None and (wording := _version(message)):
        message.wording, message.wording_id = wording, wording.id


def words_of(wording: TemplateVersion) -> TemplateTexts:
    return TemplateTexts(
        subject=wording.subject, text=wording.full, sms=wording.sms, accented=wording.accented
    )


def _version(message: Message) -> TemplateVersion | None:
    if message.wording_id is not None:
        return message.wording
    if message.sent_at is not None:
        return None  # it was sent with the default texts
    return newest(MessageKind(message.template), message.language, message.facts)


def newest(
    template: MessageKind, language: str, facts: Mapping[str, Any]
) -> TemplateVersion | None:
    """The version in use for these facts; None while the default applies."""
    return queries.newest_wording(template, language, message_text.variant(template, facts))


def spell_out(
    message: Message, newest: Mapping[Version, TemplateVersion]
) -> message_text.Text | None:
    """The full text, to be read out on the phone; None when it was erased.

    ``newest`` are the versions in use, for unsent messages (``newest_by_version``).
    """
    template = MessageKind(message.template)
    if message_text.missing(template, message.facts):
        return None
    wording = message.wording or newest.get(
        (message.template, message.language, message_text.variant(template, message.facts))
    )
    with force_locale(message.language):
        return message_text.in_full(template, message.facts, words_of(wording) if wording else None)


def newest_by_version() -> dict[Version, TemplateVersion]:
    """The versions in use: one statement for a whole page of messages."""
    return {
        (each.template, each.language, each.variant): each for each in queries.newest_wordings()
    }
