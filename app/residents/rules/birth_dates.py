"""Dates of birth in registers, papers and input: complete, partial, or with a typing error."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from app.residents.rules.match_reasons import MatchReason
from app.residents.rules.typos import one_slip_apart

LONGEST = 60
A_GENERATION = 15
"""Minimum years between parent and child."""
_CENTURY_TURNS_AT = 26
"""Two-digit years up to this one are of this century."""
_MONTHS_IN_ENGLISH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_FIGURES_OF_LETTERS = str.maketrans("oOlIi|", "001111")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A possibly partial date; 0 for unknown parts."""

    year: int = 0
    month: int = 0
    day: int = 0

    def __bool__(self) -> bool:
        return self.year > 0

    @property
    def is_whole(self) -> bool:
        return self.day > 0

    @property
    def stands_for_a_year(self) -> bool:
        """Whether it is January 1st, which papers show where only the year is known."""
        return (self.month, self.day) == (1, 1)

    @property
    def figures(self) -> str:
        return f"{self.year:04}{self.month:02}{self.day:02}"


NOTHING = PartialDate()
_A_TIME = re.compile(r"[T ]\d{1,2}:\d\d.*")
_AMONG_FIGURES = re.compile(r"(?<![^\W\d_])[oOlIi|](?=[\d/.\-oOlI|])|(?<=\d)[oOlIi|](?![^\W\d_])")
_AN_ENGLISH_MONTH = re.compile(rf"({_MONTHS_IN_ENGLISH})[a-z]*", re.IGNORECASE)


def _number_of_the_month(word: re.Match[str]) -> str:
    return f" {_MONTHS_IN_ENGLISH.split('|').index(word[1].lower()) + 1} "


@lru_cache(maxsize=4096)
def read_day(text: str) -> PartialDate:
    """Parse a date in any notation; unreadable parts are unknown."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST])
    plain = _A_TIME.sub("", plain)
    plain = _AMONG_FIGURES.sub(lambda seen: seen[0].translate(_FIGURES_OF_LETTERS), plain)
    plain = _AN_ENGLISH_MONTH.sub(_number_of_the_month, plain)
    runs = [run for run in re.findall(r"\d+", plain) if run.isascii()]
    if len(runs) == 1 and len(runs[0]) == 8:
        return _of_eight(runs[0])
    return _of_parts(runs)


def _of_eight(run: str) -> PartialDate:
    if 1850 <= int(run[:4]) <= 2100 and int(run[4:6]) <= 12:
        return _made(int(run[:4]), int(run[4:6]), int(run[6:]))
    return _made(int(run[4:]), int(run[2:4]), int(run[:2]))


def _of_parts(runs: list[str]) -> PartialDate:
    if not runs or len(runs) > 3 or any(len(run) > 4 for run in runs):
        return NOTHING
    if len(runs[0]) == 4:
        year, *rest = map(int, runs)
    else:
        *rest, year = map(int, runs)
        rest.reverse()
        if len(runs[-1]) == 2 and len(runs) == 3:
            year += 2000 if year <= _CENTURY_TURNS_AT else 1900
    return _made(year, *rest)


def _made(year: int, month: int = 0, day: int = 0) -> PartialDate:
    if not 1850 <= year <= 2100:
        return NOTHING
    if month > 12 >= day > 0:
        month, day = day, month
    if not 1 <= month <= 12:
        return PartialDate(year)
    return PartialDate(year, month, day if 1 <= day <= 31 else 0)


def liken_days(a: PartialDate, b: PartialDate) -> frozenset[MatchReason]:
    """Reasons why two dates match or not; none when one of them is unknown."""
    if not a or not b:
        return frozenset()
    if a.is_whole and b.is_whole:
        return frozenset(_of_whole_days(a, b))
    if a.year != b.year:
        return frozenset(_of_other_years(a, b))
    if not a.month or not b.month or a.stands_for_a_year or b.stands_for_a_year:
        return frozenset((MatchReason.SAME_YEAR,))
    return frozenset((MatchReason.SAME_MONTH if a.month == b.month else MatchReason.ANOTHER_DAY,))


def _of_whole_days(a: PartialDate, b: PartialDate) -> tuple[MatchReason, ...]:
    if a == b:
        return (MatchReason.SAME_DAY,)
    if a.year == b.year and (a.stands_for_a_year or b.stands_for_a_year):
        return (MatchReason.SAME_YEAR,)
    if (a.year, a.month, a.day) == (b.year, b.day, b.month):
        return (MatchReason.DAY_FOR_MONTH,)
    if one_slip_apart(a.figures, b.figures):
        return (MatchReason.DAY_SLIP,)
    return (MatchReason.ANOTHER_DAY,) if a.year == b.year else _of_other_years(a, b)


def _of_other_years(a: PartialDate, b: PartialDate) -> tuple[MatchReason, ...]:
    apart = abs(a.year - b.year) >= A_GENERATION
    return (
        (MatchReason.ANOTHER_YEAR, MatchReason.GENERATIONS)
        if apart
        else (MatchReason.ANOTHER_YEAR,)
    )
