"""The data model of generated views: bounded counts, checked keys, guarded writes."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from flask_appbuilder.models.filters import Filters
from flask_appbuilder.models.sqla.interface import SQLAInterface
from sqlalchemy import ColumnElement, String, func, select
from sqlalchemy.orm import Query, aliased, joinedload, load_only, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.kernel.actor import Actor
from app.kernel.audit import change_log
from app.kernel.db import PHRASE, streamed, transaction
from app.kernel.errors import NotAllowed
from app.kernel.row_security.planner_hints import has_frequent
from app.kernel.text.alphabet import alphabetical
from app.kernel.text.parsing import InvalidInput
from app.kernel.web.current_actor import current_actor
from app.kernel.web.lists.columns import ListPage, ListQuery, columns_of
from app.kernel.web.lists.filters import ColumnFilterConverter, Equal, RelatedTo
from app.kernel.web.lists.pagination import Order, OrderKey, PagePosition, cut, sort
from app.kernel.web.lists.values import read

COUNT_UP_TO = 10_000
"""Upper bound of counting; above it a list shows "more than"."""
COUNT_LITTLE = 1_000
"""The same for tables that grow with every dossier, whose lists are opened all day."""
LONGEST_CODE = 64
"""Length of a column in signs up to which it holds codes or numbers, not names."""


def _sorted_by(column: Any) -> Any:
    """What a list is sorted by: names in the order of the alphabet, codes and values as stored."""
    kind = column.type
    named = isinstance(kind, String) and (kind.length is None or kind.length > LONGEST_CODE)
    return alphabetical(column) if named else column


def _refuse(_item: Any) -> None:
    """Default guard: an interface without a view writes nothing."""
    raise NotAllowed


class Interface(SQLAInterface):
    """The project's data model, used by every generated view.

    The view sets ``check`` and ``guard``, which refuse rows about the user before the database
    does, and rows outside the user's scope, ``options``, which load
    what a page shows in the same statement, ``folded``, ``finders`` and ``numbers``.
    """

    filter_converter_class = ColumnFilterConverter
    FilterEqual = Equal
    FilterRelationOneToManyEqual = RelatedTo

    guard: Callable[[Any], None] = staticmethod(_refuse)
    check: Callable[[Any], None] = staticmethod(_refuse)
    actor: Callable[[], Actor] = staticmethod(current_actor)
    options: Sequence[ORMOption] = ()
    folded: Mapping[str, str] = {}
    numbers: Collection[str] = ()
    finders: Mapping[str, Callable[[str], ColumnElement[bool]]] = {}

    @cached_property
    def filters_of(self) -> dict[str, Any]:
        """The filters of each column that was asked for (``ColumnFilterConverter``)."""
        return {}

    def count(self, filters: Filters, most: int) -> int:
        """Number of rows of a list, at most ``most`` + 1. No column is fetched."""
        rows = self.narrowed(filters).with_entities(self.get_pk()).limit(most + 1).subquery()
        return int(self.session.scalar(select(func.count()).select_from(rows)))

    def narrowed(self, filters: Filters) -> Query[Any]:
        """The rows that the filters leave."""
        return self.apply_filters(self.session.query(self.obj), self.get_inner_filters(filters))

    def counted(
        self, wanted: ListQuery, place: PagePosition, part: ListPage, most: int
    ) -> tuple[int, int]:
        """The row count of a list and its upper bound; counts only if needed."""
        if part.total is not None:
            return part.total, most
        if part.loose:
            met = place.page * wanted.size + len(part.rows)
            return met + int(part.page.later), met
        return self.count(wanted.filters, most), most

    def part(self, wanted: ListQuery, place: PagePosition, scope: Filters) -> ListPage:
        """One page of a list by its position; ``scope`` restricts the anchor row."""
        base, order = self.ordered(self.narrowed(wanted.filters), *wanted.order)
        read_rows = self._reading(base, wanted.columns)
        values = self._standing(place.anchor, wanted.order, scope)
        page = cut(read_rows, order, place, values, wanted.size)
        keys, rows = [key for key, _row in page.rows], [row for _key, row in page.rows]
        passed = place.passed(wanted.size) if values is None else None
        return ListPage(rows, keys, page, passed, has_frequent(base.whereclause))

    def last_place(self, wanted: ListQuery, beyond: PagePosition) -> PagePosition:
        """The last page of a list, for somebody who asked for a page beyond it."""
        rows = self.count(wanted.filters, beyond.page * wanted.size)
        return PagePosition(page=max(rows - 1, 0) // wanted.size)

    def ordered(self, query: Query[Any], column: str, direction: str) -> tuple[Query[Any], Order]:
        """Order by a column, possibly of a relation, with the key as tie-breaker.

        Nulls come last; a column that is not nullable gets a plain order, so that an index serves
        both directions.
        """
        key, down = self.get_pk(), direction == "desc"
        head, _dot, leaf = column.partition(".")
        target = getattr(self.obj, head)
        if leaf:
            related = aliased(self.get_related_model(head))
            query = query.outerjoin(target.of_type(related))
            told = _sorted_by(getattr(related, leaf))
            return query, [OrderKey(told, down, blank=True), OrderKey(key, down)]
        if head == self.get_pk_name():
            return query, [OrderKey(key, down)]
        blank = bool(target.property.columns[0].nullable)
        return query, [OrderKey(_sorted_by(target), down, blank), OrderKey(key, down)]

    def run_through(self, wanted: ListQuery) -> Iterator[Sequence[Any]]:
        """The values of all rows of a list, streamed in batches."""
        base, order = self.ordered(self.narrowed(wanted.filters), *wanted.order)
        plain, columns = columns_of(self.obj, wanted.columns), wanted.columns
        if plain is not None:
            found, join = plain
            rows = join(base).with_entities(*found).order_by(*sort(order))
            yield from streamed(rows)
        else:
            items = base.options(*self.options).order_by(*sort(order))
            for item in streamed(items):
                yield [self._get_attr_value(item, column) for column in columns]

    def _reading(self, base: Query[Any], columns: Sequence[str]) -> Callable[..., list[Any]]:
        """A function that fetches the rows of a list, without ORM objects where possible."""
        plain, key = columns_of(self.obj, columns), self.get_pk_name()
        if plain is not None:
            found, join = plain
            base = join(base).with_entities(self.get_pk(), *found)

        def rows(
            condition: ColumnElement[bool] | None, terms: Sequence[Any], limit: int, offset: int
        ) -> list[Any]:
            query = base if condition is None else base.filter(condition)
            query = query.order_by(*terms).limit(limit)
            query = query.offset(offset) if offset else query
            if plain is not None:
                return [(row[0], dict(zip(columns, row[1:], strict=True))) for row in query]
            items = query.options(*self.options).all()
            told = self.get_values(items, columns)
            return list(zip((getattr(item, key) for item in items), told, strict=True))

        return rows

    def _standing(
        self, anchor: str | None, order: tuple[str, str], scope: Filters
    ) -> Sequence[Any] | None:
        """The order values of the row with this key; None if it is missing or not visible."""
        if anchor is None:
            return None
        query, keys = self.ordered(self.apply_filters(self.session.query(self.obj), scope), *order)
        key = read(self.get_pk().type, anchor)
        found = query.filter(self.get_pk() == key).with_entities(*(each.column for each in keys))
        return found.one_or_none()

    def get(
        self,
        id: Any,  # FAB's name
        filters: Filters | None = None,
        select_columns: list[str] | None = None,
        outer_default_load: bool = False,
    ) -> Any:
        """The row with this key; None for a missing row or an invalid key."""
        try:
            key = read(self.get_pk().type, str(id))
        except InvalidInput:
            return None
        query = self.session.query(self.obj).options(*self.options)
        return self.apply_filters(query, filters).filter(self.get_pk() == key).one_or_none()

    @staticmethod
    def _get_attr_value(item: Any, col: str) -> Any:
        """The raw value; formatters handle its display."""
        for name in col.split("."):
            item = getattr(item, name, None)
        return item() if callable(item) else item

    def is_phrase(self, column: str) -> bool:
        """Whether the column holds names that are in lower case inside a sentence."""
        mapper = self.obj.__mapper__
        *relations, leaf = column.split(".")
        for each in relations:
            if each not in mapper.relationships:
                return False
            mapper = mapper.relationships[each].mapper
        return PHRASE.items() <= getattr(mapper.columns.get(leaf), "info", {}).items()

    def fetch(self, columns: Sequence[str]) -> list[ORMOption]:
        """Options that load the relations of these columns in the same statement."""
        leaves: dict[str, list[str]] = {}
        below = [each for each in columns if self.is_relation_one_to_many(each)]
        for column in columns:
            head, _dot, leaf = column.partition(".")
            if self.is_relation_many_to_one(head):
                leaves.setdefault(head, []).append(leaf)
        above = [self._fetch_one(head, names) for head, names in leaves.items()]
        return above + [selectinload(getattr(self.obj, each)) for each in below]

    def _fetch_one(self, relation: str, leaves: list[str]) -> ORMOption:
        loaded = joinedload(getattr(self.obj, relation))
        model = self.get_related_model(relation)
        plain = [leaf for leaf in leaves if leaf in model.__mapper__.columns]
        if len(plain) == len(leaves):
            return loaded.options(load_only(*(getattr(model, leaf) for leaf in plain)))
        for leaf in leaves:
            nested, _dot, _rest = leaf.partition(".")
            if nested in model.__mapper__.relationships:
                loaded = loaded.options(joinedload(getattr(model, nested)))
        return loaded

    def add(self, item: Any) -> None:
        """Insert a row if the user may have it in its scope."""
        with transaction():
            self.check(item)
            self.session.add(item)
            self._settle("add", item, change_log.changed_fields(item))

    def edit(self, item: Any) -> None:
        """Update a row if the user may change it in its new state."""
        with transaction():
            self.check(item)
            self._settle("edit", item, change_log.changed_fields(item))

    def delete(self, item: Any) -> None:
        """Delete a row that the user manages."""
        with transaction():
            self.guard(item)
            change_log.record(self.actor(), "delete", item)
            self.session.delete(item)
            self.session.flush()  # foreign keys must fail here

    def _settle(self, action: str, item: Any, fields: list[str]) -> None:
        """Flush, check that the row is within the user's scope, and log the change."""
        self.session.flush()  # the guard checks the row in its new state
        self.guard(item)
        change_log.record(self.actor(), action, item, fields)
