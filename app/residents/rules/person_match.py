"""Decides whether two records are the same person, with reasons.

Names, numbers, dates, mothers and addresses yield reasons; ``match_reasons.WEIGHTS``
has their points. No field decides alone, and an address never without the rest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from app.kernel.text.identity_numbers import IdentityFacts, decode_number
from app.residents.rules.birth_dates import PartialDate, liken_days, read_day
from app.residents.rules.identity_numbers import liken_numbers, read_number
from app.residents.rules.match_reasons import A_DOUBT, REASON_LABELS, SAME_FROM, MatchReason
from app.residents.rules.name_similarity import liken, points
from app.residents.rules.person_names import Name, read_name
from app.residents.rules.places import FoldedPlace, liken_places, read_place

__all__ = ["REASON_LABELS", "Known", "Match", "MatchReason", "compare"]

_AGAINST = frozenset(
    (
        MatchReason.OTHER_NUMBER, MatchReason.NUMBER_TELLS_ANOTHER_YEAR,
        MatchReason.NUMBER_TELLS_ANOTHER_SEX, MatchReason.ANOTHER_TONE,
        MatchReason.ANOTHER_MIDDLE, MatchReason.ANOTHER_FAMILY, MatchReason.ANOTHER_GIVEN,
        MatchReason.ANOTHER_DAY, MatchReason.ANOTHER_YEAR, MatchReason.ANOTHER_MOTHER,
    )
)  # fmt: skip
_ANOTHER_NAME = frozenset(
    (MatchReason.ANOTHER_GIVEN, MatchReason.ANOTHER_FAMILY, MatchReason.ANOTHER_MIDDLE)
)
_A_MOTHER_AGREES_FROM = 5
"""Points of a common name with two small typing errors."""
_NEARLY_ONE_NAME = frozenset((MatchReason.SAME_NAME, MatchReason.ANOTHER_TONE))
_ANOTHER_CHILD = frozenset(
    (MatchReason.ANOTHER_GIVEN, MatchReason.ANOTHER_MIDDLE, MatchReason.ANOTHER_TONE)
)
_ANOTHER_BIRTH = frozenset((MatchReason.ANOTHER_DAY, MatchReason.ANOTHER_YEAR))


@dataclass(frozen=True, slots=True)
class Known:
    """The known facts of a record; empty strings where unknown."""

    name: str = ""
    born: str = ""
    id_number: str = ""
    mother: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """The decision: same person or not, confidence from 0 to 1, and the reasons in order."""

    same: bool
    score: float
    reasons: tuple[MatchReason, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """A parsed record."""

    name: Name
    born: PartialDate
    number: str
    mother: Name
    place: FoldedPlace
    told: IdentityFacts | None


def compare(a: Known, b: Known) -> Match:
    """Compare two records; symmetric, accepts any text."""
    first, second = _read(*_texts(a)), _read(*_texts(b))
    found = (
        liken_numbers(first.number, second.number)
        | _names(first.name, second.name)
        | liken_days(first.born, second.born)
        | _mothers(first.mother, second.mother)
        | liken_places(first.place, second.place)
    )
    found |= _numbers_against(first, second, found)
    if not found & _NEARLY_ONE_NAME:
        found -= {MatchReason.GENERATIONS}
    total = points(found)
    found |= _kin(found) if total < SAME_FROM else frozenset()
    score = 1 / (1 + math.exp((SAME_FROM - 0.5 - total) / A_DOUBT))
    return Match(total >= SAME_FROM, round(score, 4), tuple(r for r in MatchReason if r in found))


def _texts(known: Known) -> tuple[str, ...]:
    fields: tuple[object, ...] = (
        known.name, known.born, known.id_number, known.mother, known.address,
    )  # fmt: skip
    return tuple(field if isinstance(field, str) else "" for field in fields)


@lru_cache(maxsize=4096)
def _read(name: str, born: str, number: str, mother: str, address: str) -> _Read:
    figures = read_number(number)
    return _Read(
        read_name(name), read_day(born), figures, read_name(mother), read_place(address),
        decode_number(figures),
    )  # fmt: skip


def _names(a: Name, b: Name) -> frozenset[MatchReason]:
    return liken(a, b) if a and b else frozenset((MatchReason.NAME_UNKNOWN,))


def _numbers_against(a: _Read, b: _Read, found: frozenset[MatchReason]) -> frozenset[MatchReason]:
    """Check a twelve-digit number against the other record's year of birth and sex."""
    if found & {MatchReason.SAME_NUMBER, MatchReason.NUMBER_SLIP}:
        return frozenset()
    against: set[MatchReason] = set()
    for numbered, other in ((a, b), (b, a)):
        if numbered.told is None:
            continue
        if not numbered.born and other.born and other.born.year != numbered.told.year:
            against.add(MatchReason.NUMBER_TELLS_ANOTHER_YEAR)
        female = numbered.told.female
        if other.name.told_sex is (not female) and numbered.name.told_sex is not (not female):
            against.add(MatchReason.NUMBER_TELLS_ANOTHER_SEX)
    return frozenset(against)


def _mothers(a: Name, b: Name) -> frozenset[MatchReason]:
    """Compare the mothers' names; another tone mark leaves it open."""
    found = liken(a, b)
    if MatchReason.SAME_NAME in found:
        agree = points(found) >= _A_MOTHER_AGREES_FROM
        return frozenset((MatchReason.SAME_MOTHER if agree else MatchReason.MOTHER_ALIKE,))
    if MatchReason.NAME_IN_PART in found:
        return frozenset((MatchReason.MOTHER_ALIKE,))
    return frozenset((MatchReason.ANOTHER_MOTHER,)) if found & _ANOTHER_NAME else frozenset()


def _kin(found: frozenset[MatchReason]) -> frozenset[MatchReason]:
    """Add a possible family relation, or that too little is known."""
    kin: set[MatchReason] = set()
    if MatchReason.SAME_MOTHER in found:
        if MatchReason.SAME_DAY in found and found & _ANOTHER_CHILD:
            kin.add(MatchReason.TWINS)
        elif found & _ANOTHER_BIRTH:
            kin.add(MatchReason.SIBLINGS)
    if not found & _AGAINST:
        kin.add(MatchReason.TOO_LITTLE)
    return frozenset(kin)
