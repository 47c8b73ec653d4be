"""Mistakes of writing in single words of a name."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from tests.residents.pairs.spellings import (
    BREVE,
    GRAVE,
    HOOK,
    HORN,
    ROOF,
    TILDE,
    TONES,
    joined,
    spread,
    without_marks,
)

Rewrite = Callable[[Random, str], str]
STOPPED = re.compile(r".*[aeiouy](?:ch|[cpt])")
"""Words that bear sắc or nặng alone, without their marks."""
STOPPED_GIVEN = {
    True: ("Ngọc", "Bích", "Cúc", "Tuyết", "Nguyệt", "Trúc", "Ngát", "Lộc", "Hợp", "Nhật", "Việt"),
    False: ("Đức", "Phúc", "Việt", "Nhật", "Phát", "Đạt", "Kiệt", "Lập", "Lộc", "Bắc", "Quyết"),
}
"""Given names that end so, by whether they are of women."""
STOPPED_NEAR = (("Phúc", "Phục"), ("Lập", "Lắp"), ("Đạt", "Đát"), ("Lộc", "Lốc"), ("Bích", "Bịch"))
"""Two names: both tones can stand there."""
LETTER_APART = {
    True: (("Lan", "Loan"), ("Hà", "Hòa"), ("Oanh", "Anh"), ("Hoa", "Hoan")),
    False: (("Hoàn", "Hoàng"), ("Phú", "Phúc"), ("Quan", "Quang"), ("Trung", "Tung")),
}
"""Given names one letter apart, by whether they are of girls."""


def in_one_word(rng: Random, name: str, change: Rewrite, words: slice = slice(None)) -> str:
    """The name with one word of the slice changed; unchanged if none can be."""
    parts = name.split()
    can = [n for n in range(*words.indices(len(parts))) if change(rng, parts[n]) != parts[n]]
    if can:
        n = rng.choice(can)
        parts[n] = change(rng, parts[n])
    return " ".join(parts)


def leftover_key(rng: Random, word: str) -> str:
    """A key of Telex or VNI behind a word that bears its tone: Hòaf, Nguyễn4, Hườngw."""
    marks = {char for char in spread(word) if not char.isalpha()}
    if not marks & {*TONES}:
        return word
    keys = [*"sfrxj12345"]
    keys += ["6", *(c for c in "aeo" if ROOF in _marks_of(word, c))] if ROOF in marks else []
    keys += ["w", "7"] if HORN in marks else []
    keys += ["w", "8"] if BREVE in marks else []
    keys += ["d", "9"] if "đ" in word.lower() else []
    key = rng.choice(keys)
    return word + (key.upper() if word.isupper() else key)


def _marks_of(word: str, letter: str) -> str:
    found = re.search(rf"{letter}([\u0300-\u036f]*)", spread(word.lower()))
    return found[1] if found else ""


def stopped_tone(rng: Random, word: str) -> str:
    """Ngọc as Ngoc, Ngòc, Ngỏc or Ngõc: a tone that cannot stand there, or none."""
    if not STOPPED.fullmatch(without_marks(word).lower()):
        return word
    own = next((char for char in spread(word) if char in TONES), "")
    return joined(spread(word).replace(own, rng.choice(("", GRAVE, HOOK, TILDE)))) if own else word


def letter_lost_or_doubled(rng: Random, word: str) -> str:
    """A letter without a mark is left out or typed twice, and the word remains readable."""
    letters = re.findall(r"\w[\u0300-\u036f]*", spread(word))
    bare = [n for n, letter in enumerate(letters) if len(letter) == 1 and n > 0]
    if len(letters) < 3 or not bare:
        return word
    n = rng.choice(bare)
    rest = letters[:n] + letters[n + 1 :]
    if rng.random() < 0.6 and re.search(r"[aeiouy]", without_marks("".join(rest)).lower()):
        return joined("".join(rest))
    return joined("".join([*letters[: n + 1], letters[n], *letters[n + 1 :]]))
