"""The page of an e-mail: the same words as its plain text, laid out for eyes.

It is made far from any request, so it has an environment of its own. Its styles stand in the page
and it fetches nothing: a mail program knows no file of ours.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from flask_babel import force_locale, gettext, ngettext
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from app.kernel import public_urls
from app.notifications.channels.base import Outgoing

TEMPLATES = Path(__file__).parents[2] / "templates" / "notifications"


class LetterLine(NamedTuple):
    """A line of the text; ``link`` where it ends in an address of ours, which is left out."""

    words: str
    link: str = ""


def page(message: Outgoing) -> str:
    """The whole page, in the language of the reader."""
    with force_locale(message.language):
        return _template().render(
            language=message.language,
            subject=message.subject,
            paragraphs=paragraphs(message.body),
            enclosed=[each.name for each in message.attachments],
            portal=public_urls.page(""),
        )


def paragraphs(body: str) -> list[list[LetterLine]]:
    """What stands between empty lines, line by line."""
    return [
        [_line(line) for line in part.splitlines() if line.strip()]
        for part in body.split("\n\n")
        if part.strip()
    ]


def _line(text: str) -> LetterLine:
    """Only our own addresses become links: what an officer wrote stays words."""
    words, _space, last = text.strip().rpartition(" ")
    if words and public_urls.is_ours(last):
        return LetterLine(words.rstrip(" :–"), last)
    return LetterLine(text.strip())


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # comes with the extension
    return environment.get_template("mail.html")
