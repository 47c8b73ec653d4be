"""Counters of the start page: open work of the user, each a link to the list behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import LazyString
from sqlalchemy import Select

from app.kernel.actor import Actor
from app.kernel.db import counted


@dataclass(frozen=True, kw_only=True)
class Counter:
    """One counter, shown to users with the permission (``can_read``, noun)."""

    key: str
    label: LazyString
    permission: tuple[str, str]
    count: Callable[[Actor], int | Select[int]]
    """How many, or the statement that counts them: the statements are sent together."""
    url: Callable[[], str]
    tone: str = "plain"
    """plain | due | late: urgency of a number above zero."""
    first_at: Callable[[Actor], datetime | None] | None = None
    """Since or until when the first of them waits, where that is known without a statement."""
    opens_its_rows: bool = True
    """False where it counts what is missing: the link then opens where one makes it."""
    at_most: int | None = None
    """Where counting all of them is dear: one more than this stands for any number above it."""
    roles: frozenset[str] = frozenset()
    """Only for these roles; empty: for everybody with the permission."""


@dataclass(frozen=True)
class Counted:
    """A counter with its current number."""

    counter: Counter
    number: int
    first_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class StartPanel:
    """Rows beside the counters, shown to users with the permission (``can_read``, noun)."""

    key: str
    permission: tuple[str, str]
    draw: Callable[[Actor], str]
    """HTML; empty where the user has nothing of it."""


class Counters:
    """The counters of the site, in the order in which ``create_app()`` registers them."""

    def __init__(self) -> None:
        self._counters: dict[str, Counter] = {}
        self._panels: dict[str, StartPanel] = {}

    def register(self, counter: Counter) -> None:
        """Register a counter; a second one with the same key replaces the first."""
        self._counters[counter.key] = counter

    def register_panel(self, panel: StartPanel) -> None:
        self._panels[panel.key] = panel

    def panels_of(self, actor: Actor, may: Callable[..., Any]) -> list[str]:
        """The panels of this user, drawn."""
        drawn = (each.draw(actor) for each in self._panels.values() if may(*each.permission))
        return [panel for panel in drawn if panel]

    def of(self, actor: Actor, may: Callable[..., Any]) -> list[Counted]:
        roles = {seat.role for seat in actor.postings}
        shown = [
            counter
            for counter in self._counters.values()
            if may(*counter.permission) and (not counter.roles or roles & counter.roles)
        ]
        asked = [counter.count(actor) for counter in shown]
        numbers = iter(counted(*(each for each in asked if isinstance(each, Select))))
        return [
            Counted(
                counter,
                next(numbers) if isinstance(each, Select) else each,
                counter.first_at(actor) if counter.first_at else None,
            )
            for counter, each in zip(shown, asked, strict=True)
        ]


counters = Counters()
