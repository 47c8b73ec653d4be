"""HTML part of an e-mail: the same text as the plain part, laid out.

Rendered outside any request, so it has its own Jinja environment. Styles are inline and nothing is
fetched: mail clients cannot access our static files.
"""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from flask_babel import force_locale, gettext, ngettext
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from app.kernel import public_urls
from app.notifications.channels.base import Outgoing

TEMPLATES = Path(__file__).parents[2] / "templates" / "notifications"


class LetterLine(NamedTuple):
    """A line of the text; ``link`` is a URL of ours at its end, which is removed from the text."""

    words: str
    link: str = ""


def page(message: Outgoing) -> str:
    """The whole HTML page, in the recipient's language."""
    with force_locale(message.language):
        return _template().render(
            language=message.language,
            subject=message.subject,
            paragraphs=paragraphs(message.body),
            enclosed=[each.name for each in message.attachments],
            portal=public_urls.page(""),
        )


def paragraphs(body: str) -> list[list[LetterLine]]:
    """Paragraphs, separated by empty lines, each as lines."""
    return [
        [_line(line) for line in part.splitlines() if line.strip()]
        for part in body.split("\n\n")
        if part.strip()
    ]


def _line(text: str) -> LetterLine:
    """Only our own URLs become links: text written by officers stays text."""
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
