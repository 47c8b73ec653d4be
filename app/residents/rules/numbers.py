"""Numbers of identity papers: nine figures, twelve figures, or a passport's."""

from __future__ import annotations

import re
import unicodedata

from app.kernel.identities import LENGTH
from app.residents.rules.reasons import Reason

LONGEST = 40
_SEEN_AS_LETTERS = str.maketrans("OQDILSBZ", "00011582")
_OLD_LENGTH = 9


def read_number(text: str) -> str:
    """A number in its figures: spaces out, letters that a scanner saw back to figures.

    A spreadsheet drops the noughts before a number; they are put back.
    """
    plain = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text[:LONGEST])).upper()
    figures = plain.translate(_SEEN_AS_LETTERS)
    if not (figures.isascii() and figures.isdigit()) or re.fullmatch(r"[A-Z]\d{7}", plain):
        return plain if any(char.isdigit() for char in plain) else ""
    if not figures.strip("0"):
        return ""
    if len(figures) in (LENGTH - 2, LENGTH - 1):
        return figures.zfill(LENGTH)
    return figures.zfill(_OLD_LENGTH) if len(figures) == _OLD_LENGTH - 1 else figures


def liken_numbers(a: str, b: str) -> frozenset[Reason]:
    """Say why two numbers are or are not one; nothing when one of them is not known."""
    if not a or not b:
        return frozenset()
    if a == b:
        return frozenset((Reason.SAME_NUMBER,))
    if len(a) != len(b):
        return frozenset((Reason.NUMBERS_OF_TWO_KINDS,))
    return frozenset((Reason.NUMBER_SLIP if _is_a_slip(a, b) else Reason.OTHER_NUMBER,))


def _is_a_slip(a: str, b: str) -> bool:
    places = [n for n, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    if len(places) == 1:
        return True
    first, last = places[0], places[-1]
    return len(places) == 2 and last == first + 1 and a[first] + a[last] == b[last] + b[first]
