"""The messages panel of a dossier: which were sent, whether they arrived, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier
from app.dossiers.queries import call_tasks
from app.dossiers.rules.call_tasks import HOLDS_WHILE
from app.kernel.actor import Actor
from app.notifications.models.calls_and_preferences import CallTask
from app.notifications.models.outbox import Message, MessageState
from app.notifications.operations.rendering import render
from app.notifications.rules import masked
from app.notifications.rules.message_kinds import NAMES
from app.notifications.rules.message_text import Text, missing
from app.notifications.views.labels import CHANNELS, STATES, why_words
from app.notifications.vocabulary import MessageKind

SECRET = frozenset({MessageKind.ONE_TIME_CODE})
"""Messages for the receiver only: no officer sees the code."""

WHAT_TO_DO: dict[MessageState, LazyString] = {
    MessageState.CREATED: _("Nothing to do: it goes out by itself."),
    MessageState.SENDING: _("Nothing to do: it goes out by itself."),
    MessageState.TEMPORARY_FAILURE: _("Telephone the citizen."),
    MessageState.PERMANENT_FAILURE: _("Ask for another number, and correct it here."),
    MessageState.TECHNICAL_FAILURE: _("Telephone the citizen."),
}
"""What an officer should do about a message in this state, before any call."""

REHEARSED = ("closed", _("Trial, not sent"))
"""Icon and label for messages of rehearsals, which are never sent."""


@dataclass(frozen=True)
class DossierMessage:
    """One message about the dossier."""

    message: Message
    task: CallTask | None
    is_news: bool
    """Whether the content is still true of the dossier."""

    channels = CHANNELS

    @property
    def name(self) -> LazyString:
        return NAMES[MessageKind(self.message.template)]

    @property
    def to(self) -> str:
        return masked(self.message.recipient)

    @property
    def state(self) -> tuple[str, LazyString]:
        return REHEARSED if self.message.is_rehearsal else STATES[self.message.state]

    @property
    def why(self) -> LazyString | str:
        return why_words(self.message.failure_reason)

    @cached_property
    def words(self) -> Text | None:
        """The text as sent; None if it was never sent, is secret, or was removed."""
        template = MessageKind(self.message.template)
        went = self.message.wording_id is not None or self.message.sent_at is not None
        if not went or template in SECRET or missing(template, self.message.facts):
            return None
        return render(self.message)

    @property
    def waits_for_call(self) -> bool:
        return self.is_news and self.task is not None and self.task.done_at is None

    @property
    def todo(self) -> LazyString | None:
        needed = self.task is None or self.waits_for_call
        return WHAT_TO_DO.get(self.message.state) if needed else None

    @property
    def was_called(self) -> bool:
        """Whether the call was made, or found to be unnecessary."""
        return self.task is not None and self.task.outcome is not None


@dataclass(frozen=True)
class NoticesPanel:
    """The panel for one person."""

    messages: Sequence[DossierMessage]
    call_page: str | None
    """Where this person records a call; None if no call is needed or it is not theirs."""

    @property
    def shows_words(self) -> bool:
        """Whether the page shows message texts: an access to log."""
        return any(each.words for each in self.messages)


def build_notices_panel(dossier: Dossier, actor: Actor) -> NoticesPanel:
    """The messages of a dossier, newest first: one statement."""
    found = [
        DossierMessage(message, task, _is_news(message, dossier))
        for message, task in call_tasks.told_about(dossier)
    ]
    works = actor.postings_in(dossier.commune_id) and any(each.waits_for_call for each in found)
    return NoticesPanel(found, url_for("CallTasks.call", key=dossier.id) if works else None)


def _is_news(message: Message, dossier: Dossier) -> bool:
    return dossier.state in HOLDS_WHILE.get(MessageKind(message.template), frozenset())
