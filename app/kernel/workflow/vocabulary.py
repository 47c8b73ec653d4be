"""Words of a workflow: whatever is said about a word stands in its one entry."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from inspect import get_annotations
from itertools import zip_longest
from typing import Self

from flask_babel import LazyString
from flask_babel import lazy_gettext as _


class Term(StrEnum):
    """A word of a closed vocabulary: how it is stored, then its label for officers.

    A vocabulary that says more annotates the further parts of its entries, in their order; what an
    entry leaves out at its end is None.
    """

    label: LazyString

    def __new__(cls, word: str, *said: object) -> Self:
        term = str.__new__(cls, word)
        term._value_ = word
        parts = [part for each in cls.__mro__[::-1] for part in get_annotations(each)]
        if len(said) > len(parts):
            raise TypeError(f"the entry of {word} says more than {', '.join(parts)}")
        for part, value in zip_longest(parts, said):
            setattr(term, part, value)
        return term


class Clock(Term):
    """The effect of a step on the time limit (thời hạn giải quyết)."""

    KEEP = "keep", _("runs on")
    START = "start", _("starts")
    PAUSE = "pause", _("pauses")
    RESUME = "resume", _("goes on")
    STOP = "stop", _("ends")
    REWIND = "rewind", _("is set back")


class Tone(StrEnum):
    """Shape and colour of a state; the names are those of the icons and style classes."""

    NEW = "new"
    PROCESS = "process"
    WAITING = "waiting"
    AGENCY = "agency"
    READY = "ready"
    LATE = "late"
    CLOSED = "closed"


class Condition(Term):
    """A condition before a step: the stored word, and why the step has to wait.

    A vocabulary of needs marks with ``True`` those that decide whether the step is offered at all;
    any other is shown as the reason why an offered step has to wait.
    """

    hides_step: bool | None


def any_hides(needs: Iterable[Condition]) -> bool:
    """Whether one of these needs hides its step."""
    return any(need.hides_step for need in needs)
