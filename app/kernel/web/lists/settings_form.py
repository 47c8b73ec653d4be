"""The submitted form of list settings; it works without JavaScript.

Conditions are numbered by group (``noi-0``, then ``cot-0-1``, ``so-0-1`` and ``gia-0-1`` for the
second one of the first group); the button named ``viec`` selects the action.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from app.kernel.web.lists import conditions
from app.kernel.web.lists.conditions import ALL, ANY, MOST_LEAVES, ConditionGroup, ListCondition
from app.kernel.web.lists.listing import SIZES, ListDefinition, ListViewState, with_first

MOST_GROUPS = 6


@dataclass(frozen=True)
class ListSettings:
    """Content of the form, including conditions without a value."""

    joined_by: str
    groups: tuple[ConditionGroup, ...]
    columns: tuple[str, ...]
    """All columns that may be chosen, in the order of the form."""
    chosen: frozenset[str]
    order: tuple[str, str]
    size: int
    begun: ListViewState = field(repr=False)

    @property
    def leaves(self) -> list[ListCondition]:
        """All conditions, including unfinished ones."""
        return [leaf for group in self.groups for leaf in group.leaves()]


def sheet_of(wanted: ListViewState, listing: ListDefinition) -> ListSettings:
    others = [each for each in listing.columns if each not in wanted.columns]
    tree = wanted.where
    return ListSettings(
        joined_by=tree.how,
        groups=tree.groups(),
        columns=(*wanted.columns, *others),
        chosen=frozenset(wanted.columns),
        order=wanted.order,
        size=wanted.size,
        begun=wanted,
    )


def sheet_in(
    form: MultiDict[str, str], wanted: ListViewState, listing: ListDefinition
) -> ListSettings:
    """The submitted form, without anything that this list does not offer."""
    known = [each for each in form.getlist("thu-tu") if each in listing.columns]
    columns = tuple(dict.fromkeys([listing.shown[0], *known, *listing.columns]))
    column, size = form.get("xep", ""), form.get("dong", type=int)
    direction = "desc" if form.get("chieu") == "desc" else "asc"
    return ListSettings(
        joined_by=_how(form.get("noi")),
        groups=tuple(_groups(form, listing)),
        columns=columns,
        chosen=frozenset(form.getlist("cot")) & set(columns) | {listing.shown[0]},
        order=(column, direction) if column in listing.ordered else listing.order,
        size=size if size in SIZES else wanted.size,
        begun=wanted,
    )


def arrangement_in(sheet: ListSettings, listing: ListDefinition) -> ListViewState:
    """The list state of the form, without unfinished conditions."""
    groups = [
        ConditionGroup(group.how, tuple(leaf for leaf in group.leaves() if leaf.value.strip()))
        for group in sheet.groups
    ]
    columns = [each for each in sheet.columns if each in sheet.chosen]
    return replace(
        sheet.begun,
        where=conditions.joined(sheet.joined_by, groups),
        columns=with_first(listing, columns),
        order=sheet.order,
        size=sheet.size,
    )


def changed(
    sheet: ListSettings, work: str, form: MultiDict[str, str], listing: ListDefinition
) -> ListSettings:
    """The form after a button that changes only the form itself."""
    kind, _dash, place = work.partition("-")
    if kind in {"them", "nhom"}:
        return _added(sheet, kind, place, form, listing)
    if kind == "bo":
        return _removed(sheet, place)
    if kind in {"len", "xuong"}:
        return _moved(sheet, place, -1 if kind == "len" else 1)
    return sheet


def _added(
    sheet: ListSettings, kind: str, place: str, form: MultiDict[str, str], listing: ListDefinition
) -> ListSettings:
    column = form.get(f"moi-{place}" if kind == "them" else "moi", "")
    offered = listing.offers.get(column)
    if not offered or len(sheet.leaves) >= MOST_LEAVES:
        return sheet
    leaf = ListCondition(column, offered[0].arg_name, "")
    groups = list(sheet.groups)
    if kind == "them" and place.isdecimal() and int(place) < len(groups):
        group = groups[int(place)]
        groups[int(place)] = ConditionGroup(group.how, (*group.parts, leaf))
    elif len(groups) < MOST_GROUPS:
        groups.append(ConditionGroup(ANY if groups and groups[0].how == ANY else ALL, (leaf,)))
    return replace(sheet, groups=tuple(groups))


def _removed(sheet: ListSettings, place: str) -> ListSettings:
    which, _dash, what = place.partition("-")
    groups = [
        group.without(int(what)) if str(index) == which and what.isdecimal() else group
        for index, group in enumerate(sheet.groups)
    ]
    return replace(sheet, groups=tuple(group for group in groups if group.parts))


def _moved(sheet: ListSettings, column: str, by: int) -> ListSettings:
    columns = list(sheet.columns)
    if column in columns[1:]:
        at = columns.index(column)
        to = min(max(at + by, 1), len(columns) - 1)
        columns.insert(to, columns.pop(at))
    return replace(sheet, columns=tuple(columns))


def _groups(form: MultiDict[str, str], listing: ListDefinition) -> Iterator[ConditionGroup]:
    room = MOST_LEAVES
    for index in range(MOST_GROUPS):
        leaves = tuple(_leaves(form, index, listing))[:room]
        room -= len(leaves)
        if leaves:
            yield ConditionGroup(_how(form.get(f"noi-{index}")), leaves)


def _leaves(
    form: MultiDict[str, str], group: int, listing: ListDefinition
) -> Iterator[ListCondition]:
    for index in range(MOST_LEAVES):
        place = f"{group}-{index}"
        value = ",".join(each.strip() for each in form.getlist(f"gia-{place}"))
        leaf = ListCondition(form.get(f"cot-{place}", ""), form.get(f"so-{place}", ""), value)
        if conditions.comparison(leaf, listing.offers) and conditions.is_sayable(value):
            yield leaf


def _how(word: Any) -> str:
    return ANY if word == ANY else ALL


def faults(sheet: ListSettings, listing: ListDefinition) -> Sequence[str]:
    """The positions (``0-1``) of conditions with an invalid value."""
    return [
        f"{g}-{n}"
        for g, group in enumerate(sheet.groups)
        for n, leaf in enumerate(group.leaves())
        if leaf.value.strip() and not conditions.is_read(leaf, listing.offers)
    ]
