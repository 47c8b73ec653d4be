"""Similarity of two names, word by word, with reasons.

A name written without any diacritics says nothing about them; in one that has diacritics
elsewhere, a word without them is meant as written.
"""

from collections.abc import Iterator
from enum import Enum, auto
from functools import lru_cache
from itertools import chain

from app.residents.rules.match_reasons import WEIGHTS, MatchReason
from app.residents.rules.person_names import (
    COMMON_MIDDLES,
    FAMILIES,
    Name,
    is_common,
    is_rare,
    words_of,
)
from app.residents.rules.typos import one_slip_apart
from app.residents.rules.vietnamese_syllables import HOOK, TILDE, Repair, Syllable, syllable

Reasons = frozenset[MatchReason]
_NOTHING: Reasons = frozenset()

_SPELT_TWICE = ({"hoang", "huynh"}, {"vu", "vo"})
_HEARD_ALIKE = frozenset((HOOK, TILDE))
_BORNE_WITHOUT_MARKS = frozenset(
    syllable(word).base
    for word in words_of(
        "an anh chi dung giang hoa hoai huy khanh khoa khue lam lan linh long ly mai minh my nam"
        " nga ngan nhi nhung phong quang quy sang sinh sen tam thanh thao thi thoa thu thanh thuy"
        " tien toan trang trung tu uyen van vi vinh vy xuan yen"
    )
)


class Likeness(Enum):
    """How similar two words are."""

    SAME = auto()
    HEARD_ALIKE = auto()
    BAR_LOST = auto()
    FIRST_IS_PLAINER = auto()
    SECOND_IS_PLAINER = auto()
    OTHER_MARKS = auto()
    IN_SHORT = auto()
    SLIP = auto()
    LETTER_LOST = auto()
    """One letter left out, and both are words: Lan and Loan."""
    OTHER = auto()


_OTHER_LETTERS = frozenset((Likeness.SLIP, Likeness.LETTER_LOST, Likeness.OTHER))


def liken(a: Name, b: Name) -> Reasons:
    """Reasons why two names match or not; none when one of them is unknown."""
    if not a or not b:
        return _NOTHING
    a, b = sorted((a, b), key=_spelt)
    found = _in_order(a, b)
    if found & _OTHER_WORDS and _share_words(a, b):
        turned = [reasons for reasons in _turned_round(a, b) if not reasons & _OTHER_WORDS]
        found = max(turned, key=lambda each: (points(each), sorted(each)), default=found)
    return found | _weight_of_the_name(a, b, found) | _repairs(a, b, found)


_OTHER_WORDS = frozenset(
    (MatchReason.ANOTHER_GIVEN, MatchReason.ANOTHER_FAMILY, MatchReason.ANOTHER_MIDDLE)
)


def points(reasons: Reasons) -> int:
    return sum(WEIGHTS[reason].points for reason in reasons)


def _spelt(name: Name) -> list[tuple[str, str]]:
    return [(word.shape, word.tone) for word in name.words]


def _share_words(a: Name, b: Name) -> bool:
    words = {word.base[:1] if word.is_short else word.base for word in a.words}
    return sum(word.base in words or word.base[:1] in words for word in b.words) > 1


def _turned_round(a: Name, b: Name) -> Iterator[Reasons]:
    """Compare with either name reversed, where one family name then stands first in both."""
    pairs = ((turned, b) for turned in _turned(a)), ((a, turned) for turned in _turned(b))
    for x, y in chain.from_iterable(pairs):
        if like(x.family, y.family) not in _OTHER_LETTERS:
            yield _in_order(x, y) | {MatchReason.NAME_ORDER}


def _turned(name: Name) -> Iterator[Name]:
    words = name.words
    if len(words) > 1:
        yield Name((words[-1], *words[:-1]))
        yield Name((*words[1:], words[0]))
        yield Name(words[::-1])


