"""The acting person and their access scope, as plain values shared by all packages.

``accounts`` builds the actor of a request; queries and operations take it as their first argument.
Nothing here reads a database or a request.
"""

from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

CapacityT = TypeVar("CapacityT", bound=str)


@dataclass(frozen=True)
class CurrentPosting:
    """A posting that is current today: a role in a unit (vị trí công tác)."""

    posting_id: UUID
    unit_id: int
    unit_kind: str
    unit_name: str
    role: str
    title: str
    further: str = ""
    """Name of a custom role; it grants more permissions but no more rows."""


@dataclass(frozen=True)
class Actor:
    """A member of staff at work today.

    ``reads`` holds ids of the units whose dossiers, packets or records the person may read,
    ``manages`` those whose staff and postings the person may change. ``city`` readers see every
    unit without a list of ids.
    """

    staff_id: UUID | None
    name: str = ""
    postings: tuple[CurrentPosting, ...] = ()
    reads: frozenset[int] = field(default_factory=frozenset)
    manages: frozenset[int] = field(default_factory=frozenset)
    city: bool = False
    manages_all: bool = False
    """Whether ``manages`` holds every unit, so that no query has to compare with hundreds."""
    is_rehearsal: bool = False
    """Works in the rehearsal space (không gian tập dượt) and sees nothing outside it."""

    def postings_in(self, unit_id: int) -> tuple[CurrentPosting, ...]:
        return tuple(seat for seat in self.postings if seat.unit_id == unit_id)

    def may_read(self, unit_id: int) -> bool:
        return self.city or unit_id in self.reads


class Acting(NamedTuple, Generic[CapacityT]):
    """A capacity (tư cách) and the posting that gives it; none for citizens and automatic steps."""

    capacity: CapacityT
    posting_id: UUID | None


@dataclass(frozen=True)
class ActingPerson(Generic[CapacityT]):
    """Who takes a step, and in which capacities; ``staff_id`` as for postings."""

    staff_id: UUID | None
    capacities: tuple[Acting[CapacityT], ...]

    @property
    def capacity_set(self) -> frozenset[CapacityT]:
        return frozenset(each.capacity for each in self.capacities)

    def capacity_for(self, allowed: frozenset[CapacityT]) -> Acting[CapacityT] | None:
        return next((each for each in self.capacities if each.capacity in allowed), None)


NOBODY = Actor(staff_id=None)
"""The actor of a request without a session: reads nothing, manages nothing."""
