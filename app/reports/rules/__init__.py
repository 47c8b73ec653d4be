"""Whether a dossier concerns a person; sums of the processing statistics; steps of the map."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _

from app.kernel.text.folding import fold
from app.procedures.models.vocabulary import QuestionKind
from app.procedures.rules.form import Form
from app.reports.vocabulary import MapMeasure, StatisticsSubject

MOST_DOSSIERS = 100
"""More than any person has: a search that finds more is not about one person."""


NOT_ONE_PERSON = _("More than %(most)s dossiers fit. Look at what you wrote again.")


@dataclass(frozen=True, kw_only=True)
class DataSubject:
    """How a person is identified: by number, or by phone, name and date of birth together."""

    number: str = ""
    phone: str = ""
    name: str = ""
    born: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.number or (self.phone and self.name and self.born))


def speaks_of(person: DataSubject, form: Form, documents: Iterable[Mapping[str, Any]]) -> bool:
    return any(_is_in(person, form, answers) for answers in documents)


def _is_in(person: DataSubject, form: Form, answers: Mapping[str, Any]) -> bool:
    if person.number:
        numbers = (q.key for q in form.questions if q.kind is QuestionKind.IDENTITY)
        return any(answers.get(key) == person.number for key in numbers)
    return _names(person, answers)


def is_named_in(person: DataSubject, typed: Mapping[str, str]) -> bool:
    """Whether an entry of a paper book, as it was typed, names the person."""
    if person.number:
        return any(said == person.number for key, said in typed.items() if key.endswith("_id"))
    return _names(person, {key: "-".join(said.split("/")[::-1]) for key, said in typed.items()})


def _names(person: DataSubject, answers: Mapping[str, Any]) -> bool:
    return any(
        fold(str(answers.get(key, ""))) == fold(person.name)
        and _same_day(str(answers.get(f"{key.removesuffix('_name')}_born", "")), person.born)
        for key in answers
        if key.endswith("_name")
    )


def _same_day(said: str, born: str) -> bool:
    """The same date, or the same year if a paper has the year only."""
    return bool(said) and said == (born[:4] if len(said) == 4 else born)


# ---- processing statistics -----------------------------------------------------------------------


NUMBERS = (
    *("received", "in_time", "late", "closed", "running", "overdue", "paused"),
    *("days", "measured"),
)
"""What is counted, in the order of the fields of ``StatisticsLine``."""


@dataclass(frozen=True)
class StatisticsLine:
    """The counts of one unit and month (tình hình giải quyết).

    ``received`` is the sum of the other counts, without the days.
    """

    part: StatisticsSubject
    unit_id: int
    """0 in a sum over units."""
    month: date | None
    received: int = 0
    in_time: int = 0
    late: int = 0
    closed: int = 0
    """Ended without a decision: withdrawn, stopped, not accepted, undone."""
    running: int = 0
    overdue: int = 0
    paused: int = 0
    days: int = 0
    """Total working days of the settled ones, without their pauses."""
    measured: int = 0
    """Number of settled ones whose days are known."""

    def __add__(self, other: StatisticsLine) -> StatisticsLine:
        mine, theirs = self.numbers, other.numbers
        return StatisticsLine(
            self.part, 0, None, *(a + b for a, b in zip(mine, theirs, strict=True))
        )

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(getattr(self, name) for name in NUMBERS)

    @property
    def average(self) -> float | None:
        """Average working days, without pauses."""
        return self.days / self.measured if self.measured else None

    @property
    def decided(self) -> int:
        return self.in_time + self.late


def percentile(dossiers: Mapping[int, int], percent: int) -> int | None:
    """The days in which so many percent of the dossiers, given by their days, were through; None
    without any.
    """
    count, reached = sum(dossiers.values()), 0
    for days in sorted(dossiers):
        reached += dossiers[days]
        if reached * 100 >= count * percent:
            return days
    return None


def months_of(first: date, last: date) -> Iterable[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = (month + timedelta(days=31)).replace(day=1)


# ---- the map of communes -------------------------------------------------------------------------

FIXED_STEPS: Mapping[MapMeasure, tuple[int, ...]] = {
    MapMeasure.READINESS: (0, 50, 70, 85, 100),
    MapMeasure.ONLINE: (0, 10, 25, 50, 75),
    MapMeasure.ON_TIME: (0, 80, 90, 95, 98),
}
"""From where on each of the five steps is: the same in every month, so that maps compare."""
STEPS, NO_DATA = 5, "x"


@dataclass(frozen=True)
class MapFigure:
    """What a measure says of one commune, or of several together."""

    part: int = 0
    whole: int = 0
    """Of a share what it is a share of; of a score how many were scored; 0: nothing is known."""
    opens_on: date | None = None
    phase: int | None = None

    def __add__(self, other: MapFigure) -> MapFigure:
        return MapFigure(self.part + other.part, self.whole + other.whole)

    def value(self, measure: MapMeasure) -> float | None:
        """The number that is compared; shares are rounded down, so that 100 means all."""
        if measure in {MapMeasure.RECEIVED, MapMeasure.LATE}:
            return self.part
        if not self.whole:
            return None
        if measure is MapMeasure.READINESS:
            return self.part // self.whole
        return self.part * 1000 // self.whole / 10


def worst_first(measure: MapMeasure, figure: MapFigure) -> tuple[bool, float]:
    """By this, units are sorted; those of which nothing is known come last."""
    value = figure.value(measure)
    if value is None:
        return True, 0
    return False, -value if measure is MapMeasure.LATE else value


def opening_step(figure: MapFigure, day: date) -> str:
    """1 without an opening day, 2 and 3 before it (by phase, the first darker), 4 and 5 open."""
    if figure.opens_on is None:
        return "1"
    first = 1 if figure.phase == 1 else 0
    return str((4 if figure.opens_on <= day else 2) + first)


@dataclass(frozen=True)
class MapSteps:
    """The steps of a measure: fixed for shares, as many communes in each for counts."""

    measure: MapMeasure
    bounds: tuple[float, ...]
    """The lowest value of each step."""

    @classmethod
    def of(cls, measure: MapMeasure, figures: Iterable[MapFigure]) -> MapSteps:
        if fixed := FIXED_STEPS.get(measure):
            return cls(measure, fixed)
        values = sorted(each.part for each in figures if each.part)
        lowest = {values[len(values) * step // STEPS] for step in range(STEPS)} if values else ()
        return cls(measure, tuple(sorted(lowest)))

    def step(self, figure: MapFigure) -> str:
        """``1`` to ``5``, ``0`` for a count of nothing, ``x`` if nothing is known."""
        value = figure.value(self.measure)
        if value is None:
            return NO_DATA
        if self.is_count and not value:
            return "0"
        return self.name(bisect_right(self.bounds, value) - 1)

    def name(self, index: int) -> str:
        """Where there are fewer steps than five, the last is the darkest all the same."""
        last = len(self.bounds) - 1
        return str(1 + round(index * (STEPS - 1) / last)) if last else "3"

    @property
    def is_count(self) -> bool:
        return self.measure not in FIXED_STEPS
