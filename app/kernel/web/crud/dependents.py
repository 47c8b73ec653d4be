"""Why a row cannot be deleted: the rows of other tables that refer to it, told by their nouns."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext
from sqlalchemy import ForeignKeyConstraint, and_, func, inspect, select

from app.kernel.db import db
from app.kernel.i18n.formatting import lower_first, number

GO_TOO = frozenset({"CASCADE", "SET NULL"})
"""Foreign keys that do not keep a row: what refers to it goes with it, or forgets it."""
COUNT_UP_TO = 1_000


def dependents_of(item: Any) -> list[str]:
    """What keeps the row from being deleted, as far as the user sees it: “sessions (3)”."""
    return list(dict.fromkeys(_dependents(item)))


def _dependents(item: Any) -> Iterator[str]:
    mapper = inspect(item).mapper
    below = {each.mapper.local_table for each in mapper.relationships if each.cascade.delete}
    for other in sorted(mapper.registry.mappers, key=lambda each: each.class_.__name__):
        noun = getattr(other.class_, "__noun__", None)
        if noun is None or other.local_table in below:
            continue
        for constraint in other.local_table.foreign_key_constraints:
            if constraint.referred_table is mapper.local_table:
                found = _count(constraint, item)
                if found:
                    many = lower_first(str(noun[1]))
                    yield gettext("%(noun)s (%(count)s)", noun=many, count=number(found))


def _count(constraint: ForeignKeyConstraint, item: Any) -> int:
    if constraint.ondelete in GO_TOO:
        return 0
    key = inspect(item).mapper.get_property_by_column
    keys = [each.parent == getattr(item, key(each.column).key) for each in constraint.elements]
    rows = select(1).select_from(constraint.table).where(and_(*keys)).limit(COUNT_UP_TO)
    return db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0
