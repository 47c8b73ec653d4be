"""Generated pages of inbound messages and of opt-outs."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.kernel.text import phone_numbers
from app.kernel.web.crud.datamodel import COUNT_LITTLE, Interface
from app.kernel.web.crud.scope import all_rows
from app.kernel.web.crud.view import GeneratedView
from app.notifications.models.gateway import Heard, InboundMessage, OptOut
from app.notifications.views.labels import template_words

SHORTEST_OF_A_PERSON = 8
"""Minimum digits of a phone number; operators and services have shorter ones."""
HEARD: Mapping[Heard, LazyString] = {
    Heard.STATE: _("Asks where a dossier stands"),
    Heard.STOP: _("Wants no notices"),
    Heard.START: _("Wants notices again"),
    Heard.OTHER: _("Not understood"),
}


def sender_words(sender: str) -> str:
    """A person's number masked; short codes and sender names unchanged."""
    figures = sum(sign.isdigit() for sign in sender)
    return phone_numbers.masked(sender) if figures >= SHORTEST_OF_A_PERSON else sender


class InboundMessageView(GeneratedView):
    """Inbound short messages (tin nhắn đến)."""

    datamodel = Interface(InboundMessage)
    counts_up_to = COUNT_LITTLE
    route_base = "/can-bo/tin-nhan-den"
    label_columns = {"reply.template": _("Answer")}
    description_columns = {
        "reply.template": _(
            "Not answered means: too many messages in a day, or not a mobile number of Vietnam."
        ),
    }
    words = {"heard": HEARD.__getitem__}
    formatters_columns = {
        "sender": sender_words,
        "reply.template": lambda value: template_words(value) if value else "",
    }
    numbers = ("sender",)
    list_columns = ["sender", "text", "heard", "at", "answered_at", "reply.template"]
    show_columns = ["at", "sender", "text", "heard", "answered_at", "reply.template"]
    search_columns = ["sender", "heard", "at"]
    order_columns = ["at"]
    base_order = ("at", "desc")
    # no filter: row-level security restricts rows to administrators and city readers.
    scope = all_rows


class OptOutView(GeneratedView):
    """Phone numbers that opted out of notices (danh sách từ chối nhận tin)."""

    datamodel = Interface(OptOut)
    route_base = "/can-bo/tu-choi-nhan-tin"
    formatters_columns = {"phone": phone_numbers.masked}
    numbers = ("phone",)
    list_columns = ["phone", "at"]
    search_columns = ["phone", "at"]
    order_columns = ["at"]
    base_order = ("at", "desc")
    scope = all_rows  # no filter: an opt-out applies wherever the dossier is
