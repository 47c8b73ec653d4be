"""The row type of the workflow table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from flask_babel import LazyString

from app.dossiers.workflow.vocabulary import Action, Capacity, Clock, Effect, Need, State


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One row of the table: who may move a dossier from where to where, and what follows.

    ``target`` None means that the step does not change the state.
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
    """Shown last and outlined: the step takes something away from the citizen."""
    side_action: bool = False
    """Shown with the assignment, not among the steps that move the dossier."""
    screen: str | None = None
    """Endpoint of the page that asks for more than a reason, if there is one."""
    undoes: Action | None = None
    """The step that this one undoes, if any."""

    def leads_to(self, source: State) -> State:
        return self.target or source


Item = TypeVar("Item")


def either(*items: Item) -> frozenset[Item]:
    """A frozenset that reads like prose in the table."""
    return frozenset(items)
