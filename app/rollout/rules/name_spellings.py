"""Names of persons as they are spelt: the same name, fewer marks, a slip of the hand."""

import unicodedata
from difflib import SequenceMatcher

from app.kernel.text.folding import fold

A_SLIP = 0.85
"""Likeness from which two names may be one with a slip."""
_STROKE = "\u0335"


def name_key(name: str) -> str:
    """Equal for names that differ only in diacritics, case, spaces or word order."""
    return " ".join(sorted(fold(name).split()))


def has_fewer_marks(written: str, known: str) -> bool:
    """Whether the name is the known one with some of its marks left out: ``Nguyen Văn An``."""
    ones, others = _letters(written), _letters(known)
    if ones == others or [base for base, _ in ones] != [base for base, _ in others]:
        return False
    return all(one <= other for (_, one), (_, other) in zip(ones, others, strict=True))


def is_a_slip(one: str, other: str) -> bool:
    """Whether the names differ by hardly more than a letter."""
    return SequenceMatcher(None, fold(one), fold(other)).ratio() >= A_SLIP


def _letters(name: str) -> list[tuple[str, frozenset[str]]]:
    """Each letter in lower case, and its marks; the stroke of đ is one."""
    spread = unicodedata.normalize(
        "NFD", " ".join(name.lower().split()).replace("đ", f"d{_STROKE}")
    )
    found: list[tuple[str, frozenset[str]]] = []
    for char in spread:
        if unicodedata.combining(char) and found:
            base, marks = found[-1]
            found[-1] = (base, marks | {char})
        else:
            found.append((char, frozenset()))
    return found
