"""Dates of birth as papers have them."""

from __future__ import annotations

from datetime import date
from random import Random

from tests.residents.pairs.people import LAST_DAY


def as_people_write(rng: Random, day: date) -> str:
    """Day, month, year with strokes, dots or hyphens, with or without leading noughts."""
    mark = rng.choice("//.-")
    if rng.random() < 0.5:
        return f"{day.day}{mark}{day.month}{mark}{day.year}"
    return f"{day.day:02d}{mark}{day.month:02d}{mark}{day.year}"


def written(rng: Random, day: date) -> str:
    """As a register has it, or as people write."""
    return day.isoformat() if rng.random() < 0.6 else as_people_write(rng, day)


def vaguely(rng: Random, day: date) -> str:
    """The year alone, or the month and the year."""
    return rng.choices(
        (f"{day.year}", f"{day.year}-{day.month:02d}", f"{day.month}/{day.year}"),
        weights=(60, 20, 20),
    )[0]


def day_for_month(day: date) -> date | None:
    """Day and month exchanged; none where that is no other day."""
    if day.day > 12 or day.day == day.month:
        return None
    turned = date(day.year, day.day, day.month)
    return turned if turned <= LAST_DAY else None


def one_digit_off(rng: Random, day: date) -> date:
    """A real day whose writing differs in one digit."""
    written = day.isoformat()
    while True:
        i = rng.choice([3, 6, 8, 9, 9])
        changed = written[:i] + str(rng.randrange(10)) + written[i + 1 :]
        if changed != written and (other := _a_day(changed)) and other <= LAST_DAY:
            return other


def _a_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
