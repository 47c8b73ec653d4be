"""A list as a person has arranged it: its conditions, columns, order and what was typed.

``ListDefinition`` is what a list can show; ``ListViewState`` what one request wants of it, from the
address, from a saved view that the address names (``xem``), or from the view that the person, or
the role, sees first. Nothing here knows how the list is drawn: generated lists and the desk use it
alike.
"""

from __future__ import annotations

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

VIEW, WHERE, COLUMNS, TYPED, QUEUE = "xem", "loc", "cot", "tim", "hang"
PLAIN = "0"
"""``xem=0``: the list as it is, whatever one sees first."""
LONGEST_ADDRESS = 1_000
"""Bytes of conditions in an address; a view may have more."""
SIZES = (25, 50, 100)
MOST_COLUMNS = 12
_NUMBER = re.compile(r"[0-9]{9,12}")
_SPACED = re.compile(r"[\s.]")


@dataclass(frozen=True, kw_only=True)
class ListDefinition:
    """What a list can show, and by what it can be narrowed."""

    key: str
    title: Any
    address: Callable[..., str]
    """Where the list is, with these arguments."""
    noun: str
    """Whoever may read this may arrange the list."""
    labels: Mapping[str, Any]
    shown: Sequence[str]
    """Its columns when nobody has chosen any; the first one always stays."""
    further: Sequence[str] = ()
    ordered: Sequence[str] = ()
    order: tuple[str, str] = ("", "asc")
    size: int = SIZES[0]
    offers: Offers = field(default_factory=dict)
    form: Callable[[], Any] | None = None
    """A form with the control of each column that ``offers`` names."""
    texts: Sequence[str] = ()
    """Where the search box looks for a text."""
    names: Collection[str] = ()
    """Those of ``texts`` that hold names of people: without figures, found without diacritics."""
    numbers: Collection[str] = ()
    """Where it looks for a whole number."""
    queues: Mapping[str, Any] = field(default_factory=dict)

    @property
    def columns(self) -> Sequence[str]:
        """Every column that may be chosen."""
        return (*self.shown, *(each for each in self.further if each not in self.shown))

    @property
    def has_box(self) -> bool:
        """Whether there is anything that a search box could look into."""
        return bool(self.texts or self.numbers)


@dataclass(frozen=True)
class ListViewState:
    """What one request wants of a list."""

    where: ConditionGroup
    columns: tuple[str, ...]
    order: tuple[str, str]
    size: int
    queue: str | None = None
    typed: str = ""
    view: Any = None
    """The saved view that it began with."""
    lost: bool = False
    """The address names a view that is no longer there, or one that cannot be read any more."""


def plain(listing: ListDefinition) -> ListViewState:
    """The list as it is."""
    return ListViewState(NOTHING, tuple(listing.shown), listing.order, listing.size)


def arrange(
    listing: ListDefinition, args: MultiDict[str, str], kept: Sequence[Any], actor: Actor
) -> ListViewState:
    """What this address wants; what the list does not offer is a bad request."""
    view = _named(args, kept, actor)
    begun = plain(listing) if view is None else _of_view(listing, view)
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
    """The view with which the list opens: the person's own, else the role's."""
    mine = (v for v in kept if v.standard and v.owner_id == actor.staff_id)
    roles = [seat.role for seat in actor.postings]
    theirs = sorted((v for v in kept if v.role in roles), key=lambda v: roles.index(v.role))
    return next(mine, next(iter(theirs), None))


def _named(args: MultiDict[str, str], kept: Sequence[Any], actor: Actor) -> Any:
    """The saved view of this address; a link with conditions of its own begins with none."""
    if VIEW in args:
        return next((view for view in kept if str(view.id) == args[VIEW]), None)
    narrowed = any(
        name in {WHERE, COLUMNS, TYPED, QUEUE} or name.startswith("_flt_") for name in args
    )
    return None if narrowed else first_seen(kept, actor)


def _of_view(listing: ListDefinition, view: Any) -> ListViewState:
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
    """What a saved view keeps of it: null where the list's own is meant."""
    own = plain(listing)
    return {
        "where": conditions.stored(arrangement.where),
        "columns": None if arrangement.columns == own.columns else list(arrangement.columns),
        "order": None if arrangement.order == own.order else list(arrangement.order),
        "size": None if arrangement.size == own.size else arrangement.size,
        "queue": arrangement.queue,
    }


def arguments_of(arrangement: ListViewState, listing: ListDefinition) -> dict[str, Any]:
    """The arguments of an address that wants this: the view it began with, and what differs."""
    view, key = arrangement.view, listing.key
    begun = plain(listing) if view is None else _of_view(listing, view)
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
    """These columns, behind the one that leads to the row's page."""
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


# ---- asked of the database ----------------------------------------------------------------------


def clauses(arrangement: ListViewState, listing: ListDefinition) -> list[ColumnElement[bool]]:
    """What narrows the list: the conditions, and what was typed into the search box."""
    found = []
    if arrangement.where.parts:
        found.append(conditions.clause(arrangement.where, listing.offers))
    if arrangement.typed and listing.has_box:
        found.append(_typed(arrangement.typed, listing))
    return found


def searched(arrangement: ListViewState, listing: ListDefinition) -> list[str]:
    """The columns by which the list was searched, for the log of looks."""
    by_box = [*listing.texts, *listing.numbers] if arrangement.typed else []
    return [*dict.fromkeys([leaf.column for leaf in arrangement.where.leaves()] + by_box)]


def unread(arrangement: ListViewState, listing: ListDefinition) -> list[ListCondition]:
    """The conditions whose value is none of their column."""
    leaves = arrangement.where.leaves()
    return [leaf for leaf in leaves if not conditions.is_read(leaf, listing.offers)]


def _typed(typed: str, listing: ListDefinition) -> ColumnElement[bool]:
    """A whole number, else part of a code or of a name; each kind looks where it can stand."""
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
