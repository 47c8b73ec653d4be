"""Values as people read them: days as dd/mm/yyyy, moments in Hanoi time, words translated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from flask_babel import gettext
from sqlalchemy.dialects.postgresql import Range

from app.kernel import clock


def spoken(value: Any) -> str:
    """The value in the reader's language; nothing for None."""
    if value is None:
        return ""
    for kind, say in _SAYINGS:
        if isinstance(value, kind):
            return say(value)
    return str(value)


def word(value: StrEnum) -> str:
    """The label of a word, if its vocabulary has labels."""
    return str(getattr(value, "label", value))


def _moment(value: datetime) -> str:
    return clock.local(value).strftime("%d/%m/%Y %H:%M")


def _day(value: date) -> str:
    return value.strftime("%d/%m/%Y")


def _period(value: Range[Any]) -> str:
    if value.isempty:
        return gettext("never")
    lower, upper = value.lower, value.upper
    if isinstance(upper, date) and not isinstance(upper, datetime) and not value.upper_inc:
        upper -= timedelta(days=1)
    if upper is None:
        return gettext("from %(day)s", day=spoken(lower)) if lower else gettext("always")
    if lower is None:
        return gettext("until %(day)s", day=spoken(upper))
    return gettext("%(first)s to %(last)s", first=spoken(lower), last=spoken(upper))


def _truth(value: bool) -> str:  # the value itself
    return gettext("Yes") if value else gettext("No")


_SAYINGS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (bool, _truth),
    (datetime, _moment),
    (date, _day),
    (Range, _period),
    (StrEnum, word),
)
