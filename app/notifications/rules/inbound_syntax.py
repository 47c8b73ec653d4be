"""Parser of inbound short messages (cú pháp tin nhắn đến), tolerant of spelling.

Pure functions over text: case, diacritics, full-width characters, spaces, dots and hyphens do not
matter. Nothing here knows whether a code exists.
"""

import re
import unicodedata
from dataclasses import dataclass

from app.kernel.text import parsing
from app.kernel.text.folding import fold
from app.notifications.models.gateway import Heard

LONGEST_TEXT = 1_000
LONGEST_SENDER = 20
LONGEST_KEY = 64

STOP = frozenset({"stop", "tuchoi", "huy"})
START = frozenset({"start", "nhanlai"})

_FIGURE = "[0-9o]"
"""A digit, or the letter o, which is often typed for zero."""
_BETWEEN = r"[\W_]*"
_CODE = re.compile(
    rf"(?<![0-9])({_FIGURE}{{3}}){_BETWEEN}({_FIGURE}{{2}}){_BETWEEN}({_FIGURE}{{2}}){_BETWEEN}"
    rf"([a-z]){_BETWEEN}({_FIGURE}{{2}}){_BETWEEN}({_FIGURE}{{6}}){_BETWEEN}({_FIGURE}{{4,6}})"
    r"(?![0-9])"
)
"""000.15.17.H26-161118-0007 (TT 01/2018 Đ19): agency, day, number."""


@dataclass(frozen=True)
class Understood:
    """The parsed request; ``code`` in the format of the receipt."""

    heard: Heard
    code: str | None = None


def understand(text: str) -> Understood:
    """Parse a message; anything outside the syntax is ``OTHER``."""
    plain = fold(unicodedata.normalize("NFKC", text))
    words = "".join(sign for sign in plain if sign.isalnum())
    if words in STOP:
        return Understood(Heard.STOP)
    if words in START:
        return Understood(Heard.START)
    found = _CODE.search(plain) or _CODE.search(words)
    return Understood(Heard.STATE, _code(found)) if found else Understood(Heard.OTHER)


def kept(text: str, longest: int) -> str:
    """One line without control characters, truncated to ``longest``."""
    return parsing.line(text[: longest * 4])[:longest]


def _code(found: re.Match[str]) -> str:
    agency, first, second, letter, of_letter, day, number = found.groups()
    figures = [part.replace("o", "0") for part in (agency, first, second, of_letter, day, number)]
    head = ".".join((*figures[:3], letter.upper() + figures[3]))
    return f"{head}-{figures[4]}-{figures[5]}"
