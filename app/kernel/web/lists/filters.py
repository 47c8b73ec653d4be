"""Filters of lists: one small set of comparisons for each type of column.

An invalid value matches nothing; it never reaches the database.
"""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask_appbuilder.models.filters import BaseFilter, BaseFilterConverter, FilterRelation
from flask_babel import lazy_gettext as _
from sqlalchemy import Boolean, Date, DateTime, Integer, String, Uuid, and_, false
from sqlalchemy.dialects.postgresql import DATERANGE, TSTZRANGE
from sqlalchemy.orm import Query
from sqlalchemy.sql import ColumnElement

from app.kernel import clock
from app.kernel.db import StoredWord
from app.kernel.text.folding import fold
from app.kernel.text.parsing import InvalidInput
from app.kernel.web.lists.values import read


class ColumnFilter(BaseFilter):
    """A comparison of a column with a value from the address."""

    def apply(self, query: Query[Any], value: Any) -> Query[Any]:
        """Apply the filter; an invalid value matches nothing."""
        try:
            return query.filter(self.clause(self.column, self.read(value)))
        except InvalidInput:
            return query.filter(false())

    @property
    def column(self) -> Any:
        return getattr(self.model, self.column_name)

    def read(self, value: Any) -> Any:
        """The value in the column's type.

        Raises:
            InvalidInput: it is invalid.
        """
        return read(self.column.type, value) if isinstance(value, str) else value

    def clause(self, column: Any, value: Any) -> ColumnElement[bool]:
        raise NotImplementedError


class Equal(ColumnFilter):
    """Equal."""

    name = _("Equal to")
    arg_name = "eq"

    def clause(self, column: Any, value: Any) -> ColumnElement[bool]:
        return column == value


class SameNumber(Equal):
    """The same number of a paper or a phone, however it was spaced."""

    def read(self, value: Any) -> str:
        """Digits and letters without separators."""
        return re.sub(r"[\s.\-]", "", str(value)).upper()


class NotEqual(ColumnFilter):
    """Not equal; null counts as different."""

    name = _("Not Equal to")
    arg_name = "neq"

    def clause(self, column: Any, value: Any) -> ColumnElement[bool]:
        return column.is_distinct_from(value)


class OneOf(ColumnFilter):
    """One of several values, with commas between them."""

    name = _("Is one of")
    arg_name = "in"

    def read(self, value: Any) -> list[Any]:
        """The values in the column's type."""
        words = [word for word in str(value).split(",") if word]
        if not words:
            raise InvalidInput
        return [read(self.column.type, word) for word in words]

    def clause(self, column: Any, value: Any) -> ColumnElement[bool]:
        return column.in_(value)


class AtLeast(ColumnFilter):
    """Greater or equal."""

    name = _("At least")
    arg_name = "ge"

    def clause(self, column: Any, value: Any) -> ColumnElement[bool]:
        return column >= value


class AtMost(ColumnFilter):
    """Less or equal."""

    name = _("At most")
    arg_name = "le"

    def clause(self, column: Any, value: Any) -> ColumnElement[bool]:
        return column <= value


class Contains(ColumnFilter):
    """Contains the text; ignores diacritics where the table has a folded column."""

    name = _("Contains")
    arg_name = "ct"

    def clause(self, column: Any, value: Any) -> ColumnElement[bool]:
        finder = self.datamodel.finders.get(self.column_name)
        if finder:
            return finder(value)
        folded = self.datamodel.folded.get(self.column_name)
        if folded:
            return getattr(self.model, folded).contains(fold(value), autoescape=True)
        return column.icontains(value, autoescape=True)


class StartsWith(ColumnFilter):
    """Begins with the text."""

    name = _("Starts with")
    arg_name = "sw"

    def clause(self, column: Any, value: Any) -> ColumnElement[bool]:
        return column.istartswith(value, autoescape=True)


class From(ColumnFilter):
    """On this date in Hanoi time or later."""

    name = _("From")
    arg_name = "from"

    def clause(self, column: Any, value: Any) -> ColumnElement[bool]:
        return column >= (clock.at(value) if isinstance(column.type, DateTime) else value)


