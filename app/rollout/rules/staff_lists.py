"""Who edits a staff list, who decides on it, and its steps."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from app.accounts.roles import Role
from app.kernel.actor import Actor
from app.organisation.models import Unit, UnitKind
from app.rollout.models.staff_lists import ListState

OPEN = frozenset({ListState.DRAFT, ListState.RETURNED})
"""Editable lists."""
LIST_KINDS = frozenset({UnitKind.DISTRICT, UnitKind.COMMUNE})
"""Units that make lists."""


class ListAction(StrEnum):
    """Steps of a list (thao tác)."""

    OPEN = "open"
    BRING_IN = "bring_in"
    SUBMIT = "submit"
    TAKE_BACK = "take_back"
    RETURN = "return"
    APPROVE = "approve"


class ListTransition(NamedTuple):
    """Source states and target of a step, and whether it is a decision."""

    before: frozenset[ListState]
    after: ListState
    decides: bool


STEPS: Mapping[ListAction, ListTransition] = {
    ListAction.SUBMIT: ListTransition(OPEN, ListState.SUBMITTED, decides=False),
    ListAction.TAKE_BACK: ListTransition(
        frozenset({ListState.SUBMITTED}), ListState.DRAFT, decides=False
    ),
    ListAction.RETURN: ListTransition(
        frozenset({ListState.SUBMITTED}), ListState.RETURNED, decides=True
    ),
    ListAction.APPROVE: ListTransition(
        frozenset({ListState.SUBMITTED}), ListState.APPROVED, decides=True
    ),
}


def keeps(actor: Actor, unit: Unit) -> bool:
    """Whether the user makes the lists of the unit: its manager, or the leader of a commune."""
    leads = any(seat.role == Role.COMMUNE_LEADER for seat in actor.postings_in(unit.id))
    return unit.id in actor.manages or leads


def decides(actor: Actor, unit: Unit) -> bool:
    """Whether the user decides on them: the city on all, a district on those of its communes."""
    if any(seat.role == Role.CITY_ADMIN for seat in actor.postings):
        return True
    return unit.kind is UnitKind.COMMUNE and unit.id in actor.manages
