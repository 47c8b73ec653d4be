"""The table of a workflow: one row a step, and what follows from the rows."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Generic, Self, TypeVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.kernel.workflow.vocabulary import Clock, Condition, any_hides

StateT = TypeVar("StateT", bound=StrEnum)
ActionT = TypeVar("ActionT", bound=StrEnum)
CapacityT = TypeVar("CapacityT", bound=StrEnum)
NeedT = TypeVar("NeedT", bound=Condition)
EffectT = TypeVar("EffectT", bound=StrEnum)
Item = TypeVar("Item")


def either(*items: Item) -> frozenset[Item]:
    """A frozenset that reads like prose in the table."""
    return frozenset(items)


@dataclass(frozen=True, kw_only=True)
class Transition(Generic[StateT, ActionT, CapacityT, NeedT, EffectT]):
    """One row of the table: who may move what from where to where, and what follows.

    ``target`` None means that the step does not change the state.
    """

    action: ActionT
    label: LazyString
    source: frozenset[StateT]
    target: StateT | None
    by: frozenset[CapacityT]
    law: str
    clock: Clock = Clock.KEEP
    needs: tuple[NeedT, ...] = ()
    effects: tuple[EffectT, ...] = ()
    stamps: tuple[str, ...] = ()
    """Columns that the step sets; its undo sets them back."""
    clears: tuple[str, ...] = ()
    """Columns of an earlier round that the step empties."""
    undo: tuple[EffectT, ...] | None = None
    """What undoing has to do besides state, clock and stamps; None if it is never undone."""
    wants_reason: bool = False
    danger: bool = False
    """Shown last and outlined: the step takes something away from the citizen."""
    exception: bool = False
    """Taken when something is amiss or asked for: no page puts it first."""
    resolves: tuple[NeedT, ...] = ()
    """What it is there to meet: it comes first while one of these is unmet, and not afterwards."""
    side_action: bool = False
    """Shown apart from the steps that move the subject; the step before it can still be undone."""
    screen: str | None = None
    """Endpoint of the page that asks for more than a reason, if there is one."""
    undoes: Self | None = None
    """The row that this one undoes, if any."""

    def leads_to(self, source: StateT) -> StateT:
        return self.target or source

    def comes_first(self, is_met: Callable[[NeedT], bool]) -> bool:
        """Whether it moves the subject on, as things stand."""
        if self.resolves:
            return not all(map(is_met, self.resolves))
        return not (self.exception or self.danger or self.side_action)

    def way_back(self, action: ActionT, source: StateT) -> Self:
        """The row that undoes this one, for some minutes, to ``source``."""
        return type(self)(
            action=action,
            label=_("Undo"),
            source=frozenset({self.target or source}),
            target=source,
            by=self.by,
            law=self.law,
            clock=Clock.REWIND,
            effects=self.undo or (),
            undoes=self,
        )


Row = TypeVar("Row", bound=Transition[Any, Any, Any, Any, Any])
Move = tuple[str, str, str]
"""Action, state before, state after."""


@dataclass(frozen=True)
class Offer(Generic[Row]):
    """A step that the page offers, and why it has to wait, if it does."""

    row: Row
    waits_for: tuple[Condition, ...]

    @property
    def why(self) -> str:
        return "; ".join(str(need.label) for need in self.waits_for)


def next_step(offers: Iterable[Offer[Row]], is_met: Callable[[Any], bool]) -> Offer[Row] | None:
    """The one step that a page puts first: the first that waits for nothing and moves it on."""
    free = (offer for offer in offers if not offer.waits_for)
    return next((offer for offer in free if offer.row.comes_first(is_met)), None)


@dataclass(frozen=True)
class Table(Generic[Row]):
    """All rows of a workflow, in the order in which they are offered."""

    rows: tuple[Row, ...]
    undo: StrEnum
    """The action of every undo."""

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    @cached_property
    def undos(self) -> tuple[Row, ...]:
        """The undo of each step that has one, available for some minutes to who took the step."""
        return tuple(
            row.way_back(self.undo, source)
            for row in self.rows
            if row.undo is not None
            for source in sorted(row.source)
        )

    def step(self, state: StrEnum, action: StrEnum) -> Row | None:
        """The row that ``action`` uses from ``state``; None if there is none."""
        return next(
            (row for row in self.rows if row.action is action and state in row.source), None
        )

    def offered(self, state: StrEnum, capacities: frozenset[Any]) -> tuple[Row, ...]:
        """What these capacities may do from here: the buttons of the page."""
        return tuple(row for row in self.rows if state in row.source and capacities & row.by)

    def offers(
        self,
        state: StrEnum,
        capacities: frozenset[Any],
        unmet: Callable[[Row], tuple[Condition, ...]],
    ) -> tuple[Offer[Row], ...]:
        """What the page offers these capacities now: what no unmet need hides."""
        rows = (Offer(row, unmet(row)) for row in self.offered(state, capacities))
        return tuple(each for each in rows if not any_hides(each.waits_for))

    def way_back(self, action: str, source: str | None, target: str) -> Row | None:
        """The row that undoes a step of the journal; None if it cannot be undone."""
        found = (
            row
            for row in self.undos
            if row.undoes and row.undoes.action == action
            if row.target == source and target in row.source
        )
        return next(found, None)

    def moves(self) -> frozenset[Move]:
        """Every step that changes the state."""
        return frozenset(
            (str(row.action), str(source), str(row.target))
            for row in (*self.rows, *self.undos)
            if row.target
            for source in row.source
            if source is not row.target
        )

    def leading_to(self, state: StrEnum) -> frozenset[Any]:
        """The actions that lead to this state."""
        return frozenset(row.action for row in self.rows if row.target is state)

    def stamping(self, column: str) -> frozenset[Any]:
        """The actions that set this column."""
        return frozenset(row.action for row in self.rows if column in row.stamps)

    @cached_property
    def side_actions(self) -> frozenset[Any]:
        return frozenset(row.action for row in self.rows if row.side_action)
