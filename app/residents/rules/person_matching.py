"""Whether two records speak of one person, and why.

What is found in names, numbers, days, mothers and addresses are reasons; ``reasons.WEIGHTS``
says what each is worth. No field decides alone, and an address never without the rest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from app.kernel.text.identity_numbers import Told, told
from app.residents.rules.birth_dates import Day, liken_days, read_day
from app.residents.rules.identity_numbers import liken_numbers, read_number
from app.residents.rules.match_reasons import A_DOUBT, REASON_LABELS, SAME_FROM, Reason
from app.residents.rules.name_similarity import liken, points
from app.residents.rules.person_names import Name, read_name
from app.residents.rules.places import Place, liken_places, read_place

__all__ = ["REASON_LABELS", "Known", "Match", "Reason", "compare"]

_AGAINST = frozenset(
    (
        Reason.OTHER_NUMBER, Reason.NUMBER_TELLS_ANOTHER_YEAR, Reason.NUMBER_TELLS_ANOTHER_SEX,
        Reason.ANOTHER_TONE, Reason.ANOTHER_MIDDLE, Reason.ANOTHER_FAMILY, Reason.ANOTHER_GIVEN,
        Reason.ANOTHER_DAY, Reason.ANOTHER_YEAR, Reason.ANOTHER_MOTHER,
    )
)  # fmt: skip
_ANOTHER_NAME = frozenset((Reason.ANOTHER_GIVEN, Reason.ANOTHER_FAMILY, Reason.ANOTHER_MIDDLE))
_A_MOTHER_AGREES_FROM = 5
"""Points of a common name with two small slips."""
_NEARLY_ONE_NAME = frozenset((Reason.SAME_NAME, Reason.ANOTHER_TONE))
_ANOTHER_CHILD = frozenset((Reason.ANOTHER_GIVEN, Reason.ANOTHER_MIDDLE, Reason.ANOTHER_TONE))
_ANOTHER_BIRTH = frozenset((Reason.ANOTHER_DAY, Reason.ANOTHER_YEAR))


@dataclass(frozen=True, slots=True)
class Known:
    """What a record knows of a person; empty text where it knows nothing."""

    name: str = ""
    born: str = ""
    id_number: str = ""
    mother: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """The judgement: one person or not, how sure from 0 to 1, and the reasons in order."""

    same: bool
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """A record, read."""

    name: Name
    born: Day
    number: str
    mother: Name
    place: Place
    told: Told | None


def compare(a: Known, b: Known) -> Match:
    """Judge two records; the order does not matter, and no text is too odd."""
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
        found -= {Reason.GENERATIONS}
    total = points(found)
    found |= _kin(found) if total < SAME_FROM else frozenset()
    score = 1 / (1 + math.exp((SAME_FROM - 0.5 - total) / A_DOUBT))
    return Match(total >= SAME_FROM, round(score, 4), tuple(r for r in Reason if r in found))


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
        told(figures),
    )  # fmt: skip


def _names(a: Name, b: Name) -> frozenset[Reason]:
    return liken(a, b) if a and b else frozenset((Reason.NAME_UNKNOWN,))


def _numbers_against(a: _Read, b: _Read, found: frozenset[Reason]) -> frozenset[Reason]:
    """Set a number of twelve figures against what the other record says of year and sex."""
    if found & {Reason.SAME_NUMBER, Reason.NUMBER_SLIP}:
        return frozenset()
    against: set[Reason] = set()
    for numbered, other in ((a, b), (b, a)):
        if numbered.told is None:
            continue
        if not numbered.born and other.born and other.born.year != numbered.told.year:
            against.add(Reason.NUMBER_TELLS_ANOTHER_YEAR)
        female = numbered.told.female
        if other.name.told_sex is (not female) and numbered.name.told_sex is not (not female):
            against.add(Reason.NUMBER_TELLS_ANOTHER_SEX)
    return frozenset(against)


def _mothers(a: Name, b: Name) -> frozenset[Reason]:
    """Judge the mothers by their names; with another tone they may be one or two."""
    found = liken(a, b)
    if Reason.SAME_NAME in found:
        agree = points(found) >= _A_MOTHER_AGREES_FROM
        return frozenset((Reason.SAME_MOTHER if agree else Reason.MOTHER_ALIKE,))
    if Reason.NAME_IN_PART in found:
        return frozenset((Reason.MOTHER_ALIKE,))
    return frozenset((Reason.ANOTHER_MOTHER,)) if found & _ANOTHER_NAME else frozenset()


def _kin(found: frozenset[Reason]) -> frozenset[Reason]:
    """Name what two people may be to each other, or that too little is known of them."""
    kin: set[Reason] = set()
    if Reason.SAME_MOTHER in found:
        if Reason.SAME_DAY in found and found & _ANOTHER_CHILD:
            kin.add(Reason.TWINS)
        elif found & _ANOTHER_BIRTH:
            kin.add(Reason.SIBLINGS)
    if not found & _AGAINST:
        kin.add(Reason.TOO_LITTLE)
    return frozenset(kin)
