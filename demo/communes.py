"""The other communes of the demonstration: phase one is ready, phase two on its way.

They have people and evidence but no dossiers, and nobody can sign in there.
"""

from collections.abc import Iterator, Mapping
from enum import IntEnum
from itertools import count
from types import MappingProxyType

from app.organisation import queries as organisation
from app.organisation.models import Unit
from demo import people
from demo.people import DemoPosting, Seated

FIRST_NUMBER = 1000
"""Lower person numbers belong to accounts that are printed, and to lists in progress."""


class Progress(IntEnum):
    """How far a district of the second phase has come."""

    TRAINED = 1
    POSTED = 2
    """Everybody has an account and most have signed in."""
    READY = 3
    """Its communes have rehearsed, too."""


OF_PHASE_TWO: Mapping[str, Progress] = MappingProxyType({
    "272": Progress.READY, "275": Progress.READY, "276": Progress.READY,
    "277": Progress.POSTED, "278": Progress.POSTED,
    "250": Progress.TRAINED, "282": Progress.TRAINED,
})  # fmt: skip
"""By district; those left out are still busy with their lists (``staff_lists.py``)."""


def progress(unit: Unit) -> Progress:
    district = unit.district
    if district is None or district.phase == 1:
        return Progress.READY
    return OF_PHASE_TWO.get(district.code, Progress.TRAINED)


def seat() -> list[Seated]:
    """Assign a person to every posting that has no printed account."""
    numbers = count(FIRST_NUMBER)
    return [
        Seated(seat, unit, None, people.somebody(next(numbers), unit)) for seat, unit in _seats()
    ]


def _seats() -> Iterator[tuple[DemoPosting, Unit]]:
    for district in organisation.districts():
        if district.phase == 1 or district.code in OF_PHASE_TWO:
            yield from _seats_below(district)
        if district.code == people.BEGINNING:
            own = people.seats_of(district)
            yield from (each for each in own if each[0] is not people.DISTRICT_IT)


def _seats_below(district: Unit) -> Iterator[tuple[DemoPosting, Unit]]:
    if district.code not in people.DISTRICTS:
        yield from people.seats_of(district)
    for commune in organisation.communes(district.id):
        if commune.code not in people.COMMUNES:
            yield from ((seat, commune) for seat in people.ONE_OF_EACH)
