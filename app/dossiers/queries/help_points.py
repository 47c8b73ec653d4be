"""Where citizens get help with a form; a higher package knows the places."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.kernel.hooks import Hook


class HelpOf(StrEnum):
    """The kind of help."""

    POINTS = "points"


@dataclass(frozen=True)
class HelpPlace:
    """A place where citizens get help, as it is shown to them; without anybody's name."""

    name: str
    place: str
    hours: str


help_places: Hook[HelpOf, Callable[[int], Sequence[HelpPlace]]] = Hook(HelpOf)
"""The places of a commune, by the commune's key."""


def helped_at(commune_id: int) -> Sequence[HelpPlace]:
    return [place for word in HelpOf for place in help_places[word](commune_id)]
