"""Validation of page, size and order in the address; what no list offers is a bad request."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import abort, request

from app.kernel.text.parsing import InvalidInput
from app.kernel.web.lists.pagination import AFTER, BEFORE, LAST_PAGE, PAGE
from app.kernel.web.lists.values import read

LARGEST_PAGE = 100


def check(views: Iterable[Any]) -> None:
    """Respond with 400 to any page, size or order that none of these views offers."""
    known = {view.__class__.__name__: view for view in views}
    for name, value in request.args.items():
        for prefix, test in _TESTS.items():
            if name.startswith(prefix):
                view = known.get(name.removeprefix(prefix))
                if view is None or not test(view, value):
                    abort(400)


def filters(view: Any) -> list[tuple[str, int, list[str]]]:
    """The conditions in the address as (column, comparison, values); 400 for unknown ones."""
    found = []
    for name in request.args:
        if not name.startswith("_flt_"):
            continue
        index, _line, column = name.removeprefix("_flt_").partition("_")
        offered: Mapping[str, Any] = view.search_filters()
        if not _whole(index, 0, len(offered.get(column, ())) - 1):
            abort(400)
        values = [value for value in request.args.getlist(name) if value.strip()]
        if values:
            found.append((column, int(index), values))
    return found


def _whole(value: str, low: int, high: int) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 10 and low <= int(value) <= high


def _key(view: Any, value: str) -> bool:
    try:
        read(view.datamodel.get_pk().type, value)
    except InvalidInput:
        return False
    return True


_TESTS = {
    AFTER: _key,
    BEFORE: _key,
    PAGE: lambda _view, value: _whole(value, 0, LAST_PAGE),
    "psize_": lambda _view, value: _whole(value, 1, LARGEST_PAGE),
    "_oc_": lambda view, value: value in view.order_columns,
    "_od_": lambda _view, value: value in {"asc", "desc"},
}
