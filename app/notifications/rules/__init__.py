"""How a message is said: in full, or as a short message (tin nhắn) of the old alphabet.

Pure functions, in the language that is set around them. Facts come as JSON. A short message says
code, what to do and where, in at most 160 letters of the GSM alphabet, so without diacritics.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import ngettext

from app.kernel import clock, i18n, phones
from app.notifications.models import Channel
from app.notifications.rules.kinds import NAMES, RESULTS, Kind, Result, Template, Words
from app.notifications.rules.plans import PLANS

__all__ = ["NAMES", "PLANS", "Kind", "Result", "Template"]

SMS_LETTERS = 160
MOST_HANDED_OVER = 8
"""Requests that the gateway may have accepted, for one message."""
MOST_REFUSED = 48
"""Tries that it certainly refused, for one message."""
TRY_AGAIN_AFTER = timedelta(minutes=5)
QUIET_FROM, QUIET_UNTIL = 21, 7
"""Hours of Hanoi between which no notice goes to a telephone."""
URGENT = frozenset({Template.ONE_TIME_CODE, Template.STATE_TOLD})
"""What somebody waits for with the telephone in the hand."""
FOR_CITIZENS = frozenset(each for each in Template if each.startswith("dossier/"))
"""What a citizen has to know, be it by a call."""
GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The basic alphabet of GSM 03.38; other letters would cost two places or another alphabet."""

_PLAINER = str.maketrans({"–": "-", "—": "-", "’": "'", "“": '"', "”": '"', "\u00a0": " "})


@dataclass(frozen=True)
class Text:
    """A message as it goes out."""

    subject: str
    body: str


def missing(template: Template, facts: Mapping[str, Any]) -> frozenset[str]:
    """Facts that the message needs and was not given."""
    return frozenset(PLANS[template].facts) - facts.keys()


def in_full(template: Template, facts: Mapping[str, Any]) -> Text:
    """Subject and text with diacritics, days with their weekday."""
    wording = _wording(template, facts)
    spoken = _spoken(template, facts, weekday=True)
    return Text(str(wording.subject) % spoken, str(wording.text) % spoken)


def short(template: Template, facts: Mapping[str, Any]) -> Text:
    """The short message: GSM letters only, 160 at most.

    Results that would not fit are counted instead of named, and a place name that is too long for
    the whole is cut; code and instruction never are.
    """
    sentence = str(_wording(template, facts).sms)
    spoken = {name: gsm(word) for name, word in _spoken(template, facts, weekday=False).items()}
    if len(gsm(sentence) % spoken) > SMS_LETTERS:
        spoken |= {name: gsm(word) for name, word in _counted(template, facts).items()}
    body = gsm(sentence) % spoken
    if len(body) > SMS_LETTERS:
        room = len(spoken["unit"]) - (len(body) - SMS_LETTERS)
        body = gsm(sentence) % {**spoken, "unit": spoken["unit"][: max(room, 0)].rstrip()}
    return Text("", body)


def gsm(text: str) -> str:
    """The text in GSM letters: diacritics fall away, what is foreign becomes a question mark."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = plain.translate(_PLAINER)
    return "".join(letter if letter in GSM else "?" for letter in plain)


def masked(to: str) -> str:
    """An address of which a stranger learns little: ``•••••4127``, ``t•••••@example.vn``."""
    name, at, host = to.partition("@")
    return f"{name[:1]}•••••@{host}" if at else phones.masked(to)


def after_quiet_hours(moment: datetime, channel: Channel) -> datetime:
    """When a message that is promised now may go: no telephone rings between 21:00 and 7:00."""
    here = clock.local(moment)
    if channel != Channel.SMS or QUIET_UNTIL <= here.hour < QUIET_FROM:
        return moment
    day = here.date() if here.hour < QUIET_UNTIL else here.date() + timedelta(days=1)
    return clock.at(day, QUIET_UNTIL)


def _wording(template: Template, facts: Mapping[str, Any]) -> Words:
    plan = PLANS[template]
    if plan.at_home and facts.get("at_home"):
        return plan.at_home
    return plan.in_part if plan.in_part and facts.get("refused") else plan.said


def _spoken(template: Template, facts: Mapping[str, Any], *, weekday: bool) -> dict[str, str]:
    """Each fact that the message names, in words."""
    return {
        name: _say(kind, facts[name], weekday=weekday)
        for name, kind in PLANS[template].facts.items()
    }


def _counted(template: Template, facts: Mapping[str, Any]) -> dict[str, str]:
    """How many results there are, where their names are too long."""
    return {
        name: ngettext("%(num)d result", "%(num)d results", len(facts[name]))
        for name, kind in PLANS[template].facts.items()
        if kind == Kind.RESULTS
    }


def _called(result: str) -> str:
    """A result in the middle of a sentence: “Giấy khai sinh” is “giấy khai sinh”."""
    if result in set(Result):
        return str(RESULTS[Result(result)])
    return result if result[1:2].isupper() else result[:1].lower() + result[1:]


def _say(kind: Kind, fact: Any, *, weekday: bool) -> str:
    if kind == Kind.RESULTS:
        return ", ".join(map(_called, fact))
    if kind == Kind.DAY:
        return _day(date.fromisoformat(fact), weekday=weekday)
    if kind == Kind.MOMENT:
        moment = clock.local(datetime.fromisoformat(fact))
        return f"{moment:%H:%M} {_day(moment.date(), weekday=weekday)}"
    return str(fact).strip().rstrip(".")


def _day(day: date, *, weekday: bool) -> str:
    return i18n.weekday_date(day) if weekday else i18n.day(day)
