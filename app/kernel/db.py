"""The database: declarative base, enum columns, and the only place that commits.

Nothing outside this file may commit or roll back (an architecture test checks the source).
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from uuid import uuid4

from flask_appbuilder import Model
from flask_appbuilder.models.sqla.base import SQLA
from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ColumnElement,
    Connection,
    Dialect,
    MetaData,
    Select,
    String,
    Uuid,
    any_,
    func,
    inspect,
    literal,
    literal_column,
    select,
    true,
)
from sqlalchemy.orm import Mapped, Query, mapped_column
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import TypeDecorator

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.connections import read_replica
from app.kernel.connections.read_replica import ReplicaSession
from app.kernel.errors import DomainError

_MOST_CLOCK_DIFFERENCE = timedelta(minutes=1)
"""A machine whose clock differs by more from the database's would write a wrong day."""

db: SQLAlchemy = SQLA(session_options={"class_": ReplicaSession})

metadata: MetaData = Model.metadata
metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

PHRASE = {"phrase": True}
"""Column ``info``: the text is in lower case inside a sentence: “xã Ba Trại”."""


def named(words: LazyString) -> dict[str, Any]:
    """Column ``info``: what people call the column, in lists, forms, files and logs alike."""
    return {"label": words}


Word = TypeVar("Word", bound=StrEnum)


class Base(Model):
    """Base class of all tables; shares FAB's metadata so that one migration covers both."""

    __abstract__ = True
    __table_args__: Any


class ChangedMeanwhile(DomainError):
    """The row was changed by somebody else after this person had read it."""

    message = _("Somebody else has just changed this record. Look at it again before going on.")


class StoredWord(TypeDecorator[Word]):
    """A word of a closed vocabulary (``StrEnum``), stored as text of at most 32 characters."""

    impl = String(32)
    cache_ok = True

    def __init__(self, words: type[Word]) -> None:
        super().__init__()
        self.words = words
        self._by_text = {str(word): word for word in words}

    def process_bind_param(self, value: Word | str | None, dialect: Dialect) -> str | None:
        return None if value is None else str(self.words(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Word | None:
        return None if value is None else self._by_text[value]

    def process_literal_param(self, value: Any, dialect: Dialect) -> str:
        """The word as an SQL literal; the text type quotes it."""
        return str(self.words(value))


def stored(words: type[Word]) -> StoredWord[Word]:
    """The column type of a vocabulary; pair it with ``checked()`` in ``__table_args__``."""
    return StoredWord(words)


def checked(column: str, words: type[StrEnum]) -> CheckConstraint:
    """The named CHECK constraint that restricts ``column`` to the vocabulary."""
    allowed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({allowed})", name=column)


def is_one_of(column: Any, words: Collection[StrEnum]) -> ColumnElement[bool]:
    """Whether a column has one of these words, which are constants of the statement.

    As parameters they would be expanded at each execution, and partial indexes would not apply.
    """
    return column.in_([literal_column(f"'{word}'") for word in sorted(words)])  # type: ignore[no-any-return]


def among(column: Any, keys: Collection[Any]) -> ColumnElement[bool]:
    """Whether the column is one of the keys, passed as a single array parameter.

    Administrators of the whole system manage hundreds of units: compiling one parameter for each
    costs more than running the query.
    """
    found: ColumnElement[bool] = column == any_(literal(list(keys), ARRAY(column.type)))
    return found


def managed(column: Any, actor: Actor) -> ColumnElement[bool]:
    """Whether the actor manages the unit of the column; no condition if they manage every unit."""
    return true() if actor.manages_all else among(column, actor.manages)


def row_version(item: Any) -> int:
    """How often the row had been written when it was read; for tables that count their writes."""
    mapper = inspect(item).mapper
    seen: int = getattr(item, mapper.get_property_by_column(mapper.version_id_col).key)
    return seen


class PersonalData:
    """Mixin: rows with personal data have random UUID keys, generated in Python."""

    id: Mapped[Any] = mapped_column(Uuid, primary_key=True, default=uuid4)


_INSIDE = "mc_transaction"
_NOBODY_READS = "set local idle_in_transaction_session_timeout = '60s'"


@contextmanager
def transaction() -> Iterator[None]:
    """Commit when the block ends, roll back when it raises.

    A nested block joins the outer one, so that an operation made of operations stays atomic.

    Raises:
        ChangedMeanwhile: a row read with its version was changed by somebody else.
    """
    session = db.session()
    if session.info.get(_INSIDE):
        yield
        return
    if read_replica.reads_here():  # before something is written
        session.rollback()
        read_replica.leave()
    session.info[_INSIDE] = True
    try:
        yield
        session.commit()
    except StaleDataError as error:
        session.rollback()
        raise ChangedMeanwhile from error
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(_INSIDE, None)


def in_transaction() -> bool:
    """Whether a ``transaction()`` is open; code that commits on its way may not start in one."""
    return bool(db.session().info.get(_INSIDE))


@contextmanager
def attempt() -> Iterator[None]:
    """A savepoint: only the block's writes are undone when it raises a database error."""
    with db.session.begin_nested():
        yield


def counted(*queries: Select[int]) -> list[int]:
    """What each of these statements counts, asked all at once."""
    if not queries:
        return []
    together = select(*(query.scalar_subquery() for query in queries))
    return [number or 0 for number in db.session.execute(together).one()]


def clock_difference(connection: Connection) -> timedelta:
    """How far the clock of this machine is ahead of the database's; negative if it is behind."""
    database: datetime = connection.scalars(select(func.clock_timestamp())).one()
    return clock.real_now() - database


def wrong_clock(connection: Connection) -> str:
    """How far the clock of this machine is from the database's, if it is too far; else nothing."""
    difference = clock_difference(connection)
    is_wrong = abs(difference) > _MOST_CLOCK_DIFFERENCE
    return f"{difference.total_seconds():+.0f} s from the database's" if is_wrong else ""


def streamed(query: Query[Any], *, at_once: int = 500) -> Iterator[Any]:
    """Rows of a query, fetched in batches by a server-side cursor in their own transaction.

    The scope of the request is set when the transaction begins and holds for all rows. The
    transaction ends with the last row, when the client disconnects, or, by the database itself,
    when no rows were fetched for a minute.
    """
    db.session.remove()
    try:
        db.session.execute(db.text(_NOBODY_READS))
        yield from query.with_session(db.session()).yield_per(at_once)
    finally:
        db.session.remove()
