"""Who files when, and the outcome: decided in advance, so that any process can write it."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from harness.bench.dossier_patterns import Pattern

TODAY = date(2019, 12, 16)
"""The day of the bench: its application runs with it as ``DEMO_TODAY``."""
FIRST = date(2016, 11, 14)
AT_LEAST = timedelta(weeks=4)
"""How long closed dossiers are filed where the demonstration itself begins before ``FIRST``."""
SHARE_OPEN, OPEN_AT_MOST = 0.02, 25_000
"""The backlog grows with the number of officers, not with the archive."""
WHOLE = 1_500_000
"""Above this number a city would not fit on the disk (15 kB each) and old dossiers are thin: the
row of the dossier without its answers, its legs and four steps of its journal."""
WHOLE_OF_MORE = 200_000
"""The newest closed dossiers that stay whole in such a city, as do all open ones."""
WEEKS_LATE = (0, 0, 0, 0, 0, 0, 0, 1, 1, 2)
"""By how many weeks open dossiers were filed earlier than their pattern."""
OFTEN = 12
"""The weight of a pattern that ended with its result; refusals and the like are rare."""


@dataclass
class Day:
    """The dossiers filed on one day."""

    day: date
    first: int
    """The running number of its first dossier."""
    towns: array[int] = field(default_factory=lambda: array("H"))
    patterns: array[int] = field(default_factory=lambda: array("H"))
    numbers: array[int] = field(default_factory=lambda: array("I"))
    """The number of each entry in its book; 0 without an entry."""
    is_thin: bool = False
    """Whether closed ones are thin."""


def plan(rows: int, seed: int, weights: Sequence[int], patterns: Sequence[Pattern]) -> list[Day]:
    """Every day with its dossiers; towns and patterns by their index."""
    rng = Random(seed)  # to be repeated, not to be unguessable
    waiting = min(int(rows * SHARE_OPEN), OPEN_AT_MOST)
    filed: dict[date, array[int]] = {}
    _file_open(filed, waiting, patterns, rng)
    _file_closed(filed, rows - waiting, patterns, rng)
    days, first, given = [], 0, dict[tuple[int, int], int]()
    for day in sorted(filed):
        found = Day(day, first, patterns=filed[day])
        found.towns.extend(rng.choices(range(len(weights)), weights, k=len(found.patterns)))
        for town, n in zip(found.towns, found.patterns, strict=True):
            found.numbers.append(_number(given, town, patterns[n], day))
        first += len(found.patterns)
        days.append(found)
    if rows > WHOLE:
        _thin_out(days)
    return days


def _thin_out(days: Sequence[Day]) -> None:
    newest = 0
    for day in reversed(days):
        day.is_thin = newest >= WHOLE_OF_MORE
        newest += len(day.patterns)


def _number(given: dict[tuple[int, int], int], town: int, pattern: Pattern, day: date) -> int:
    if pattern.registered is None:
        return 0
    book = town, (day + timedelta(pattern.registered)).year
    given[book] = given.get(book, 0) + 1
    return given[book]


def _file_open(
    filed: dict[date, array[int]], many: int, patterns: Sequence[Pattern], rng: Random
) -> None:
    """Open dossiers were filed in the last weeks."""
    waiting = [n for n, pattern in enumerate(patterns) if pattern.is_open]
    for n in rng.choices(waiting, k=many):
        day = patterns[n].submitted - timedelta(weeks=rng.choice(WEEKS_LATE))
        filed.setdefault(day, array("H")).append(n)


def _file_closed(
    filed: dict[date, array[int]], many: int, patterns: Sequence[Pattern], rng: Random
) -> None:
    """Closed ones were filed on any working day, on the weekday of their pattern."""
    over = [n for n, pattern in enumerate(patterns) if not pattern.is_open]
    newest = min(patterns[n].submitted for n in over)
    first = min(FIRST, newest - AT_LEAST)
    days = [first + timedelta(n) for n in range((newest - first).days + 1)]
    days = [
        day for day in days if any(patterns[n].submitted.weekday() == day.weekday() for n in over)
    ]
    for place, day in enumerate(days):
        today = [n for n in over if patterns[n].submitted.weekday() == day.weekday()]
        weights = [OFTEN if patterns[n].registered is not None else 1 for n in today]
        count = many * (place + 1) // len(days) - many * place // len(days)
        filed.setdefault(day, array("H")).extend(rng.choices(today, weights, k=count))
