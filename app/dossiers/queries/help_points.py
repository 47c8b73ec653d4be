"""Where citizens are helped to fill in a form; a room above knows the places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.kernel.hooks import Hook


class HelpOf(StrEnum):
    """By what citizens are helped."""

    POINTS = "points"


@dataclass(frozen=True)
class HelpPlace:
    """Where citizens are helped, in the words that they read; nobody's name is among them."""

    name: str
    place: str
    hours: str


help_places: Hook[HelpOf, Callable[[int], Sequence[HelpPlace]]] = Hook(HelpOf)
"""The places of a commune, by its key."""


def helped_at(commune_id: int) -> Sequence[HelpPlace]:
    """Where citizens of this commune are helped today."""
    return [place for word in HelpOf for place in help_places[word](commune_id)]
