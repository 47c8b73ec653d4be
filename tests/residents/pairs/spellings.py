"""Variant spellings of words: pure functions over text."""

from __future__ import annotations

import re
import unicodedata
from random import Random

GRAVE, ACUTE, HOOK, TILDE, DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
TONES = (GRAVE, ACUTE, HOOK, TILDE, DOT)
ROOF, BREVE, HORN = "\u0302", "\u0306", "\u031b"
TELEX = {GRAVE: "f", ACUTE: "s", HOOK: "r", TILDE: "x", DOT: "j", BREVE: "w", HORN: "w"}
VNI = {ACUTE: "1", GRAVE: "2", HOOK: "3", TILDE: "4", DOT: "5", ROOF: "6", HORN: "7", BREVE: "8"}
TONE = f"[{''.join(TONES)}]"


def spread(text: str) -> str:
    """Letters and their marks apart (NFD)."""
    return unicodedata.normalize("NFD", text)


def joined(text: str) -> str:
    """Letters and their marks together (NFC)."""
    return unicodedata.normalize("NFC", text)


def without_marks(text: str) -> str:
    """As on a keyboard without Vietnamese."""
    bare = "".join(c for c in spread(text) if not unicodedata.combining(c))
    return bare.replace("đ", "d").replace("Đ", "D")


def without_tones(text: str) -> str:
    """Circumflex, horn and bar stay, the tone is lost."""
    return joined("".join(c for c in spread(text) if c not in TONES))


def telex(rng: Random, word: str) -> str:
    """Telex keys that no program converted: Nguyễn → Nguyeexn or Nguyeenx."""
    return _keys(word, TELEX, "d", at_the_end=rng.random() < 0.5)


def vni(rng: Random, word: str) -> str:
    """VNI keys that no program converted: Hoà → Hoa2."""
    return _keys(word, VNI, "9", at_the_end=rng.random() < 0.7)


def _keys(word: str, keys: dict[str, str], bar: str, *, at_the_end: bool) -> str:
    """Tones follow their vowel or the whole word; other marks follow their letter."""
    typed, last = "", ""
    for letter, marks in re.findall(r"(\w)([\u0300-\u036f]*)", spread(word)):
        plain = without_marks(letter)
        typed += plain if plain == letter else plain + bar
        typed += "".join(keys.get(mark, plain.lower()) for mark in marks if mark not in TONES)
        tone = "".join(keys[mark] for mark in marks if mark in TONES)
        typed, last = (typed, last + tone) if at_the_end else (typed + tone, last)
    return typed + last


def hook_for_tilde(word: str) -> str:
    """Hỏi for ngã and the reverse, the usual spelling mistake."""
    return joined(spread(word).translate({ord(HOOK): TILDE, ord(TILDE): HOOK}))


def other_tone(rng: Random, word: str) -> str:
    """The word with another tone."""
    own = [c for c in spread(word) if c in TONES]
    if not own:
        return word
    tone = rng.choice([t for t in (GRAVE, ACUTE, DOT) if t not in own])
    return joined(spread(word).replace(own[0], tone))


def tone_on_the_other_vowel(word: str) -> str:
    """Hòa and hoà, Thúy and thuý: the old and the new rule."""
    for pattern in (f"(o)({TONE})([ae])$", f"(?<!q)(u)({TONE})(y)$"):
        if re.search(pattern, spread(word), re.IGNORECASE):
            return joined(re.sub(pattern, r"\1\3\2", spread(word), flags=re.IGNORECASE))
    return joined(re.sub(f"(o)([ae])({TONE})$", r"\1\3\2", spread(word), flags=re.IGNORECASE))


def i_for_y(word: str) -> str:
    """Mỹ and Mĩ, Lý and Lí, Quý and Quí."""
    found = re.fullmatch(f"(h|k|l|m|s|t|v|qu)([yi])({TONE}?)", spread(word), flags=re.IGNORECASE)
    if not found:
        return word
    vowel = {"y": "i", "i": "y", "Y": "I", "I": "Y"}[found[2]]
    return joined(found[1] + vowel + found[3])


def read_by_machine(text: str) -> str:
    """The letter that a scanner takes for a digit: o and 0, l and 1."""
    return re.sub(r"[oOlI]", lambda c: "0" if c[0] in "oO" else "1", text, count=1)


def digits_read_as_letters(rng: Random, number: str) -> str:
    """The reverse in a number: 0 and O, 1 and l."""
    at = [i for i, c in enumerate(number) if c in "01"]
    i = rng.choice(at)
    return number[:i] + {"0": "O", "1": "l"}[number[i]] + number[i + 1 :]
