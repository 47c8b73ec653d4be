"""Counters of the start page: open work of the user, each a link to the list behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString

from app.kernel.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Counter:
    """One counter, shown to users with the permission (``can_read``, noun)."""

    key: str
    label: LazyString
    permission: tuple[str, str]
    count: Callable[[Actor], int]
    url: Callable[[], str]
    tone: str = "plain"
    """plain | due | late: urgency of a number above zero."""
    roles: frozenset[str] = frozenset()
    """Only for these roles; empty: for everybody with the permission."""


@dataclass(frozen=True)
class Counted:
    """A counter with its current number."""

    counter: Counter
    number: int


class Counters:
    """The counters of the site, in the order in which ``create_app()`` registers them."""

    def __init__(self) -> None:
        self._counters: dict[str, Counter] = {}

    def register(self, counter: Counter) -> None:
        """Register a counter; a second one with the same key replaces the first."""
        self._counters[counter.key] = counter

    def of(self, actor: Actor, may: Callable[..., Any]) -> list[Counted]:
        roles = {seat.role for seat in actor.postings}
        return [
            Counted(counter, counter.count(actor))
            for counter in self._counters.values()
            if may(*counter.permission) and (not counter.roles or roles & counter.roles)
        ]


counters = Counters()
