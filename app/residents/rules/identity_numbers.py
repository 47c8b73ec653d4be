"""Identity numbers: nine digits, twelve digits, or a passport's."""

import re
import unicodedata

from app.kernel.text.identity_numbers import LENGTH
from app.residents.rules.match_reasons import MatchReason
from app.residents.rules.typos import one_slip_apart

LONGEST = 40
_SEEN_AS_LETTERS = str.maketrans("OQDILSBZ", "00011582")
_OLD_LENGTH = 9
_NEIGHBOURS = 4
"""Numbers of triplets, or of twins with a stranger between them, are less apart."""


def read_number(text: str) -> str:
    """Normalise a number: spaces removed, letters misread by a scanner replaced by digits.

    Leading zeros dropped by a spreadsheet are restored.
    """
    plain = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text[:LONGEST])).upper()
    figures = plain.translate(_SEEN_AS_LETTERS)
    if not (figures.isascii() and figures.isdigit()) or re.fullmatch(r"[A-Z]\d{7}", plain):
        return plain if any(char.isdigit() for char in plain) else ""
    if len(set(figures)) == 1:  # typed to fill the field
        return ""
    if figures[0] != "0" and len(figures) in (LENGTH - 2, LENGTH - 1, _OLD_LENGTH - 1):
        return figures.zfill(LENGTH if len(figures) > _OLD_LENGTH else _OLD_LENGTH)
    return figures


def liken_numbers(a: str, b: str) -> frozenset[MatchReason]:
    """Reasons why two numbers match or not; none when they are unknown or invalid."""
    if not a or not b:
        return frozenset()
    if a == b:
        return frozenset((MatchReason.SAME_NUMBER,))
    row = frozenset((MatchReason.NUMBERS_FOLLOW,)) if _follow(a, b) else frozenset()
    if one_slip_apart(a, b):
        return row | {MatchReason.NUMBER_SLIP}
    lengths = {len(a), len(b)}
    if lengths == {_OLD_LENGTH, LENGTH}:
        return frozenset((MatchReason.NUMBERS_OF_TWO_KINDS,))
    return row | {MatchReason.OTHER_NUMBER} if len(lengths) == 1 else frozenset()


def _follow(a: str, b: str) -> bool:
    """Whether two numbers of one kind were given one after the other."""
    digits = a.isascii() and b.isascii() and a.isdigit() and b.isdigit()
    kind = len(a) == len(b) and len(a) in (_OLD_LENGTH, LENGTH)
    return digits and kind and 0 < abs(int(a) - int(b)) < _NEIGHBOURS
