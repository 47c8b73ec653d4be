"""The header above a list, as the templates render it (``kernel/lists.html``)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from wtforms import SelectMultipleField

from app.kernel.actor import Actor
from app.kernel.web.lists import conditions
from app.kernel.web.lists.conditions import ALL, ConditionGroup, ListCondition
from app.kernel.web.lists.listing import PLAIN, TYPED, VIEW, WHERE, ListDefinition, ListViewState

PLACES = ("page_", "_after_", "_before_")
"""Prefixes of position arguments, dropped by whatever changes the list."""


@dataclass(frozen=True)
class Tab:
    """A saved view that the user may choose."""

    name: str
    address: str
    is_here: bool
    audience: str = ""
    """Who else sees it."""


@dataclass(frozen=True)
class ListHeader:
    """The search box, the saved views and the link to the list settings."""

    typed: str
    box: str
    """Label of the search box; empty where there is none."""
    clear: str
    kept: Sequence[tuple[str, str]]
    """Hidden fields that preserve the list settings in a search."""
    tabs: Sequence[Tab]
    set_up: str


@dataclass(frozen=True)
class FilterChip:
    """A condition of the list settings in words, and the address of the list without it."""

    words: str
    without: str


def head_of(
    listing: ListDefinition, wanted: ListViewState, kept: Sequence[Any], actor: Actor
) -> ListHeader:
    hidden = _kept_args()
    if wanted.view is not None and not any(name == VIEW for name, _value in hidden):
        hidden.append((VIEW, str(wanted.view.id)))
    return ListHeader(
        typed=wanted.typed,
        box=_box_label(listing) if listing.has_box else "",
        clear=_address(TYPED),
        kept=hidden,
        tabs=list(_tabs(listing, wanted, kept, actor)) if kept else (),
        set_up=_set_up(listing, wanted),
    )


def pills(listing: ListDefinition, wanted: ListViewState) -> list[FilterChip]:
    """The conditions of the list settings in words."""
    found = []
    if wanted.typed and listing.has_box:
        found.append(FilterChip(f"“{wanted.typed}”", _address(TYPED)))
    tree = wanted.where
    if not tree.parts:
        return found
    if tree.how != ALL:
        return [
            *found,
            FilterChip(say(tree, listing), _address(**_where(conditions.NOTHING, wanted))),
        ]
    for index, part in enumerate(tree.parts):
        without = _address(**_where(tree.without(index), wanted))
        found.append(FilterChip(say(part, listing), without))
    return found


def say(part: ListCondition | ConditionGroup, listing: ListDefinition) -> str:
    """A condition in words, without a full stop."""
    if isinstance(part, ListCondition):
        return _said(part, listing)
    sayings = [say(each, listing) for each in part.parts]
    if part.how == ALL:
        return gettext(" and ").join(sayings)
    return gettext(" or ").join(sayings)


def fill(listing: ListDefinition, leaf: ListCondition, name: str) -> Any:
    """The form control of a column, filled with the value of a condition."""
    form: Any = listing.form() if listing.form else {}
    control = form[leaf.column]
    control.name = control.id = name
    several = isinstance(control, SelectMultipleField)
    values = leaf.value.split(",") if several else [leaf.value]
    control.process(MultiDict([(name, value) for value in values]))
    control.errors, control.description = (), ""
    return control


def _said(leaf: ListCondition, listing: ListDefinition) -> str:
    offered = conditions.comparison(leaf, listing.offers)
    label = listing.labels[leaf.column]
    comparison = str(offered.name).lower() if offered else ""
    return f"{label} {comparison} “{_shown(fill(listing, leaf, 'v'), leaf)}”"


def _shown(control: Any, leaf: ListCondition) -> str:
    if hasattr(control, "iter_choices"):
        chosen = [str(choice[1]) for choice in control.iter_choices() if choice[2]]
        return ", ".join(chosen) or leaf.value
    if hasattr(control.data, "strftime"):
        return str(control.data.strftime("%d/%m/%Y"))
    return leaf.value


def _where(tree: ConditionGroup, wanted: ListViewState) -> dict[str, str]:
    written = {WHERE: conditions.written(tree) if tree.parts else ""}
    return written | ({VIEW: str(wanted.view.id)} if wanted.view is not None else {})


def _tabs(
    listing: ListDefinition, wanted: ListViewState, kept: Sequence[Any], actor: Actor
) -> Iterator[Tab]:
    here = wanted.view
    yield Tab(gettext("All rows"), listing.address(**{VIEW: PLAIN}), here is None)
    units = {seat.unit_id: seat.unit_name for seat in actor.postings}
    for view in kept:
        is_here = here is not None and here.id == view.id
        audience = units.get(view.unit_id, "") if view.unit_id else ""
        if view.role:
            audience = gettext("for your role")
        yield Tab(view.name, listing.address(**{VIEW: view.id}), is_here, audience)


def _set_up(listing: ListDefinition, wanted: ListViewState) -> str:
    args: dict[str, Any] = dict(_kept_args())
    if wanted.view is not None:
        args[VIEW] = str(wanted.view.id)
    return url_for("ListSetup.page", listing=listing.key, **args)


def _box_label(listing: ListDefinition) -> str:
    labels = [str(listing.labels[each]) for each in (*listing.texts, *listing.numbers)]
    first, *others = labels
    return ", ".join([first, *(each[:1].lower() + each[1:] for each in others)])


def _kept_args() -> list[tuple[str, str]]:
    items = request.args.items(multi=True)
    return [(name, value) for name, value in items if not name.startswith(PLACES) and value]


def _address(*gone: str, **changed: Any) -> str:
    kept: dict[str, Any] = {
        name: values
        for name, values in request.args.lists()
        if name not in gone and not name.startswith(PLACES)
    }
    return url_for(str(request.endpoint), **(request.view_args or {}), **(kept | changed))
