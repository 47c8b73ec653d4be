"""Labels of messages for officers: state, channel, kind, language, and failure."""

from collections.abc import Iterable, Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.notifications.models.message_templates import Variant
from app.notifications.models.outbox import Channel, MessageState
from app.notifications.rules.message_kinds import NAMES
from app.notifications.rules.template_variables import PARTS, TemplatePart
from app.notifications.vocabulary import MessageKind

STATES: Mapping[MessageState, tuple[str, LazyString]] = {
    MessageState.CREATED: ("waiting", _("Waiting to be sent")),
    MessageState.SENDING: ("waiting", _("Being sent")),
    MessageState.SENT: ("process", _("Message sent")),
    MessageState.DELIVERED: ("ready", _("Delivered")),
    MessageState.TEMPORARY_FAILURE: ("late", _("Telephone not reached")),
    MessageState.PERMANENT_FAILURE: ("late", _("Number takes no messages")),
    MessageState.TECHNICAL_FAILURE: ("late", _("Not handed over")),
    MessageState.CANCELLED: ("closed", _("Taken back")),
}
"""Shape and label of each state."""

CHANNELS: Mapping[Channel, LazyString] = {Channel.SMS: _("SMS"), Channel.EMAIL: _("E-mail")}
LANGUAGES: Mapping[str, LazyString] = {"vi": _("Vietnamese"), "en": _("English")}
VARIANTS: Mapping[Variant, LazyString] = {
    Variant.SAID: _("As a rule"),
    Variant.IN_PART: _("A part was refused"),
    Variant.AT_HOME: _("Officers come to the citizen"),
}

WHY: Mapping[str, LazyString] = {
    "no_mobile": _("it is no mobile number"),
    "number": _("the operator does not know the number"),
    "address": _("the address does not exist"),
    "not_routable": _("no operator carries this number"),
    "unreachable": _("the gateway cannot be reached"),
    "unanswered": _("the gateway gave no answer"),
    "no_answer": _("the gateway gave no answer"),
    "busy": _("the gateway is busy"),
    "auth": _("the gateway does not know our password"),
    "login": _("the gateway does not know our password"),
    "tls": _("the line to the gateway is not safe"),
    "no_tls": _("the line to the gateway is not safe"),
    "unsayable": _("a fact is missing in the message"),
    "never_sent": _("it stood still too long"),
    "stopped": _("its owner wants no notices"),
}
"""Labels of failure kinds; others are faults of the channel."""


def why_words(kind: str | None) -> LazyString | str:
    """The label of a failure kind; empty if unknown."""
    return WHY.get(kind, _("a fault of the channel")) if kind else ""


def template_words(name: str) -> str:
    return str(NAMES[MessageKind(name)]) if name in set(MessageKind) else name


def author(name: str | None) -> str:
    return name or str(_("Came with the system"))


def named(parts: Iterable[TemplatePart]) -> str:
    return ", ".join(str(PARTS[part]).lower() for part in parts)
