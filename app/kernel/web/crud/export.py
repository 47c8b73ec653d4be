"""Export of a list: exactly the rows and columns that its page shows, over all pages.

The file is streamed row by row while the database is read, so memory does not grow with the list.
The access log records who exports which columns before the first byte is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from types import NoneType
from typing import Any, ClassVar

from flask import redirect, request, stream_with_context, url_for
from flask_appbuilder.urltools import get_order_args
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from sqlalchemy.dialects.postgresql import Range

from app.kernel import clock
from app.kernel.audit.access_log import AccessKind
from app.kernel.errors import DomainError
from app.kernel.i18n.formatting import number
from app.kernel.security.rate_limits import EXPORT
from app.kernel.spreadsheets.writer import table_pieces
from app.kernel.web import access_log
from app.kernel.web.crud.arranged_list import ArrangingView
from app.kernel.web.current_actor import current_actor
from app.kernel.web.display import format_cell
from app.kernel.web.file_response import download
from app.kernel.web.lists import query_args
from app.kernel.web.lists.columns import ListQuery
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route

MOST_ROWS = 100_000
"""Maximum number of rows; longer lists must be narrowed first."""
_AS_THEY_ARE = (date, datetime, int, float)
_REPEATED = (NoneType, StrEnum, bool, date, Range)
"""Kinds of values of which a list has few, each in many rows."""


class TooManyRows(DomainError):
    message = _("A file holds %(most)s rows at most. Narrow the list, then export it.")
    status = 413


class ExportingView(ArrangingView):
    """The export routes of a generated view."""

    bare: ClassVar[Collection[str]] = ()
    """Columns whose formatter only adds markup, such as a link: exported as plain text."""

    def _read_filters(self) -> Sequence[str]:
        """Read the filters and list settings of the address."""
        raise NotImplementedError

    @route("/list/xlsx")
    def list_as_xlsx(self) -> Any:
        """Export the list at the same address as an Excel workbook."""
        return self.arranged()._leave("xlsx")

    @route("/list/csv")
    def list_as_csv(self) -> Any:
        return self.arranged()._leave("csv")

    def _leave(self, kind: str) -> Any:
        query_args.check((self,))
        self._read_filters()
        actor = current_actor()
        with refusals() as refused:
            EXPORT.consume(str(actor.staff_id))
            wanted = self.wanted()
            if self.datamodel.count(wanted.filters, MOST_ROWS) > MOST_ROWS:
                raise TooManyRows(most=number(MOST_ROWS))
            access_log.log_list_access(actor, self.datamodel.obj, wanted.columns, AccessKind.EXPORT)
        if refused:
            return redirect(f"{url_for(f'{self.endpoint}.list')}?{request.query_string.decode()}")
        heads = [self.label_columns[column] for column in wanted.columns]
        rows = self._rows(wanted, typed=kind == "xlsx")
        pieces = table_pieces(kind, str(self.list_title), heads, rows)
        name = f"{self.route_base.rsplit('/', 1)[-1]}-{clock.today():%Y-%m-%d}.{kind}"
        return download(name, stream_with_context(pieces))

    def wanted(self) -> ListQuery:
        """The rows, order and columns of the list at this address."""
        order = get_order_args().get(type(self).__name__) or self.base_order
        where = self._filters.get_joined_filters(self._base_filters)
        return ListQuery(where, order, self.list_columns, MOST_ROWS)

    def _rows(self, wanted: ListQuery, *, typed: bool) -> Iterator[Sequence[Any]]:
        say = [self._say(column, typed=typed) for column in wanted.columns]
        for row in self.datamodel.run_through(wanted):
            yield [said(value) for said, value in zip(say, row, strict=True)]

    def _say(self, column: str, *, typed: bool) -> Callable[[Any], Any]:
        """A function that formats a column as on the page, without markup."""
        if column in self.bare:
            return lambda value: value
        shown = self.formatters_columns.get(column, format_cell)

        def afresh(value: Any) -> str:
            return _undressed(shown(value))

        again = lru_cache(maxsize=1000, typed=True)(afresh)

        as_it_is = (str, *(_AS_THEY_ARE if typed else ())) if shown is format_cell else ()

        def say(value: Any) -> Any:
            if type(value) in as_it_is:
                return value
            return (again if isinstance(value, _REPEATED) else afresh)(value)

        return say


def _undressed(said: Any) -> str:
    if said is None:
        return ""
    return said.striptags() if isinstance(said, Markup) else str(said)
