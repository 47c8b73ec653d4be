"""What the page of a row is called, and where it stands: the name of the row and its crumbs."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from flask import url_for
from markupsafe import escape


class Crumb(NamedTuple):
    """A page above this one; the last crumb is this page and leads nowhere."""

    label: str
    address: str | None


def name_of(view: Any, item: Any) -> str:
    """What the row is called in headings and questions; the noun where it has no name."""
    said = (_said(view, item, column) for column in view.named_by or view.list_columns[:1])
    return " – ".join(part for part in said if part) or str(view.show_title)


def crumbs_to(view: Any, item: Any, here: Any = None) -> list[Crumb]:
    """The crumbs of the page of a row, or of another page about it, called ``here``."""
    name = name_of(view, item)
    own = [Crumb(name, _show(view, item)), Crumb(str(here), None)] if here else [Crumb(name, None)]
    return [*_above(view, item), *own]


def list_crumbs(view: Any, here: Any) -> list[Crumb]:
    """The crumbs of a page about no row yet."""
    return [*_list(view), Crumb(str(here), None)]


def _said(view: Any, item: Any, column: str) -> str:
    value, say = view.datamodel._get_attr_value(item, column), view.formatters_columns.get(column)
    told = say(value) if say else value
    return "" if told is None else escape(told).striptags()


def _above(view: Any, item: Any) -> list[Crumb]:
    """The row that this one belongs to, if its page lists this one; the list otherwise."""
    for parent, row in _parents(view, item):
        return [*_above(parent, row), Crumb(name_of(parent, row), _show(parent, row))]
    return _list(view)


def _parents(view: Any, item: Any) -> Iterator[tuple[Any, Any]]:
    for parent in view.appbuilder.baseviews:
        if view in getattr(parent, "_related_views", ()) and parent.may("can_read"):
            relation = view.datamodel.get_related_fk(parent.datamodel.obj)
            above = getattr(item, relation, None) if relation else None
            key = above and parent.datamodel.get_pk_value(above)
            row = key and parent.datamodel.get(key, parent._base_filters)
            if row:
                yield parent, row


def _list(view: Any) -> list[Crumb]:
    if not view.may("can_read"):
        return []
    return [Crumb(str(view.list_title), url_for(f"{view.endpoint}.list"))]


def _show(view: Any, item: Any) -> str | None:
    if not view.may("can_read"):
        return None
    return url_for(f"{view.endpoint}.show", pk=view.datamodel.get_pk_value(item))
