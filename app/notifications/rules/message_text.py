"""Rendering of a message's facts: in full, or as a short message (tin nhắn).

Pure functions, in the current locale. Facts come as JSON, texts from the version
in use. A short message gives code, action and place: in at most 160 characters of the GSM
alphabet, so without diacritics; in two parts of UCS-2 where the template keeps them.
"""

import contextlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext, ngettext

from app.kernel import clock, public_urls
from app.kernel.i18n import formatting
from app.kernel.text import phone_numbers
from app.notifications.models.message_templates import Variant
from app.notifications.rules.default_templates import PLANS
from app.notifications.rules.gsm_alphabet import fits, gsm
from app.notifications.rules.message_kinds import (
    RESULTS,
    AgencyResult,
    FactKind,
    MessageKind,
    TemplateTexts,
    is_about_a_dossier,
)
from app.notifications.rules.settings import settings

TRACKING = "tc"
"""The short address of the tracking page."""
PLACES = ("unit", "to", "worst", "place", "course")
"""Facts that are names of places and classes: shortened in this order when the text is too long."""
VARIABLE = re.compile(r"%(?:\((\w+)\)s|%)")
"""``%(code)s``, or ``%%`` for a literal per cent sign."""


@dataclass(frozen=True)
class Text:
    """A rendered message."""

    subject: str
    body: str
    accented: bool = False
    """Whether a short message is encoded in UCS-2."""


def missing(template: MessageKind, facts: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(PLANS[template].facts) - facts.keys()


def unsayable(template: MessageKind, facts: Mapping[str, Any]) -> bool:
    """Whether a required fact is unknown: a call is better than a gap."""
    return any(facts.get(name) is None for name in PLANS[template].facts)


def variant(template: MessageKind, facts: Mapping[str, Any]) -> Variant:
    plan = PLANS[template]
    if plan.at_home and facts.get("at_home"):
        return Variant.AT_HOME
    return Variant.IN_PART if plan.in_part and facts.get("refused") else Variant.SAID


def in_full(
    template: MessageKind, facts: Mapping[str, Any], words: TemplateTexts | None = None
) -> Text:
    """Subject and full text with diacritics, dates with their weekday."""
    words = words or _of_the_code(template, facts)
    spoken = _spoken(template, facts, weekday=True)
    return Text(filled(str(words.subject), spoken), filled(str(words.text), spoken))


def short(
    template: MessageKind, facts: Mapping[str, Any], words: TemplateTexts | None = None
) -> Text:
    """The short message: one part in GSM, or two where the template keeps diacritics.

    Where the text does not fit, results are counted instead of named, days lose their year, and
    at last place names are shortened; code and instruction never are.
    """
    words = words or _of_the_code(template, facts)
    body = uncut(template, facts, words)
    if not fits(body, accented=words.accented):
        body = _cut(template, facts, words)
    return Text("", body, words.accented)


def uncut(template: MessageKind, facts: Mapping[str, Any], words: TemplateTexts) -> str:
    """The short message with full place names; results and days abbreviated where it is long."""
    written = _written(words)
    spoken = _spoken(template, facts, weekday=False)
    body = filled(written(str(words.sms)), spoken, written)
    if fits(body, accented=words.accented):
        return body
    return filled(written(str(words.sms)), spoken | _abbreviated(template, facts), written)


def filled(sentence: str, spoken: Mapping[str, str], written: Callable[[str], str] = str) -> str:
    """Substitute variables; an unknown one becomes empty."""
    return VARIABLE.sub(
        lambda found: written(spoken.get(found[1], "")) if found[1] else "%", sentence
    ).rstrip()


def _cut(template: MessageKind, facts: Mapping[str, Any], words: TemplateTexts) -> str:
    """Shorten place names until the text fits."""
    written = _written(words)
    sentence = written(str(words.sms))
    spoken = _spoken(template, facts, weekday=False) | _abbreviated(template, facts)
    body = filled(sentence, spoken, written)
    for place in PLACES:
        while not fits(body, accented=words.accented) and spoken.get(place):
            spoken[place] = spoken[place][:-1].rstrip()
            body = filled(sentence, spoken, written)
    return body


def _written(words: TemplateTexts) -> Callable[[str], str]:
    return str if words.accented else gsm


def _of_the_code(template: MessageKind, facts: Mapping[str, Any]) -> TemplateTexts:
    return PLANS[template].variants[variant(template, facts)]


def _spoken(template: MessageKind, facts: Mapping[str, Any], *, weekday: bool) -> dict[str, str]:
    said = {
        name: _say(kind, facts[name], weekday=weekday)
        for name, kind in PLANS[template].facts.items()
    }
    if is_about_a_dossier(template):
        said |= {"page": public_urls.spoken(TRACKING), "phone": _telephone(facts.get("phone"))}
    return said


def _telephone(of_the_commune: str | None) -> str:
    """The commune's number, or else the city's hotline; nothing where there is neither."""
    number = of_the_commune or settings().hotline
    if not number:
        return ""
    with contextlib.suppress(phone_numbers.NotAPhone):
        number = phone_numbers.current(phone_numbers.normalise(number))
    return gettext("tel. %(number)s", number=number)


def _abbreviated(template: MessageKind, facts: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for name, kind in PLANS[template].facts.items():
        if kind == FactKind.RESULTS:
            found[name] = ngettext("%(num)d result", "%(num)d results", len(facts[name]))
        elif kind in {FactKind.DAY, FactKind.MOMENT}:
            found[name] = re.sub(r"/\d{4}$", "", _say(kind, facts[name], weekday=False))
    return found


def _called(result: str) -> str:
    """A result in mid-sentence: “Giấy khai sinh” becomes “giấy khai sinh”."""
    if result in set(AgencyResult):
        return str(RESULTS[AgencyResult(result)])
    return result if result[1:2].isupper() else result[:1].lower() + result[1:]


def _say(kind: FactKind, fact: Any, *, weekday: bool) -> str:
    if fact is None:
        return ""
    if kind == FactKind.RESULTS:
        return ", ".join(map(_called, fact))
    if kind == FactKind.DAY:
        return _day(date.fromisoformat(fact), weekday=weekday)
    if kind == FactKind.MOMENT:
        moment = clock.local(datetime.fromisoformat(fact))
        return f"{moment:%H:%M} {_day(moment.date(), weekday=weekday)}"
    if kind == FactKind.LINK:
        return public_urls.office_page(f"can-bo/kich-hoat/{fact}")
    return str(fact).strip().rstrip(".")


def _day(day: date, *, weekday: bool) -> str:
    return formatting.weekday_date(day) if weekday else formatting.day(day)
