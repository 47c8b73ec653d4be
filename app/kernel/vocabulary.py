"""Closed vocabularies: whatever is said about a word stands in its one entry."""

from enum import StrEnum
from inspect import get_annotations
from itertools import zip_longest
from typing import Self

from flask_babel import LazyString


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


class Tone(StrEnum):
    """Shape and colour of a state; the names are those of the icons and style classes."""

    NEW = "new"
    PROCESS = "process"
    WAITING = "waiting"
    AGENCY = "agency"
    READY = "ready"
    LATE = "late"
    CLOSED = "closed"
