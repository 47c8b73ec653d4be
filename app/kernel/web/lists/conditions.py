"""Conditions of a list joined by AND and OR, at most two levels deep, as stored in a saved view.

``{"any": [{"column": "state", "how": "eq", "value": "ready"}, {"all": […]}]}``. In an address the
same tree is shorter: ``["any",["state","eq","ready"],["all",…]]``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, false, or_
from sqlalchemy.sql import ColumnElement

from app.kernel.text.parsing import InvalidInput
from app.kernel.web.lists.filters import ColumnFilter

ALL, ANY = "all", "any"
MOST_LEAVES = 20
_LONGEST = 3_000
_LONGEST_VALUE = 200

Offers = Mapping[str, Sequence[ColumnFilter]]
"""The comparisons that each column of a list offers."""


@dataclass(frozen=True)
class ListCondition:
    """One comparison of one column with one value."""

    column: str
    how: str
    value: str


@dataclass(frozen=True)
class ConditionGroup:
    """Comparisons, or groups of them, of which all or any must hold."""

    how: str
    parts: tuple[ListCondition | ConditionGroup, ...] = ()

    def leaves(self) -> Iterator[ListCondition]:
        """Every comparison, in the order in which it was written."""
        for part in self.parts:
            if isinstance(part, ListCondition):
                yield part
            else:
                yield from part.leaves()

    def groups(self) -> tuple[ConditionGroup, ...]:
        """The tree with every comparison in a group, as the settings form shows it."""
        loose = tuple(part for part in self.parts if isinstance(part, ListCondition))
        first = (ConditionGroup(self.how, loose),) if loose else ()
        return (*first, *(part for part in self.parts if isinstance(part, ConditionGroup)))

    def without(self, index: int) -> ConditionGroup:
        """The tree without one of its parts."""
        return ConditionGroup(self.how, (*self.parts[:index], *self.parts[index + 1 :]))


NOTHING = ConditionGroup(ALL)


def joined(how: str, groups: Sequence[ConditionGroup]) -> ConditionGroup:
    """One tree of these groups; a single group is returned as it is."""
    kept = [group for group in groups if group.parts]
    if len(kept) < 2:
        return kept[0] if kept else NOTHING
    single = [each.parts[0] if len(each.parts) == 1 else each for each in kept]
    return ConditionGroup(how, tuple(single))


# ---- serialisation ------------------------------------------------------------------------------


def stored(tree: ConditionGroup) -> Any:
    """The JSON form in a saved view; None for no condition."""
    return _stored(tree) if tree.parts else None


def _stored(part: ListCondition | ConditionGroup) -> dict[str, Any]:
    if isinstance(part, ListCondition):
        return {"column": part.column, "how": part.how, "value": part.value}
    return {part.how: [_stored(each) for each in part.parts]}


def written(tree: ConditionGroup) -> str:
    """The short form in an address."""
    return json.dumps(_written(tree), ensure_ascii=False, separators=(",", ":"))


def _written(part: ListCondition | ConditionGroup) -> list[Any]:
    if isinstance(part, ListCondition):
        return [part.column, part.how, part.value]
    return [part.how, *(_written(each) for each in part.parts)]


def read(kept: Any, offers: Offers) -> ConditionGroup:
    """The tree of a saved view or of an address, as text or parsed JSON.

    Raises:
        InvalidInput: it is malformed, or uses a comparison that this list does not offer.
    """
    if kept is None or kept == "":
        return NOTHING
    if isinstance(kept, str):
        kept = _loaded(kept)
    tree = _group(kept, offers, depth=2)
    if sum(1 for _leaf in tree.leaves()) > MOST_LEAVES:
        raise InvalidInput
    return tree


def _loaded(text: str) -> Any:
    if len(text) > _LONGEST:
        raise InvalidInput
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidInput from None


def _group(kept: Any, offers: Offers, depth: int) -> ConditionGroup:
    if isinstance(kept, dict) and len(kept) == 1:
        ((how, parts),) = kept.items()
    elif isinstance(kept, list) and kept:
        how, *parts = kept
    else:
        raise InvalidInput
    if how not in {ALL, ANY} or not isinstance(parts, list) or not depth:
        raise InvalidInput
    return ConditionGroup(how, tuple(_part(each, offers, depth - 1) for each in parts))


def _part(kept: Any, offers: Offers, depth: int) -> ListCondition | ConditionGroup:
    if isinstance(kept, dict) and kept.keys() == {"column", "how", "value"}:
        return _leaf([kept["column"], kept["how"], kept["value"]], offers)
    if isinstance(kept, list) and kept and kept[0] not in {ALL, ANY}:
        return _leaf(kept, offers)
    return _group(kept, offers, depth)


def _leaf(kept: list[Any], offers: Offers) -> ListCondition:
    if len(kept) != 3 or not all(isinstance(each, str) for each in kept):
        raise InvalidInput
    leaf = ListCondition(*kept)
    if comparison(leaf, offers) is None or not is_sayable(leaf.value):
        raise InvalidInput
    return leaf


def is_sayable(value: str) -> bool:
    """Whether the database can process the text at all."""
    stray = any(char == "\x00" or "\ud800" <= char <= "\udfff" for char in value)
    return len(value) <= _LONGEST_VALUE and not stray


# ---- SQL ----------------------------------------------------------------------------------------


def comparison(leaf: ListCondition, offers: Offers) -> ColumnFilter | None:
    return next((f for f in offers.get(leaf.column, ()) if f.arg_name == leaf.how), None)


def clause(part: ListCondition | ConditionGroup, offers: Offers) -> ColumnElement[bool]:
    """The condition as SQL; an invalid value matches nothing."""
    if isinstance(part, ListCondition):
        offered = comparison(part, offers)
        return _compared(offered, part.value) if offered else false()
    join = and_ if part.how == ALL else or_
    return join(*(clause(each, offers) for each in part.parts))


def is_read(leaf: ListCondition, offers: Offers) -> bool:
    """Whether the value is valid for the column's type."""
    offered = comparison(leaf, offers)
    try:
        return offered is not None and offered.read(leaf.value) is not None
    except InvalidInput:
        return False


def _compared(offered: ColumnFilter, value: str) -> ColumnElement[bool]:
    try:
        return offered.clause(offered.column, offered.read(value))
    except InvalidInput:
        return false()
