"""SMS encodings: lengths of characters, and Vietnamese without diacritics.

A short message is encoded in GSM 03.38, 160 septets per part, or in UCS-2, 70 code units per
part. A longer one is split into parts, each with some space used for its header.
"""

import re
import unicodedata
from collections.abc import Iterable

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The basic alphabet of GSM 03.38: one septet per character."""
EXTENSION = frozenset("\f^{}\\[~]|€")
"""The extension table: an escape and a character, two septets."""

SMS_LETTERS = 160
"""Septets of a single short message in GSM."""
GSM_ROOM = (SMS_LETTERS, 153)
"""Septets of a single part, and of each of several."""
UCS2_ROOM = (70, 67)
"""The same in UTF-16 code units for UCS-2; an emoji takes two."""
ACCENTED_PARTS = 2
"""Maximum number of parts with diacritics: 134 code units."""

_BASIC_PLANE = 0xFFFF
_UNKNOWN = re.compile(f"[^{re.escape(''.join(GSM | EXTENSION))}]")
_PLAINER = str.maketrans({
    "đ": "d", "Đ": "D", "₫": "d", "–": "-", "—": "-", "\u2212": "-", "\u2010": "-",
    "’": "'", "\u2018": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "•": "-",
    "\u2044": "/",
})  # fmt: skip
"""Characters that decomposition does not simplify."""


def gsm(text: str) -> str:
    """The text in GSM characters: diacritics are removed, unknown characters become "?"."""
    spread = unicodedata.normalize("NFKD", text).translate(_PLAINER)
    return _UNKNOWN.sub(_without_mark, spread)


def _without_mark(letter: re.Match[str]) -> str:
    return "" if unicodedata.combining(letter[0]) else "?"


def places(body: str, *, accented: bool) -> int:
    """The length of a text in UCS-2 code units or GSM septets."""
    return sum(_widths(body, accented=accented))


def parts(body: str, *, accented: bool) -> int:
    """The number of short messages charged by the operator.

    A character of two units is never split: it begins the next part.

    Args:
        accented: encoded in UCS-2; else in GSM, without diacritics.
    """
    alone, each = UCS2_ROOM if accented else GSM_ROOM
    widths = list(_widths(body, accented=accented))
    if sum(widths) <= alone:
        return 1
    count, used = 1, 0
    for width in widths:
        if used + width > each:
            count, used = count + 1, 0
        used += width
    return count


def fits(body: str, *, accented: bool) -> bool:
    """Whether a short message is short enough: one part in GSM, two with diacritics."""
    return parts(body, accented=accented) <= (ACCENTED_PARTS if accented else 1)


def foreign(text: str) -> str:
    """The characters missing in GSM, each once, in order: they require UCS-2."""
    known = GSM | EXTENSION
    return "".join(dict.fromkeys(letter for letter in text if letter not in known))


def _widths(body: str, *, accented: bool) -> Iterable[int]:
    if accented:
        return (1 + (ord(letter) > _BASIC_PLANE) for letter in body)
    return (1 + (letter in EXTENSION) for letter in gsm(body))