def _in_order(a: Name, b: Name) -> Reasons:
    if a.joined == b.joined and max(len(a.words), len(b.words)) > 1:
        return frozenset((MatchReason.SAME_NAME,))
    shorter, longer = sorted((a, b), key=lambda name: len(name.words))
    if len(shorter.words) == 1 or _lacks_the_family(shorter, longer):
        return _given(a, b) | _agreeing(_given(a, b), MatchReason.NAME_IN_PART)
    found = _given(a, b) | _family(a, b) | _middle(a, b)
    in_part = like(a.given, b.given) is Likeness.IN_SHORT
    return found | _agreeing(found, MatchReason.NAME_IN_PART if in_part else MatchReason.SAME_NAME)


def _agreeing(found: Reasons, reason: MatchReason) -> Reasons:
    """Add the reason, unless the names already differ."""
    two = found & (_OTHER_WORDS | {MatchReason.ANOTHER_TONE, MatchReason.GIVEN_LETTER})
    return _NOTHING if two else frozenset((reason,))


def _lacks_the_family(shorter: Name, longer: Name) -> bool:
    """Whether the family name was left out, and the rest agrees: "Thị Hoa"."""
    rest = longer.words[-len(shorter.words) :]
    return (
        len(shorter.words) < len(longer.words)
        and shorter.family.base in COMMON_MIDDLES
        and all(
            like(x, y) in (Likeness.SAME, Likeness.HEARD_ALIKE)
            for x, y in zip(shorter.words, rest, strict=True)
        )
    )


def _given(a: Name, b: Name) -> Reasons:
    match like(a.given, b.given):
        case Likeness.FIRST_IS_PLAINER:
            return _plainer(a, b)
        case Likeness.SECOND_IS_PLAINER:
            return _plainer(b, a)
        case Likeness.OTHER_MARKS:
            return frozenset((MatchReason.ANOTHER_TONE,))
        case Likeness.LETTER_LOST:
            return frozenset((MatchReason.GIVEN_LETTER,))
        case Likeness.OTHER:
            return frozenset((MatchReason.ANOTHER_GIVEN,))
        case likeness:
            return _mild(likeness)


def _plainer(plain: Name, marked: Name) -> Reasons:
    """Decide on a given name with fewer diacritics in one record: lost, or different?"""
    word = plain.given
    if word.has_lost_marks or _writes_none(plain, marked):
        return frozenset((MatchReason.NO_MARKS,))
    return frozenset((MatchReason.ANOTHER_TONE,))


def _writes_none(plain: Name, marked: Name) -> bool:
    """Whether the plain name omits diacritics of the missing kind throughout."""
    lost_tone = plain.given.tone != marked.given.tone
    lost_shape = plain.given.shape != marked.given.shape
    if (lost_tone and plain.has_tones) or (lost_shape and plain.has_shapes):
        return False
    if any(word.has_lost_marks for word in plain.words):
        return True
    if any(word.tone for word in marked.words[:-1]) and not plain.has_tones:
        return True
    if any(word.shape != word.base for word in marked.words[:-1]) and not plain.has_marks:
        return True
    return not plain.has_shapes and plain.given.base not in _BORNE_WITHOUT_MARKS


def _family(a: Name, b: Name) -> Reasons:
    likeness = like(a.family, b.family)
    if likeness in _OTHER_LETTERS - {Likeness.SLIP}:
        return frozenset((_of_families(a.family.base, b.family.base),))
    return _mild(likeness)


def _of_families(a: str, b: str) -> MatchReason:
    """Compare two family names: spelling variants, a misspelling, or different."""
    if {a, b} in _SPELT_TWICE or ((a in FAMILIES) != (b in FAMILIES) and _one_letter_apart(a, b)):
        return MatchReason.LETTER_SLIP
    return MatchReason.ANOTHER_FAMILY


def _middle(a: Name, b: Name) -> Reasons:
    """Compare middle names: words omitted, abbreviated, or different."""
    left, right = list(a.middle), list(b.middle)
    found: set[MatchReason] = set()
    for word in a.middle:
        partner = next((w for w in right if like(word, w) is not Likeness.OTHER), None)
        if partner is not None:
            left.remove(word)
            right.remove(partner)
            found |= _mild(like(word, partner))
    if left and right:
        found.add(MatchReason.ANOTHER_MIDDLE)
    elif left or right:
        found.add(MatchReason.MIDDLE_MISSING)
    return frozenset(found)