class Until(ColumnFilter):
    """On this date in Hanoi time or earlier."""

    name = _("Until")
    arg_name = "until"

    def clause(self, column: Any, value: Any) -> ColumnElement[bool]:
        if isinstance(column.type, DateTime):
            return column < clock.at(value + timedelta(days=1))
        return column <= value


class _DaysFromToday(ColumnFilter):
    """A number of days from today, which stays right in a saved view."""

    MOST_DIGITS = 3

    def read(self, value: Any) -> int:
        text = str(value).strip()
        if not (text.isascii() and text.isdecimal() and len(text) <= self.MOST_DIGITS):
            raise InvalidInput
        return int(text)


class InNextDays(_DaysFromToday):
    """Today or within so many days."""

    name = _("Within, in days from today")
    arg_name = "next"

    def clause(self, column: Any, value: Any) -> ColumnElement[bool]:
        today = clock.today()
        last = today + timedelta(days=value + 1)
        return and_(column >= clock.at(today), column < clock.at(last))


class InLastDays(_DaysFromToday):
    """Today or at most so many days ago."""

    name = _("Within, in days until today")
    arg_name = "past"

    def clause(self, column: Any, value: Any) -> ColumnElement[bool]:
        return column >= clock.at(clock.today() - timedelta(days=value))


class InForceOn(ColumnFilter):
    """The period includes this date."""

    name = _("In force on")
    arg_name = "on"

    def clause(self, column: Any, value: Any) -> ColumnElement[bool]:
        moment = clock.at(value, 12) if isinstance(column.type, TSTZRANGE) else value
        return column.contains(moment)


class RelatedTo(ColumnFilter, FilterRelation):
    """Belongs to that row; compared by key, without fetching it."""

    name = _("Relation")
    arg_name = "rel_o_m"

    @property
    def column(self) -> Any:
        return foreign_key(self.model, self.column_name)

    def clause(self, column: Any, value: Any) -> ColumnElement[bool]:
        return column == value


class InScope(BaseFilter):
    """The rows in the user's scope; the base filter of every list and page."""

    def apply(self, query: Query[Any], clauses: Any) -> Query[Any]:
        """Apply the current ``clauses()``."""
        return query.filter(*clauses())


def foreign_key(model: Any, relation: str) -> Any:
    """The one local column of a many-to-one relationship that holds the key of the other row."""
    pairs = getattr(model, relation).property.local_remote_pairs
    (column,) = (ours for ours, theirs in pairs if theirs.primary_key)
    return model.__mapper__.get_property_by_column(column).class_attribute


class ColumnFilterConverter(BaseFilterConverter):
    """The filters that a column offers, the usual one first."""

    offers: tuple[tuple[Any, Sequence[type[ColumnFilter]]], ...] = (
        (StoredWord, (Equal, NotEqual)),
        (Boolean, (Equal,)),
        ((DATERANGE, TSTZRANGE), (InForceOn,)),
        ((Date, DateTime), (From, Until)),
        (Integer, (Equal, AtLeast, AtMost)),
        (Uuid, (Equal,)),
        (String, (Contains, StartsWith, Equal)),
    )

    def convert(self, col_name: str) -> list[ColumnFilter] | None:
        """The filters of a column, or None when it cannot be searched.

        They hold no values: made once for each list, though FAB asks several times a page.
        """
        known = self.datamodel.filters_of
        if col_name not in known:
            known[col_name] = self._made(col_name)
        return known[col_name] and [*known[col_name]]

    def _made(self, col_name: str) -> list[ColumnFilter] | None:
        if self.datamodel.is_relation(col_name):
            single = self.datamodel.is_relation_many_to_one(col_name)
            return [RelatedTo(col_name, self.datamodel)] if single else None
        if col_name in self.datamodel.numbers:
            return [SameNumber(col_name, self.datamodel)]
        column = self.datamodel.list_columns.get(col_name)
        for types, filters in self.offers if column is not None else ():
            if isinstance(column.type, types):
                return [offered(col_name, self.datamodel) for offered in filters]
        return None
