"""The sandbox page: messages to citizens, and the health of channels."""

from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from flask import request
from flask_appbuilder import BaseView

from app.kernel import clock
from app.kernel.web.current_actor import current_actor
from app.kernel.web.routes import route
from app.notifications import queries, rules
from app.notifications.models.outbox import Channel, Message, MessageState
from app.notifications.operations.rendering import render
from app.notifications.rules import message_kinds, message_text
from app.notifications.views.labels import CHANNELS, STATES, why_words
from app.notifications.vocabulary import MessageKind

Word = TypeVar("Word", bound=StrEnum)


class Sandbox(BaseView):
    """Messages as they would have been sent, from every commune (tin nhắn thử nghiệm).

    Users who may read all dossiers of the city also see the texts, for one-time codes only those
    in the sandbox; others see only states.
    """

    route_base = "/can-bo/thu-nghiem/tin-nhan"
    default_view = "messages"
    class_permission_name = "SandboxMessage"

    @route("/", verb="read")
    def messages(self) -> Any:
        """Newest first, paginated; numbers and addresses masked."""
        number = min(max(1, request.args.get("trang", 1, type=int)), queries.LAST_PAGE)
        state = _asked(MessageState, "tinh_trang")
        channel = _asked(Channel, "kenh")
        actor = current_actor()
        page = queries.sandbox_page(number, state, channel, is_rehearsal=actor.is_rehearsal)
        return self.render_template(
            "notifications/sandbox.html",
            page=page,
            words=_words(page) if actor.city else {},
            asked={"tinh_trang": state, "kenh": channel},
            healths=queries.healths(),
            shows_words=actor.city,
            states=STATES,
            channels=CHANNELS,
            masked=rules.masked,
            names=message_kinds.NAMES,
            why=why_words,
            now=clock.real_now(),
        )


def _words(page: queries.Page) -> dict[UUID, message_text.Text]:
    """The text of each message: from the sandbox, or in the version that was sent."""
    found = {}
    for message, kept in page.rows:
        if kept is not None:
            found[message.id] = message_text.Text(kept.subject, kept.text)
        elif (message.wording_id or message.is_rehearsal) and _may_be_read(message):
            found[message.id] = render(message)
    return found


def _may_be_read(message: Message) -> bool:
    """Not if erased, nor a code that a phone has just received: it gives access to a dossier."""
    template = MessageKind(message.template)
    return template != MessageKind.ONE_TIME_CODE and not message_text.missing(
        template, message.facts
    )


def _asked(words: type[Word], name: str) -> Word | None:
    """The filter value; None for all, and for an unknown value."""
    typed = request.args.get(name, "")
    return words(typed) if typed in set(words) else None
