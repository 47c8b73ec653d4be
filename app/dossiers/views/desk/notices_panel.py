"""What the page of a dossier shows of its messages: which, whether they came, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.dossiers import queries
from app.dossiers.models import Dossier
from app.dossiers.rules.call_tasks import HOLDS_WHILE
from app.kernel.actor import Actor
from app.notifications.models import CallTask, Message, MessageState
from app.notifications.operations import render
from app.notifications.rules import NAMES, MessageKind, Text, masked, missing
from app.notifications.rules.call_outcomes import OUTCOMES
from app.notifications.views.labels import CHANNELS, STATES, why_words

SECRET = frozenset({MessageKind.ONE_TIME_CODE})
"""What only its reader may know: no officer sees the code."""

WHAT_TO_DO: dict[MessageState, LazyString] = {
    MessageState.CREATED: _("Nothing to do: it goes out by itself."),
    MessageState.SENDING: _("Nothing to do: it goes out by itself."),
    MessageState.TEMPORARY_FAILURE: _("Telephone the citizen."),
    MessageState.PERMANENT_FAILURE: _("Ask for another number, and correct it here."),
    MessageState.TECHNICAL_FAILURE: _("Telephone the citizen."),
}
"""What an officer does about a message in this state, as long as nobody has called."""

REHEARSED = ("closed", _("Trial, not sent"))
"""What stands for the state of a message of a rehearsal, which went nowhere."""


@dataclass(frozen=True)
class DossierMessage:
    """One message about the dossier."""

    message: Message
    task: CallTask | None
    is_news: bool
    """Whether what it said holds of the dossier still."""

    channels = CHANNELS
    outcomes = OUTCOMES

    @property
    def name(self) -> LazyString:
        """What it told of."""
        return NAMES[MessageKind(self.message.template)]

    @property
    def to(self) -> str:
        """To which number or address, masked."""
        return masked(self.message.recipient)

    @property
    def state(self) -> tuple[str, LazyString]:
        """Shape and word."""
        return REHEARSED if self.message.is_rehearsal else STATES[self.message.state]

    @property
    def why(self) -> LazyString | str:
        """Why it did not arrive."""
        return why_words(self.message.failure_reason)

    @cached_property
    def words(self) -> Text | None:
        """The words as they went out; None for what never did, is secret, or was removed."""
        template = MessageKind(self.message.template)
        went = self.message.wording_id is not None or self.message.sent_at is not None
        if not went or template in SECRET or missing(template, self.message.facts):
            return None
        return render(self.message)

    @property
    def waits_for_call(self) -> bool:
        """Whether somebody should telephone about it."""
        return self.is_news and self.task is not None and self.task.done_at is None

    @property
    def todo(self) -> LazyString | None:
        """What an officer does now."""
        needed = self.task is None or self.waits_for_call
        return WHAT_TO_DO.get(self.message.state) if needed else None

    @property
    def was_called(self) -> bool:
        """Whether somebody has telephoned, or found that nobody need."""
        return self.task is not None and self.task.outcome is not None


@dataclass(frozen=True)
class Telling:
    """The panel for one person."""

    messages: Sequence[DossierMessage]
    call_page: str | None
    """Where this person records a call; None where there is none to make, or it is not theirs."""

    @property
    def shows_words(self) -> bool:
        """Whether the page lets words be read that went to the citizen: a look to write down."""
        return any(each.words for each in self.messages)


def telling(dossier: Dossier, actor: Actor) -> Telling:
    """The messages of a dossier, newest first: one statement."""
    found = [
        DossierMessage(message, task, _is_news(message, dossier))
        for message, task in queries.told_about(dossier)
    ]
    works = actor.postings_in(dossier.commune_id) and any(each.waits_for_call for each in found)
    return Telling(found, url_for("Calls.call", key=dossier.id) if works else None)


def _is_news(message: Message, dossier: Dossier) -> bool:
    return dossier.state in HOLDS_WHILE.get(MessageKind(message.template), frozenset())
