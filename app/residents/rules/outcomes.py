"""What became of a question to the population database (kết quả tra cứu)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

LONG_WAIT = timedelta(hours=24)
"""After this long a question that still waits is pointed out."""


class Outcome(StrEnum):
    """Whether there is an answer, and what it is."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    WAITING = "waiting"
    """The population database was away; the question is put again by itself."""
    UNANSWERED = "unanswered"
    """Written down, but broken off before it was asked: whoever needs it asks anew."""


OUTCOME_LABELS: Mapping[Outcome, LazyString] = {
    Outcome.FOUND: _("Found"),
    Outcome.NOT_FOUND: _("Nobody has this number"),
    Outcome.WAITING: _("Waits for the population database"),
    Outcome.UNANSWERED: _("Broken off"),
}


def outcome_of(*, found: bool | None, waits: bool) -> Outcome:
    """What became of a question.

    Args:
        found: what the answer says; None without one.
        waits: whether it is to be asked again.
    """
    if found is None:
        return Outcome.WAITING if waits else Outcome.UNANSWERED
    return Outcome.FOUND if found else Outcome.NOT_FOUND
