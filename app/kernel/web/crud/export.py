"""Export of a list: exactly the rows and columns that its page shows, over all pages.

The file is streamed row by row while the database is read, so memory does not grow with the list.
The access log records who exports which columns before the first byte is sent.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from types import NoneType
from typing import Any

from flask import redirect, request, stream_with_context, url_for
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from sqlalchemy.dialects.postgresql import Range

from app.kernel import clock
from app.kernel.audit.access_log import AccessKind
from app.kernel.errors import Refused
from app.kernel.i18n.formatting import number
from app.kernel.security.rate_limits import EXPORT
from app.kernel.spreadsheets.writer import table_pieces
from app.kernel.web import access_log
from app.kernel.web.crud.arranged_list import ArrangedList
from app.kernel.web.display import format_cell
from app.kernel.web.file_response import download
from app.kernel.web.lists.columns import ListQuery
from app.kernel.web.refusals import refusals

MOST_ROWS = 100_000
"""Maximum number of rows; longer lists must be narrowed first."""
_AS_THEY_ARE = (date, datetime, int, float)
_REPEATED = (NoneType, StrEnum, bool, date, Range)
"""Kinds of values of which a list has few, each in many rows."""


class Exporter:
    """Sends the list of a view as a file."""

    def __init__(self, view: Any) -> None:
        self.view = view

    def answer(self, kind: str) -> Any:
        """The list at this address, as an Excel workbook or as CSV."""
        view, found = self.view, ArrangedList(self.view)
        with refusals() as refused:
            EXPORT.consume(str(found.actor.staff_id))
            wanted = found.query(MOST_ROWS)
            if view.datamodel.count(wanted.filters, MOST_ROWS) > MOST_ROWS:
                raise Refused(
                    _("A file holds %(most)s rows at most. Narrow the list, then export it."),
                    status=413,
                    most=number(MOST_ROWS),
                )
            access_log.log_list_access(
                found.actor, view.datamodel.obj, wanted.columns, AccessKind.EXPORT
            )
        if refused:
            return redirect(f"{url_for(f'{view.endpoint}.list')}?{request.query_string.decode()}")
        heads = [str(view.label_columns[column]) for column in wanted.columns]
        rows = self._rows(wanted, typed=kind == "xlsx")
        pieces = table_pieces(kind, str(view.list_title), heads, rows)
        name = f"{view.route_base.rsplit('/', 1)[-1]}-{clock.today():%Y-%m-%d}.{kind}"
        return download(name, stream_with_context(pieces))

    def _rows(self, wanted: ListQuery, *, typed: bool) -> Iterator[Sequence[Any]]:
        say = [self._say(column, typed=typed) for column in wanted.columns]
        for row in self.view.datamodel.run_through(wanted):
            yield [said(value) for said, value in zip(say, row, strict=True)]

    def _say(self, column: str, *, typed: bool) -> Callable[[Any], Any]:
        """A function that formats a column as on the page, without markup."""
        if column in self.view.bare:
            return lambda value: value
        shown = self.view.formatters_columns.get(column, format_cell)

        def afresh(value: Any) -> str:
            return _undressed(shown(value))

        again = lru_cache(maxsize=1000, typed=True)(afresh)

        as_it_is = (str, *(_AS_THEY_ARE if typed else ())) if shown is format_cell else ()
        repeated = _REPEATED if shown is format_cell else (*_REPEATED, str)

        def say(value: Any) -> Any:
            if type(value) in as_it_is:
                return value
            return (again if isinstance(value, repeated) else afresh)(value)

        return say


def _undressed(said: Any) -> str:
    if said is None:
        return ""
    return said.striptags() if isinstance(said, Markup) else str(said)
