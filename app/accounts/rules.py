"""What holds for accounts and postings, without a database: scope, passwords, user names."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _

from app.accounts.roles import ROLES, Reach, Role
from app.kernel.errors import DomainError
from app.kernel.folding import fold
from app.kernel.scope import Actor, Seat

IDLE = timedelta(minutes=30)
"""A session that nobody uses ends after this."""

LONGEST = timedelta(hours=10)
"""A session ends after this, used or not: longer than a working day at the desk."""

SEEN_EVERY = timedelta(minutes=1)
"""How exactly the last use is kept."""

POSTS_KEPT = timedelta(minutes=15)
"""How long a form waits for its sender to sign in again."""

MAX_FAILURES = 10
LOCKED_FOR = timedelta(minutes=15)

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
_FEWEST_SIGNS = 5
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class WeakPassword(DomainError):
    """The password would be guessed."""

    message = _(
        "Choose a password of at least %(least)s characters that does not contain "
        "the user name and does not repeat a few signs."
    )
    status = 422


@dataclass(frozen=True)
class Place:
    """A posting with the units within its reach."""

    seat: Seat
    within: frozenset[int]


def actor(staff_id: UUID | None, name: str, places: Iterable[Place]) -> Actor:
    """What a person may read and manage today: the union over the postings."""
    places = tuple(places)
    reach = tuple((ROLES[Role(place.seat.role)], place) for place in places)
    return Actor(
        staff_id=staff_id,
        name=name,
        seats=tuple(place.seat for place in places),
        reads=frozenset().union(*(_units(facts.reads, place) for facts, place in reach)),
        manages=frozenset().union(*(_units(facts.manages, place) for facts, place in reach)),
        city=any(facts.reads is Reach.CITY for facts, _place in reach),
    )


def _units(reach: Reach, place: Place) -> frozenset[int]:
    if reach is Reach.NOTHING:
        return frozenset()
    if reach is Reach.UNIT:
        return frozenset({place.seat.unit_id})
    return place.within


def check_password(password: str, username: str) -> None:
    """Raise ``WeakPassword`` unless the password is long and not obvious."""
    name = fold(username)
    obvious = (name and name in fold(password)) or len(set(password)) < _FEWEST_SIGNS
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD or obvious:
        raise WeakPassword(field="new", least=SHORTEST_PASSWORD)


def initial_password() -> str:
    """A password to hand over: three groups that can be read aloud, good for one sign-in."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _n in range(4)) for _group in range(3))


def username(full_name: str, is_taken: Callable[[str], bool]) -> str:
    """The given name and the initials of the rest: "Nguyễn Thị Hoa" is ``hoa.nt``."""
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
