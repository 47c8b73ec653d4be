"""A list as customised by a user: its conditions, columns, order and search text.

``ListDefinition`` is what a list can show; ``ListViewState`` what one request selects: from the
address, from a saved view that the address names (``xem``), or from the default view of the person
or role. Nothing here knows how the list is rendered: generated lists and the desk use it alike.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import abort
from sqlalchemy import false, or_
from sqlalchemy.sql import ColumnElement
from werkzeug.datastructures import MultiDict

from app.kernel.actor import Actor
from app.kernel.text.parsing import InvalidInput, line
from app.kernel.web.lists import conditions
from app.kernel.web.lists.conditions import NOTHING, ConditionGroup, ListCondition, Offers
from app.kernel.web.lists.work_list import WORK

VIEW, WHERE, COLUMNS, TYPED, QUEUE = "xem", "loc", "cot", "tim", "hang"
PLAIN = "0"
"""``xem=0``: the list itself instead of the default view."""
LONGEST_ADDRESS = 1_000
"""Maximum bytes of conditions in an address; a saved view may have more."""
SIZES = (25, 50, 100)
MOST_COLUMNS = 12
_NUMBER = re.compile(r"[0-9]{9,12}")
_SPACED = re.compile(r"[\s.]")


@dataclass(frozen=True, kw_only=True)
class ListDefinition:
    """The columns, filters and order that a list supports."""

    key: str
    title: Any
    address: Callable[..., str]
    """Builds the address of the list with these arguments."""
    noun: str
    """The permission to read this is the permission to customise the list."""
    labels: Mapping[str, Any]
    shown: Sequence[str]
    """Default columns; the first one is always shown."""
    further: Sequence[str] = ()
    ordered: Sequence[str] = ()
    order: tuple[str, str] = ("", "asc")
    size: int = SIZES[0]
    offers: Offers = field(default_factory=dict)
    form: Callable[[], Any] | None = None
    """A form with the control of each column that ``offers`` names."""
    texts: Sequence[str] = ()
    """Columns that the search box searches for text."""
    names: Collection[str] = ()
    """Those of ``texts`` with names of people: no digits, diacritics ignored."""
    numbers: Collection[str] = ()
    """Columns that the search box searches for a whole number."""
    queues: Mapping[str, Any] = field(default_factory=dict)

    @property
    def columns(self) -> Sequence[str]:
        return (*self.shown, *(each for each in self.further if each not in self.shown))

    @property
    def has_box(self) -> bool:
        return bool(self.texts or self.numbers)


@dataclass(frozen=True)
class ListViewState:
    """The state of a list selected by one request."""

    where: ConditionGroup
    columns: tuple[str, ...]
    order: tuple[str, str]
    size: int
    queue: str | None = None
    typed: str = ""
    view: Any = None
    """The saved view that it is based on."""
    lost: bool = False
    """The view of the address is missing or invalid."""


def plain(listing: ListDefinition) -> ListViewState:
    return ListViewState(NOTHING, tuple(listing.shown), listing.order, listing.size)


def arrange(
    listing: ListDefinition, args: MultiDict[str, str], kept: Sequence[Any], actor: Actor
) -> ListViewState:
    """The state selected by this address; 400 for what the list does not offer."""
    view = _named(args, kept, actor)
    begun = plain(listing) if view is None else state_of(listing, view)
    lost = begun.lost or (view is None and args.get(VIEW, PLAIN) not in {PLAIN, ""})
    order = (args.get(f"_oc_{listing.key}", ""), args.get(f"_od_{listing.key}", "asc"))
    return replace(
        begun,
        where=_where(args[WHERE], listing) if WHERE in args else begun.where,
        columns=_columns(args[COLUMNS], listing) if args.get(COLUMNS) else begun.columns,
        order=order if order[0] in listing.ordered else begun.order,
        size=args.get(f"psize_{listing.key}", begun.size, type=int),
        queue=args[QUEUE] if args.get(QUEUE) in listing.queues else begun.queue,
        typed=line(args.get(TYPED, "")[:100]),
        lost=lost,
    )


def first_seen(kept: Sequence[Any], actor: Actor) -> Any:
    """The default view: the person's own, else the role's."""
    mine = (v for v in kept if v.standard and v.owner_id == actor.staff_id)
    roles = [seat.role for seat in actor.postings]
    theirs = sorted((v for v in kept if v.role in roles), key=lambda v: roles.index(v.role))
    return next(mine, next(iter(theirs), None))


def _named(args: MultiDict[str, str], kept: Sequence[Any], actor: Actor) -> Any:
    """The saved view of this address; a link with its own conditions uses none."""
    if VIEW in args:
        return next((view for view in kept if str(view.id) == args[VIEW]), None)
    narrowed = any(
        name in {WHERE, COLUMNS, TYPED, QUEUE, WORK} or name.startswith("_flt_") for name in args
    )
    return None if narrowed else first_seen(kept, actor)


def state_of(listing: ListDefinition, view: Any) -> ListViewState:
    """The state that a saved view selects."""
    content, begun = view.content, plain(listing)
    column, direction = content.get("order") or ("", "asc")
    columns = [each for each in content.get("columns") or () if each in listing.columns]
    try:
        where, lost = conditions.read(content.get("where"), listing.offers), False
    except InvalidInput:
        where, lost = NOTHING, True
    return ListViewState(
        where=where,
        columns=with_first(listing, columns) if columns else begun.columns,
        order=(column, direction) if column in listing.ordered else begun.order,
        size=content["size"] if content.get("size") in SIZES else begun.size,
        queue=content["queue"] if content.get("queue") in listing.queues else None,
        view=view,
        lost=lost,
    )


def content_of(arrangement: ListViewState, listing: ListDefinition) -> dict[str, Any]:
    """The JSON content of a saved view: null means the list's default."""
    own = plain(listing)
    return {
        "where": conditions.stored(arrangement.where),
        "columns": None if arrangement.columns == own.columns else list(arrangement.columns),
        "order": None if arrangement.order == own.order else list(arrangement.order),
        "size": None if arrangement.size == own.size else arrangement.size,
        "queue": arrangement.queue,
    }


