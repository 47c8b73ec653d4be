"""Keyset pagination: a page is found by the rows on it, not by an offset.

A link to the next page names the last row of this one (``_after_<list>=<its key>``), a link to the
previous page the first (``_before_<list>``): the database goes straight there, however deep the
page is, and new rows shift nothing. Only the key is in the address; the order values, which may
include somebody's name, are looked up. Page numbers (``page_<list>``) are still supported.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import request, url_for
from sqlalchemy import ColumnElement, and_, tuple_

AFTER, BEFORE, PAGE = "_after_", "_before_", "page_"
LAST_PAGE = 400
"""Highest page number; the links to the next page have no limit."""


class OrderKey(NamedTuple):
    """A column of an order; if it is nullable, nulls come last."""

    column: Any
    down: bool = False
    blank: bool = False

    def sorted(self, *, backwards: bool) -> Any:
        """Its ORDER BY term; without NULLS LAST where an index needs none."""
        ordered = self.column.desc() if self.down != backwards else self.column.asc()
        if not self.blank:
            return ordered
        return ordered.nulls_first() if backwards else ordered.nulls_last()


def page_number(word: str = "trang") -> int:
    """The page that the address asks for under this word; the first is 1."""
    return min(max(request.args.get(word, 1, type=int), 1), LAST_PAGE)


Order = Sequence[OrderKey]
"""The last key is unique, only the first is nullable, and all have the same direction."""


@dataclass(frozen=True)
class PagePosition:
    """The position of a page: after a row, before a row, or by page number."""

    after: str | None = None
    before: str | None = None
    page: int = 0

    @property
    def anchor(self) -> str | None:
        return self.after or self.before

    def passed(self, size: int) -> int:
        """Number of rows before a page found by its number; 0 after a row."""
        return self.page * size if self.anchor is None else 0


@dataclass(frozen=True)
class Page:
    """The rows of a page, and whether there are others on both sides."""

    rows: Sequence[Any]
    earlier: bool
    later: bool


class Pager(NamedTuple):
    """The links around a page; None where there are no more rows."""

    page: int
    previous: str | None
    next: str | None


def place_of(name: str) -> PagePosition:
    """The position of this list in the address; ``query_args.check`` has validated it."""
    args = request.args
    page = args.get(PAGE + name, 0, type=int)
    return PagePosition(args.get(AFTER + name), args.get(BEFORE + name), page)


def sort(order: Order, *, backwards: bool = False) -> list[Any]:
    return [key.sorted(backwards=backwards) for key in order]


def cut(
    fetch: Callable[[ColumnElement[bool] | None, Sequence[Any], int, int], Sequence[Any]],
    order: Order,
    place: PagePosition,
    values: Sequence[Any] | None,
    size: int,
) -> Page:
    """One page; ``fetch(condition, order by, limit, offset)`` reads rows.

    ``values`` are the order values of the anchor row; None without an anchor, or when it no longer
    exists: then the page is found by its number.
    """
    if values is None:
        offset = place.passed(size)
        rows = fetch(None, sort(order), size + 1, offset)
        return Page(rows[:size], offset > 0, len(rows) > size)
    backwards = place.after is None
    rows, terms = [], sort(order, backwards=backwards)
    for stretch in _beyond(order, values, backwards=backwards):
        rows += fetch(stretch, terms, size + 1 - len(rows), 0)
        if len(rows) > size:
            break
    more, rows = len(rows) > size, rows[:size]
    return Page(rows[::-1], more, True) if backwards else Page(rows, True, more)


def _beyond(
    order: Order, values: Sequence[Any], *, backwards: bool
) -> Iterator[ColumnElement[bool]]:
    """Conditions for the rows beyond the anchor, each served by one index range."""
    first, rest = order[0], order[1:]
    if values[0] is not None:
        yield _further(order, values, backwards=backwards)
        if first.blank and not backwards:
            yield first.column.is_(None)
        return
    yield and_(first.column.is_(None), _further(rest, values[1:], backwards=backwards))
    if backwards:
        yield first.column.is_not(None)


def _further(order: Order, values: Sequence[Any], *, backwards: bool) -> ColumnElement[bool]:
    row = tuple_(*(key.column for key in order))
    there = tuple_(*values, types=[key.column.type for key in order])
    return row < there if order[0].down != backwards else row > there


# ---- links --------------------------------------------------------------------------------------


def pager(name: str, place: PagePosition, page: Page, keys: Sequence[Any]) -> Pager:
    """The links on both sides of a page, by the keys of its rows."""
    at = place.page
    back = _link(name, {BEFORE: keys[0]}, at - 1) if page.earlier and keys else None
    onward = _link(name, {AFTER: keys[-1]}, at + 1) if page.later and keys else None
    return Pager(at, back, onward)


def link_page(page: int, name: str) -> str:
    return _link(name, {}, page)


def link_page_size(size: int, name: str) -> str:
    """The address of this list from its first page, with another page size."""
    return anew(**{f"psize_{name}": size})


def link_order(column: str, name: str) -> str:
    """The address of this list from its first page, sorted by a column or in reverse."""
    order, way = f"_oc_{name}", f"_od_{name}"
    turned = request.args.get(order) == column and request.args.get(way) == "asc"
    return anew(**{order: column, way: "desc" if turned else "asc"})


def anew(**changed: Any) -> str:
    """This address with other arguments and every list at its first page."""
    return _address({k: v for k, v in request.args.lists() if not is_place(k)} | changed)


def is_place(name: str) -> bool:
    """Whether an argument of the address is a list position."""
    return name.startswith((AFTER, BEFORE, PAGE))


def _link(name: str, anchor: dict[str, Any], page: int) -> str:
    mine = {prefix + name for prefix in (AFTER, BEFORE, PAGE)}
    args: dict[str, Any] = {k: v for k, v in request.args.lists() if k not in mine}
    args |= {prefix + name: str(key) for prefix, key in anchor.items()}
    return _address(args | ({PAGE + name: page} if 0 <= page <= LAST_PAGE else {}))


def _address(args: dict[str, Any]) -> str:
    return url_for(str(request.endpoint), **(request.view_args or {}), **args)


FILTERS = {"link_page": link_page, "link_page_size": link_page_size, "link_order": link_order}
"""Template filters; they replace FAB's of the same names."""
