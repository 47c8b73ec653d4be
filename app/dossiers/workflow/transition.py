"""What one row of the table of steps says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from flask_babel import LazyString

from app.dossiers.workflow.vocabulary import Action, Capacity, Clock, Effect, Need, State


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One row of the table: who may move a dossier from where to where, and what follows.

    ``target`` None means that the step leaves the dossier where it stands.
    """

    action: Action
    label: LazyString
    source: frozenset[State]
    target: State | None
    by: frozenset[Capacity]
    law: str
    clock: Clock = Clock.KEEP
    needs: tuple[Need, ...] = ()
    effects: tuple[Effect, ...] = ()
    wants_reason: bool = False
    danger: bool = False
    """Drawn last and outlined: the step takes something away from the citizen."""
    side_action: bool = False
    """Drawn where it is told whose the dossier is, not among the steps on its way."""
    screen: str | None = None
    """Endpoint of the page that asks for more than a reason, if there is one."""
    undoes: Action | None = None
    """The step that this one takes back, where it is the way back of one."""

    def leads_to(self, source: State) -> State:
        """Where a dossier stands after this step."""
        return self.target or source


Item = TypeVar("Item")


def either(*items: Item) -> frozenset[Item]:
    """Spell a set the way the table is read aloud."""
    return frozenset(items)
