"""Validation of new template texts."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from flask_babel import gettext, ngettext

from app.notifications.models.message_templates import Variant
from app.notifications.rules.gsm_alphabet import ACCENTED_PARTS, SMS_LETTERS, parts, places
from app.notifications.rules.message_kinds import MessageKind, TemplateTexts
from app.notifications.rules.message_text import VARIABLE, uncut
from app.notifications.rules.placeholders import placeholder
from app.notifications.rules.template_variables import TemplatePart, allowed, longest, wanted

LONGEST: Mapping[TemplatePart, int] = {
    TemplatePart.SUBJECT: 150,
    TemplatePart.FULL: 2000,
    TemplatePart.SMS: 400,
}
"""Maximum length of a template text, variables included."""

_BRACES = re.compile(r"\{[^{}]{0,40}\}|[{}]")


class TemplateFault(NamedTuple):
    """One fault, and the text that has it."""

    part: TemplatePart
    told: str


def faults(template: MessageKind, variant: Variant, words: TemplateTexts) -> list[TemplateFault]:
    texts = {
        TemplatePart.SUBJECT: str(words.subject),
        TemplatePart.FULL: str(words.text),
        TemplatePart.SMS: str(words.sms),
    }
    found = [
        TemplateFault(part, told)
        for part, text in texts.items()
        for told in _wrong(template, variant, part, text)
    ]
    if not any(fault.part is TemplatePart.SMS for fault in found):
        found += [
            TemplateFault(TemplatePart.SMS, told) for told in _too_long(template, variant, words)
        ]
    return found


def _wrong(template: MessageKind, variant: Variant, part: TemplatePart, text: str) -> Iterator[str]:
    if not text.strip():
        yield gettext("Enter the words.")
        return
    if len(text) > LONGEST[part]:
        yield gettext("At most %(most)s letters; these are %(n)s.", most=LONGEST[part], n=len(text))
    if part is not TemplatePart.FULL and re.search(r"[\r\n]", text):
        yield gettext("Enter it in one line.")
    yield from _broken(text)
    yield from _variables(template, variant, part, text)


def _broken(text: str) -> Iterator[str]:
    """Braces that hold no placeholder."""
    for piece in sorted(set(_BRACES.findall(text))):
        yield gettext(
            "“%(piece)s” is no placeholder: take one of those below the field.", piece=piece
        )


def _variables(
    template: MessageKind, variant: Variant, part: TemplatePart, text: str
) -> Iterator[str]:
    named = {name for name in VARIABLE.findall(text) if name}
    may = allowed(template, variant, part)
    for name in sorted(named - {*may}):
        yield gettext(
            "%(name)s cannot stand here. These can: %(names)s.",
            name=placeholder(name),
            names=", ".join(map(placeholder, may)) or "–",
        )
    for name in sorted(wanted(template, variant, part) - named):
        yield gettext(
            "%(name)s is missing: without it the reader does not know what to do.",
            name=placeholder(name),
        )


def _too_long(template: MessageKind, variant: Variant, words: TemplateTexts) -> Iterator[str]:
    """Whether the text is too long with the longest facts and full place names."""
    body = uncut(template, longest(template, variant), words)
    if not words.accented and (over := places(body, accented=False) - SMS_LETTERS) > 0:
        yield ngettext(
            "With the longest names it is %(num)d letter too long: %(most)s letters go without"
            " diacritics.",
            "With the longest names it is %(num)d letters too long: %(most)s letters go without"
            " diacritics.",
            over,
            most=SMS_LETTERS,
        )
    if words.accented and (count := parts(body, accented=True)) > ACCENTED_PARTS:
        yield gettext(
            "With the longest names it makes %(n)s short messages; with diacritics at most %(most)s"
            " (134 letters).",
            n=count,
            most=ACCENTED_PARTS,
        )
