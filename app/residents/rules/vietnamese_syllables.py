"""Parser of one syllable of a Vietnamese name: letters, diacritics and tone, in any input form.

Diacritics may be composed or not (NFC, NFD), leftover keys of an input method (Telex ``Nguyeexn``,
VNI ``Nguye6n4``) or missing; a scanner reads ``O`` as ``0``. The meaning is found by testing
which reading is a possible Vietnamese syllable.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

GRAVE, ACUTE, TILDE, HOOK, DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
HAT, BREVE, HORN = "\u0302", "\u0306", "\u031b"
TONES = frozenset((GRAVE, ACUTE, TILDE, HOOK, DOT))
TONES_OF_STOPS = frozenset(("", ACUTE, DOT))
"""Syllables that end in c, ch, p or t bear these alone: another tone is a wrong mark."""
SHAPES = frozenset((HAT, BREVE, HORN))

TELEX_TONES = {"s": ACUTE, "f": GRAVE, "r": HOOK, "x": TILDE, "j": DOT}
VNI_TONES = {"1": ACUTE, "2": GRAVE, "3": HOOK, "4": TILDE, "5": DOT}
VNI_SHAPES = {"6": ("aeo", HAT), "7": ("ou", HORN), "8": ("a", BREVE)}

_START = r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnprstvx])?"
_OPEN = r"(?:uyeu|oai|oao|oay|oeo|ieu|yeu|uay|uoi|uou|uya|uyu|uau|ai|ao|au|ay|eo|eu|ia|iu|oi|ui|uu)"
_CLOSED = r"(?:uye[nt]|uy(?:nh|ch|[tnp])?|(?:oa|oe|ue|ua|uo|ie|ye|[aeiouy])(?:ch|nh|ng|[cmnpt])?)"
_SYLLABLE = re.compile(rf"{_START}(?:{_OPEN}|{_CLOSED})")
_STOPPED = re.compile(r".*[aeiouy](?:ch|[cpt])")
_MUST_HAVE_A_SHAPE = re.compile(r".*(?:[iy]e|uo)[a-z]+|(?!q).*ua[nt]g?")


class Repair(Enum):
    """A repair made while reading a word."""

    NOTHING = auto()
    KEYS = auto()
    SCAN = auto()
    TONE = auto()


@dataclass(frozen=True, slots=True)
class Syllable:
    """A word of a name: ``base`` "hoa", ``shape`` with circumflex, horn and bar, and the tone."""

    base: str
    shape: str
    tone: str
    repair: Repair
    is_short: bool
    """Whether it is an abbreviation: "V", "Ng", "Th"."""
    is_possible: bool
    """Whether it is a possible Vietnamese syllable, ignoring diacritics."""
    has_lost_marks: bool
    """Whether it is no name without diacritics: "Duc", "Tien" and "Tuan" have lost them."""


@lru_cache(maxsize=8192)
def syllable(word: str) -> Syllable:
    """Parse one lower-case word; never fails, unknown words stay unchanged."""
    plain = _read(word)
    if plain.is_possible or plain.is_short:
        return plain
    for reading in (_vni, _telex, _scanned):
        found = reading(plain)
        if found is not None and found.is_possible:
            return found
    return plain


def _read(word: str) -> Syllable:
    letters: list[str] = []
    tone = ""
    for char in unicodedata.normalize("NFD", word):
        if char in TONES:
            tone = char
        elif char in SHAPES and letters:
            letters[-1] = letters[-1][0] + char
        elif not unicodedata.combining(char):
            letters.append("đ" if char in "đð" else char)
    return _made(letters, tone)


def _made(letters: list[str], tone: str, repair: Repair = Repair.NOTHING) -> Syllable:
    """Assemble a syllable; "y" pronounced "i" is normalised (Mỹ, Quý, Vy)."""
    base = "".join(letter[0] for letter in letters).replace("đ", "d")
    _share_the_horn(letters, base)
    if re.fullmatch(r"(?:[^aeiouy]+|qu)y", base):
        letters, base = [*letters[:-1], "i"], base[:-1] + "i"
    shape = unicodedata.normalize("NFC", "".join(letters))
    is_stopped = _STOPPED.fullmatch(base) is not None
    if is_stopped and tone not in TONES_OF_STOPS:
        tone, repair = "", repair if repair is not Repair.NOTHING else Repair.TONE
    return Syllable(
        base, shape, tone, repair,
        is_short=len(base) == 1 or not re.search("[aeiouy0-9]", base),
        is_possible=_SYLLABLE.fullmatch(base) is not None,
        has_lost_marks=(is_stopped and not tone)
        or _MUST_HAVE_A_SHAPE.fullmatch(shape) is not None,
    )  # fmt: skip


def _share_the_horn(letters: list[str], base: str) -> None:
    """Give both letters of "uo" the horn of one, where more follows: "ưong" is "ương"."""
    at = base.find("uo")
    if 0 <= at < len(letters) - 2 and HORN in letters[at] + letters[at + 1]:
        letters[at : at + 2] = ["u" + HORN, "o" + HORN]


def _letters_of(shape: str) -> list[str]:
    spread: list[str] = []
    for char in unicodedata.normalize("NFD", shape):
        if char in SHAPES and spread:
            spread[-1] += char
        else:
            spread.append(char)
    return spread


def _vni(word: Syllable) -> Syllable | None:
    letters: list[str] = []
    tone = word.tone
    for letter in _letters_of(word.shape):
        if letter in VNI_TONES and letters:
            tone = word.tone or VNI_TONES[letter]
        elif letter in VNI_SHAPES and letters:
            eligible, mark = VNI_SHAPES[letter]
            if not _bears(word, mark):
                _put(letters, eligible, mark)
        elif letter == "9" and "đ" in word.shape:
            continue
        elif letter == "9" and "d" in letters:
            letters[letters.index("d")] = "đ"
        else:
            letters.append(letter)
    return _made(letters, tone, Repair.KEYS)


def _telex(word: Syllable) -> Syllable | None:
    letters: list[str] = []
    tone = word.tone
    for letter in _letters_of(word.shape):
        after_a_vowel = any(seen[0] in "aeiouy" for seen in letters)
        if letter in TELEX_TONES and after_a_vowel:
            tone = word.tone or TELEX_TONES[letter]
        elif letter == "w" and (_bears(word, HORN) or _bears(word, BREVE)):
            continue
        elif letter == "w":
            _horn(letters)
        elif letter in "aeo" and letter in letters:
            letters[letters.index(letter)] += HAT
        elif (letter in "aeo" and letter + HAT in letters) or (letter == "d" and "đ" in letters):
            continue
        elif letter == "d" and "d" in letters:
            letters[letters.index("d")] = "đ"
        else:
            letters.append(letter)
    return _made(letters, tone, Repair.KEYS)


def _bears(word: Syllable, mark: str) -> bool:
    """Whether the word has the mark already, so that its key was only left over."""
    return mark in unicodedata.normalize("NFD", word.shape)


def _horn(letters: list[str]) -> None:
    if "a" in letters and "u" not in letters and "o" not in letters:
        _put(letters, "a", BREVE)
    elif any(letter in "ou" for letter in letters):
        _put(letters, "ou", HORN)
    elif "a" in letters:
        _put(letters, "a", BREVE)
    elif not any(letter[0] in "aeiouy" for letter in letters):
        letters.append("u" + HORN)


def _put(letters: list[str], eligible: str, mark: str) -> None:
    """Set a mark on the last letter that can bear it; a horn on both of "uo"."""
    places = [n for n, letter in enumerate(letters) if letter in eligible]
    if not places:
        return
    letters[places[-1]] += mark
    before = places[-1] - 1
    if mark == HORN and letters[places[-1]][0] == "o" and before >= 0 and letters[before] == "u":
        letters[before] += HORN


def _scanned(word: Syllable) -> Syllable | None:
    """Read digits as the letters they resemble."""
    text = word.shape.replace("0", "o").replace("5", "s")
    for one in ("l", "i"):
        found = _made(_letters_of(text.replace("1", one)), word.tone, Repair.SCAN)
        if found.is_possible:
            return found
    return None