_MILD = {
    Likeness.HEARD_ALIKE: MatchReason.HOOK_FOR_TILDE,
    Likeness.BAR_LOST: MatchReason.NO_MARKS,
    Likeness.FIRST_IS_PLAINER: MatchReason.NO_MARKS,
    Likeness.SECOND_IS_PLAINER: MatchReason.NO_MARKS,
    Likeness.OTHER_MARKS: MatchReason.ANOTHER_TONE_BESIDE,
    Likeness.IN_SHORT: MatchReason.IN_SHORT,
    Likeness.SLIP: MatchReason.LETTER_SLIP,
    Likeness.LETTER_LOST: MatchReason.LETTER_SLIP,
}


def _mild(likeness: Likeness) -> Reasons:
    return frozenset((_MILD[likeness],)) if likeness in _MILD else _NOTHING


@lru_cache(maxsize=32768)
def like(a: Syllable, b: Syllable) -> Likeness:
    if a.base == b.base:
        return _by_marks(a, b)
    if a.is_short or b.is_short:
        shorter, longer = sorted((a, b), key=lambda word: len(word.base))
        return Likeness.IN_SHORT if _shortens(shorter, longer) else Likeness.OTHER
    if not (a.is_possible and b.is_possible):
        return Likeness.SLIP if _one_letter_apart(a.base, b.base) else Likeness.OTHER
    return Likeness.LETTER_LOST if _lost_letter(a, b) else Likeness.OTHER


def _lost_letter(a: Syllable, b: Syllable) -> bool:
    """Whether one word is the other without one of its letters, the marks being the same."""
    return len(a.shape) != len(b.shape) and a.tone == b.tone and _one_letter_apart(a.shape, b.shape)


def _shortens(shorter: Syllable, longer: Syllable) -> bool:
    """Whether one is a subsequence of the other: "Ng", "Vn", "Thg"."""
    rest = iter(longer.base)
    return (
        shorter.is_short
        and shorter.base[:1] == longer.base[:1]
        and all(letter in rest for letter in shorter.base)
    )


def _by_marks(a: Syllable, b: Syllable) -> Likeness:
    if a.shape == b.shape:
        if a.tone == b.tone:
            return Likeness.SAME
        if {a.tone, b.tone} == _HEARD_ALIKE:
            return Likeness.HEARD_ALIKE
    first = not a.tone or a.tone == b.tone
    second = not b.tone or a.tone == b.tone
    bars = False
    for x, y, bare in zip(a.shape, b.shape, a.base, strict=True):
        if x != y:
            bars = bars or bare == "d"
            first, second = first and x == bare, second and y == bare
    if not first and not second:
        return Likeness.OTHER_MARKS
    if bars and a.tone == b.tone and a.shape[1:] == b.shape[1:]:
        return Likeness.BAR_LOST
    return Likeness.FIRST_IS_PLAINER if first else Likeness.SECOND_IS_PLAINER


def _one_letter_apart(a: str, b: str) -> bool:
    """Whether a letter is wrong, left out or doubled; "y" and "i" are one letter, as in "Quý"."""
    return max(len(a), len(b)) > 2 and one_slip_apart(a.replace("y", "i"), b.replace("y", "i"))


def _weight_of_the_name(a: Name, b: Name, found: Reasons) -> Reasons:
    if MatchReason.SAME_NAME not in found:
        return _NOTHING
    if is_common(a) or is_common(b):
        return frozenset((MatchReason.COMMON_NAME,))
    return frozenset((MatchReason.RARE_NAME,)) if is_rare(a) and is_rare(b) else _NOTHING


def _repairs(a: Name, b: Name, found: Reasons) -> Reasons:
    """Add the repairs made while reading the names, where they agree."""
    if found & _OTHER_WORDS:
        return _NOTHING
    mended = {word.repair for name in (a, b) for word in name.words}
    return frozenset(reason for repair, reason in _REPAIRS.items() if repair in mended)


_REPAIRS = {
    Repair.KEYS: MatchReason.KEYS_LEFT,
    Repair.SCAN: MatchReason.SCANNED,
    Repair.TONE: MatchReason.IMPOSSIBLE_TONE,
}
