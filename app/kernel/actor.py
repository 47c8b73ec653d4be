"""Who acts and what they may see, as plain facts that every room understands.

``accounts`` builds the actor of a request; queries below the views receive it by name and begin
with it. Nothing here reads a database or a request.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class CurrentPosting:
    """One posting of today: a role in a unit (vị trí công tác)."""

    posting_id: UUID
    unit_id: int
    unit_kind: str
    unit_name: str
    role: str
    title: str
    further: str = ""
    """The name of a role composed here: more that may be opened, no more rows."""


@dataclass(frozen=True)
class Actor:
    """A person at work today.

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
    practice: bool = False
    """At work on rehearsals (không gian tập dượt), and then on nothing else."""

    def postings_in(self, unit_id: int) -> tuple[CurrentPosting, ...]:
        """The postings of this person in one unit."""
        return tuple(seat for seat in self.postings if seat.unit_id == unit_id)

    def may_read(self, unit_id: int) -> bool:
        """Whether records of the unit are in this person's reading scope."""
        return self.city or unit_id in self.reads


NOBODY = Actor(staff_id=None)
"""The actor of a request without a session: reads nothing, manages nothing."""
