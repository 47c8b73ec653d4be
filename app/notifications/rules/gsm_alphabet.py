"""The alphabets of short messages: which letters cost what, and Vietnamese without its marks.

A short message goes out in the alphabet of GSM 03.38, 160 places a part, or in UCS-2, 70 places a
part. A longer one is cut into parts that each give up places for their own number.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The basic alphabet of GSM 03.38: a place a letter."""
EXTENSION = frozenset("\f^{}\\[~]|€")
"""Its extension table: a letter stands behind an escape and takes two places."""

SMS_LETTERS = 160
"""Places of a single short message in GSM."""
GSM_ROOM = (SMS_LETTERS, 153)
"""Places of the only part, and of each of several."""
UCS2_ROOM = (70, 67)
"""The same in UCS-2; a place is a unit of UTF-16, an emoji takes two."""
ACCENTED_PARTS = 2
"""So many parts a message with diacritics may have: 134 places."""

_BASIC_PLANE = 0xFFFF
_PLAINER = str.maketrans({
    "đ": "d", "Đ": "D", "₫": "d", "–": "-", "—": "-", "\u2212": "-", "\u2010": "-",
    "’": "'", "\u2018": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "•": "-",
    "\u2044": "/",
})  # fmt: skip
"""What no decomposition makes plain."""


def gsm(text: str) -> str:
    """The text in GSM letters: diacritics fall away, what is foreign becomes a question mark."""
    spread = unicodedata.normalize("NFKD", text).translate(_PLAINER)
    plain = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return "".join(letter if letter in GSM or letter in EXTENSION else "?" for letter in plain)


def places(body: str, *, accented: bool) -> int:
    """Places that a text takes, in UCS-2 or in GSM."""
    return sum(_widths(body, accented=accented))


def parts(body: str, *, accented: bool) -> int:
    """How many short messages the operator counts.

    A letter of two places is never cut in the middle: it begins the next part.

    Args:
        accented: in UCS-2; else in GSM, where the text goes out without its marks.
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
    """The letters that GSM does not have, each once, in order: they force UCS-2."""
    known = GSM | EXTENSION
    return "".join(dict.fromkeys(letter for letter in text if letter not in known))


def _widths(body: str, *, accented: bool) -> Iterable[int]:
    if accented:
        return (1 + (ord(letter) > _BASIC_PLANE) for letter in body)
    return (1 + (letter in EXTENSION) for letter in gsm(body))
