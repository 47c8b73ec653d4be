"""Reach of an actor, user names, and who needs a second step."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from app.accounts.roles import ROLES, Reach, Role
from app.kernel.actor import Actor, CurrentPosting
from app.kernel.text.folding import fold


@dataclass(frozen=True)
class PostingReach:
    """A posting with the units within its reach."""

    seat: CurrentPosting
    within: frozenset[int]


def actor(
    staff_id: UUID | None, name: str, places: Iterable[PostingReach], *, is_rehearsal: bool = False
) -> Actor:
    """Build the actor of today: the union of the reach of all postings."""
    places = tuple(places)
    reach = tuple((ROLES[Role(place.seat.role)], place) for place in places)
    return Actor(
        staff_id=staff_id,
        name=name,
        postings=tuple(place.seat for place in places),
        reads=frozenset().union(*(_units(facts.reads, place) for facts, place in reach)),
        manages=frozenset().union(*(_units(facts.manages, place) for facts, place in reach)),
        manages_all=any(facts.manages is Reach.CITY for facts, _place in reach),
        city=any(facts.reads is Reach.CITY for facts, _place in reach),
        is_rehearsal=is_rehearsal,
    )


def _units(reach: Reach, place: PostingReach) -> frozenset[int]:
    if reach is Reach.NOTHING:
        return frozenset()
    if reach is Reach.UNIT:
        return frozenset({place.seat.unit_id})
    return place.within


def opened_by(
    seats: Iterable[CurrentPosting],
    stored: Mapping[str, frozenset[tuple[str, str]]],
    wanted: tuple[str, str],
) -> Iterator[str]:
    """The roles, built-in or composed, whose postings grant the wanted permission."""
    names = (name for seat in seats for name in (seat.role, seat.further))
    return (name for name in names if wanted in stored.get(name, ()))


def needs_second_step(roles: Iterable[Role]) -> bool:
    """Whether a user with these roles may be asked for a one-time code."""
    return any(ROLES[role].second_step for role in roles)


def username(full_name: str, is_taken: Callable[[str], bool]) -> str:
    """Given name and initials of the rest: "Nguyễn Thị Hoa" is ``hoa.nt``."""
    words = ["".join(c for c in word if c.isalnum()) for word in fold(full_name).split()]
    words = [word for word in words if word] or ["canbo"]
    base = words[-1]
    if len(words) > 1:
        base += "." + "".join(word[0] for word in words[:-1])
    name, n = base, 1
    while is_taken(name):
        n += 1
        name = f"{base}{n}"
    return name