def arguments_of(arrangement: ListViewState, listing: ListDefinition) -> dict[str, Any]:
    """The arguments for an address of this state: its view, and the differences from it."""
    view, key = arrangement.view, listing.key
    begun = plain(listing) if view is None else state_of(listing, view)
    args: dict[str, Any] = {VIEW: PLAIN if view is None else str(view.id)}
    if arrangement.typed:
        args[TYPED] = arrangement.typed
    if arrangement.where != begun.where:
        args[WHERE] = conditions.written(arrangement.where) if arrangement.where.parts else ""
    if arrangement.columns != begun.columns:
        args[COLUMNS] = ",".join(arrangement.columns)
    if arrangement.order != begun.order:
        args[f"_oc_{key}"], args[f"_od_{key}"] = arrangement.order
    if arrangement.queue != begun.queue:
        args[QUEUE] = arrangement.queue
    if arrangement.size != begun.size:
        args[f"psize_{key}"] = arrangement.size
    return args


def with_first(listing: ListDefinition, columns: Sequence[str]) -> tuple[str, ...]:
    """The chosen columns after the one that links to the row's page."""
    first = listing.shown[0]
    rest = dict.fromkeys(each for each in columns if each != first)
    return (first, *rest)[:MOST_COLUMNS]


def _where(text: str, listing: ListDefinition) -> ConditionGroup:
    try:
        return conditions.read(text, listing.offers)
    except InvalidInput:
        abort(400)


def _columns(text: str, listing: ListDefinition) -> tuple[str, ...]:
    columns = text.split(",")
    if not set(columns) <= set(listing.columns):
        abort(400)
    return with_first(listing, columns)


# ---- SQL ----------------------------------------------------------------------------------------


def clauses(arrangement: ListViewState, listing: ListDefinition) -> list[ColumnElement[bool]]:
    """SQL of the conditions and of the search text."""
    found = []
    if arrangement.where.parts:
        found.append(conditions.clause(arrangement.where, listing.offers))
    if arrangement.typed and listing.has_box:
        found.append(_typed(arrangement.typed, listing))
    return found


def searched(arrangement: ListViewState, listing: ListDefinition) -> list[str]:
    """The columns by which the list was searched, for the access log."""
    by_box = [*listing.texts, *listing.numbers] if arrangement.typed else []
    return [*dict.fromkeys([leaf.column for leaf in arrangement.where.leaves()] + by_box)]


def unread(arrangement: ListViewState, listing: ListDefinition) -> list[ListCondition]:
    leaves = arrangement.where.leaves()
    return [leaf for leaf in leaves if not conditions.is_read(leaf, listing.offers)]


def _typed(typed: str, listing: ListDefinition) -> ColumnElement[bool]:
    """Search for a whole number, else for part of a code or name, in the matching columns."""
    number = _SPACED.sub("", typed)
    if listing.numbers and _NUMBER.fullmatch(number):
        return _any_of(listing, listing.numbers, "eq", number)
    columns: Collection[str] = listing.texts
    if listing.names:
        has_figure = any(char.isdigit() for char in typed)
        others = [each for each in listing.texts if each not in listing.names]
        columns = others if has_figure and others else listing.names
    return _any_of(listing, columns, "ct", typed)


def _any_of(
    listing: ListDefinition, columns: Collection[str], how: str, text: str
) -> ColumnElement[bool]:
    leaves = [ListCondition(column, how, text) for column in columns]
    return or_(false(), *(conditions.clause(leaf, listing.offers) for leaf in leaves))
