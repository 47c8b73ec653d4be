"""Decides whether two records are the same person, with reasons.

Names, numbers, dates, sexes, parents and addresses yield reasons; ``match_reasons.WEIGHTS`` has
their points, and ``match_verdicts`` decides. No field decides alone, and an address never without
the rest.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

from app.kernel.text.folding import fold
from app.kernel.text.identity_numbers import IdentityFacts, decode_number
from app.residents.rules.birth_dates import PartialDate, liken_days, read_day
from app.residents.rules.identity_numbers import liken_numbers, read_number
from app.residents.rules.match_reasons import A_DOUBT, SAME_FROM, MatchReason
from app.residents.rules.match_verdicts import AGAINST, VERDICT_LABELS, Verdict, decide
from app.residents.rules.name_similarity import liken, points
from app.residents.rules.person_names import Name, read_name
from app.residents.rules.places import FoldedPlace, liken_places, read_place

__all__ = ["VERDICT_LABELS", "Known", "Match", "MatchReason", "Verdict", "compare"]

Reasons = frozenset[MatchReason]

_ANOTHER_NAME = frozenset(
    (MatchReason.ANOTHER_GIVEN, MatchReason.ANOTHER_FAMILY, MatchReason.ANOTHER_MIDDLE)
)
_A_PARENT_AGREES_FROM = 5
"""Points of a common name with two small typing errors."""
_NEARLY_ONE_NAME = frozenset((MatchReason.SAME_NAME, MatchReason.ANOTHER_TONE))
_ANOTHER_CHILD = frozenset(
    (
        MatchReason.ANOTHER_GIVEN, MatchReason.ANOTHER_MIDDLE, MatchReason.ANOTHER_TONE,
        MatchReason.GIVEN_LETTER,
    )
)  # fmt: skip
_NAMES_OF_TWINS = _ANOTHER_CHILD | {MatchReason.ANOTHER_TONE_BESIDE}
_WRITTEN_LESS = frozenset(
    (
        MatchReason.NO_MARKS, MatchReason.HOOK_FOR_TILDE, MatchReason.MIDDLE_MISSING,
        MatchReason.IN_SHORT, MatchReason.LETTER_SLIP, MatchReason.NAME_IN_PART,
        MatchReason.NAME_UNKNOWN,
    )
)  # fmt: skip
"""Ways of writing under which a twin's name may be hidden."""
_ANOTHER_BIRTH = frozenset((MatchReason.ANOTHER_DAY, MatchReason.ANOTHER_YEAR))
_FATHERS = {
    MatchReason.SAME_MOTHER: MatchReason.SAME_FATHER,
    MatchReason.MOTHER_ALIKE: MatchReason.FATHER_ALIKE,
    MatchReason.ANOTHER_MOTHER: MatchReason.ANOTHER_FATHER,
    MatchReason.PARENT_NEARLY: MatchReason.PARENT_NEARLY,
}
_LONGEST_SEX = 20
_SEXES = {
    "nu": "female", "gai": "female", "female": "female", "f": "female",
    "nam": "male", "trai": "male", "male": "male", "m": "male",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """The known facts of a record; empty strings where unknown."""

    name: str = ""
    born: str = ""
    id_number: str = ""
    mother: str = ""
    address: str = ""
    father: str = ""
    sex: str = ""
    """In any word for it: "Nữ", "female"."""
    village: str = ""
    """Where it is not a part of the address."""


@dataclass(frozen=True, slots=True)
class Match:
    """The verdict, the confidence from 0 to 1 that it is one person, and the reasons in order."""

    verdict: Verdict
    score: float
    reasons: tuple[MatchReason, ...]

    @property
    def same(self) -> bool:
        """Whether it is one person, without asking anybody."""
        return self.verdict is Verdict.SAME


@dataclass(frozen=True, slots=True)
class _Read:
    """A parsed record."""

    name: Name
    born: PartialDate
    number: str
    mother: Name
    father: Name
    place: FoldedPlace
    female: bool | None
    """By the record's own word."""
    told: IdentityFacts | None


def compare(a: Known, b: Known) -> Match:
    """Compare two records; symmetric, accepts any text."""
    first, second = _read(_texts(a)), _read(_texts(b))
    found = (
        liken_numbers(first.number, second.number)
        | _names(first.name, second.name)
        | liken_days(first.born, second.born)
        | _parents(first, second)
        | liken_places(first.place, second.place)
    )
    found = _given_letter(_numbers_that_follow(first, second, found))
    found |= _sexes(first, second) | _numbers_against(first, second, found)
    if not found & _NEARLY_ONE_NAME:
        found -= {MatchReason.GENERATIONS}
    verdict, total = decide(found)
    found |= _kin(found) if verdict is not Verdict.SAME else frozenset()
    score = 1 / (1 + math.exp((SAME_FROM - 0.5 - total) / A_DOUBT))
    return Match(verdict, round(score, 4), tuple(r for r in MatchReason if r in found))


def _texts(known: Known) -> tuple[str, ...]:
    fields: tuple[object, ...] = (
        known.name, known.born, known.id_number, known.mother, known.address, known.father,
        known.sex, known.village,
    )  # fmt: skip
    return tuple(field if isinstance(field, str) else "" for field in fields)


@lru_cache(maxsize=4096)
def _read(fields: tuple[str, ...]) -> _Read:
    name, born, number, mother, address, father, sex, village = fields
    figures = read_number(number)
    said = _SEXES.get(fold(sex[:_LONGEST_SEX]).strip())
    return _Read(
        read_name(name), read_day(born), figures, read_name(mother), read_name(father),
        read_place(address, village), said == "female" if said else None, decode_number(figures),
    )  # fmt: skip


def _names(a: Name, b: Name) -> Reasons:
    return liken(a, b) if a and b else frozenset((MatchReason.NAME_UNKNOWN,))


def _numbers_that_follow(a: _Read, b: _Read, found: Reasons) -> Reasons:
    """Decide on neighbours in a row: twins by their names, or a slip of one number.

    A name that is written less may hide a twin beside personal numbers, which twins are given
    together at birth; cards are mostly fetched alone.
    """
    if MatchReason.NUMBERS_FOLLOW not in found:
        return found
    has_marks = a.name.has_marks and b.name.has_marks
    names = found & (_NAMES_OF_TWINS | _ANOTHER_NAME)
    if names and (has_marks or names != {MatchReason.ANOTHER_TONE}):
        return found - {MatchReason.NUMBER_SLIP} | {MatchReason.OTHER_NUMBER}
    may_hide = a.told and (found & _WRITTEN_LESS or not has_marks)
    return found if may_hide else found - {MatchReason.NUMBERS_FOLLOW}


def _given_letter(found: Reasons) -> Reasons:
    """A letter left out of the given name is a slip where number and day agree."""
    agree = {MatchReason.SAME_NUMBER, MatchReason.SAME_DAY} <= found
    if MatchReason.GIVEN_LETTER not in found or not agree or found & _ANOTHER_NAME:
        return found
    return found - {MatchReason.GIVEN_LETTER} | {MatchReason.LETTER_SLIP, MatchReason.SAME_NAME}


def _sexes(a: _Read, b: _Read) -> Reasons:
    """Compare the sexes; one that is not written is told by the middle name, if at all."""
    if a.female is None and b.female is None:
        return frozenset()
    first, second = _sex(a), _sex(b)
    differ = first is not None and second is not None and first is not second
    return frozenset((MatchReason.ANOTHER_SEX,)) if differ else frozenset()


def _numbers_against(a: _Read, b: _Read, found: Reasons) -> Reasons:
    """Check a twelve-digit number against the other record's year of birth and sex."""
    if found & {MatchReason.SAME_NUMBER, MatchReason.NUMBER_SLIP}:
        return frozenset()
    against: set[MatchReason] = set()
    for numbered, other in ((a, b), (b, a)):
        if numbered.told is None:
            continue
        if not numbered.born and other.born and other.born.year != numbered.told.year:
            against.add(MatchReason.NUMBER_TELLS_ANOTHER_YEAR)
        other_sex = not numbered.told.female
        if _sex(other) is other_sex and _sex(numbered) is not other_sex:
            against.add(MatchReason.NUMBER_TELLS_ANOTHER_SEX)
    return frozenset(against)


def _sex(read: _Read) -> bool | None:
    """Female or not, by the record's own word or by the middle name."""
    return read.name.told_sex if read.female is None else read.female


def _parents(a: _Read, b: _Read) -> Reasons:
    """Compare mothers and fathers; a father adds little to a mother who agrees."""
    mothers = _parent(a.mother, b.mother)
    fathers = frozenset(_FATHERS[reason] for reason in _parent(a.father, b.father))
    together = mothers & {MatchReason.SAME_MOTHER, MatchReason.MOTHER_ALIKE}
    if together and fathers & {MatchReason.SAME_FATHER, MatchReason.FATHER_ALIKE}:
        fathers = frozenset((MatchReason.SAME_FATHER_TOO,))
    return mothers | fathers


def _parent(a: Name, b: Name) -> Reasons:
    """Compare two parents' names, in the words for mothers; another tone leaves it open."""
    found = liken(a, b)
    if MatchReason.SAME_NAME in found:
        agree = points(found) >= _A_PARENT_AGREES_FROM
        return frozenset((MatchReason.SAME_MOTHER if agree else MatchReason.MOTHER_ALIKE,))
    if MatchReason.NAME_IN_PART in found:
        return frozenset((MatchReason.MOTHER_ALIKE,))
    if found & _ANOTHER_NAME:
        return frozenset((MatchReason.ANOTHER_MOTHER,))
    nearly = MatchReason.GIVEN_LETTER in found
    return frozenset((MatchReason.PARENT_NEARLY,)) if nearly else frozenset()


def _kin(found: Reasons) -> Reasons:
    """Add a possible family relation, or that too little is known."""
    kin: set[MatchReason] = set()
    if _may_be_twins(found):
        kin.add(MatchReason.TWINS)
    elif MatchReason.SAME_MOTHER in found and found & _ANOTHER_BIRTH:
        kin.add(MatchReason.SIBLINGS)
    if not found & AGAINST:
        kin.add(MatchReason.TOO_LITTLE)
    return frozenset(kin)


def _may_be_twins(found: Reasons) -> bool:
    """One mother and day, and another name; never under one number."""
    if MatchReason.SAME_NUMBER in found or MatchReason.SAME_DAY not in found:
        return False
    return MatchReason.SAME_MOTHER in found and bool(found & _ANOTHER_CHILD)
