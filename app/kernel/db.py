"""The database: one declarative base, one way to store words, one place that commits.

Nothing outside this file may commit or roll back (a house test reads the source).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, TypeVar
from uuid import uuid4

from flask_appbuilder import Model
from flask_appbuilder.models.sqla.base import SQLA
from flask_babel import lazy_gettext as _
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ColumnElement,
    Dialect,
    Integer,
    MetaData,
    String,
    Uuid,
    any_,
    inspect,
    literal,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Query, mapped_column
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import TypeDecorator

from app.kernel.errors import DomainError

db: SQLAlchemy = SQLA()

metadata: MetaData = Model.metadata
metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

PHRASE = {"phrase": True}
"""Marks a column (``info``) whose text has a small letter inside a sentence: “xã Ba Trại”."""

Word = TypeVar("Word", bound=StrEnum)


class Base(Model):
    """Ancestor of all our tables; shares FAB's metadata so that one migration sees everything."""

    __abstract__ = True
    __table_args__: Any


class ChangedMeanwhile(DomainError):
    """Somebody else wrote the row after this person had read it."""

    message = _("Somebody else has just changed this record. Look at it again before going on.")


class StoredWord(TypeDecorator[Word]):
    """A word of a closed vocabulary, kept as text (32 characters at most)."""

    impl = String(32)
    cache_ok = True

    def __init__(self, words: type[Word]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: Word | str | None, dialect: Dialect) -> str | None:
        """Refuse what is not a word of the vocabulary."""
        return None if value is None else str(self.words(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Word | None:
        """Give back the word, not its text."""
        return None if value is None else self.words(value)

    def process_literal_param(self, value: Any, dialect: Dialect) -> str:
        """The word, to be written into the statement; the text's own type quotes it."""
        return str(self.words(value))


def stored(words: type[Word]) -> StoredWord[Word]:
    """The column type of a word; pair it with ``checked()`` in ``__table_args__``."""
    return StoredWord(words)


def checked(column: str, words: type[StrEnum]) -> CheckConstraint:
    """The named CHECK that keeps ``column`` within the vocabulary."""
    allowed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({allowed})", name=column)


def among(column: Any, units: Collection[int]) -> ColumnElement[bool]:
    """Whether the column names one of the units, which are handed over as one value.

    Whoever keeps the whole system manages hundreds: each as a value of its own costs more to write
    into the statement than the answer takes.
    """
    found: ColumnElement[bool] = column == any_(literal(sorted(units), ARRAY(Integer)))
    return found


def row_version(item: Any) -> int:
    """How often the row had been written when it was read; for tables that count their writes."""
    mapper = inspect(item).mapper
    seen: int = getattr(item, mapper.get_property_by_column(mapper.version_id_col).key)
    return seen


class PersonalData:
    """Mixin: rows with personal data have random keys, made in Python."""

    id: Mapped[Any] = mapped_column(Uuid, primary_key=True, default=uuid4)


_INSIDE = "mc_transaction"
_NOBODY_READS = "set local idle_in_transaction_session_timeout = '60s'"


@contextmanager
def transaction() -> Iterator[None]:
    """All or nothing: commit when the block ends, undo it when it raises.

    A block inside another one joins it, so that an operation made of operations stays one story.

    Raises:
        ChangedMeanwhile: a row read with its version was changed by somebody else.
    """
    session = db.session()
    if session.info.get(_INSIDE):
        yield
        return
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
    """Whether a ``transaction()`` is open: what has to commit on its way may not begin in it."""
    return bool(db.session().info.get(_INSIDE))


@contextmanager
def attempt() -> Iterator[None]:
    """A savepoint: what the block wrote is undone alone when it raises a database error."""
    with db.session.begin_nested():
        yield


def streamed(query: Query[Any], *, at_once: int = 500) -> Iterator[Any]:
    """The rows of a query, a few at a time by a cursor of the server, in their own transaction.

    The scope of the request holds for all of them: it is minted when the transaction begins. The
    transaction ends with the last row, when whoever reads goes away, and, in the database itself,
    when nobody has asked for more during a minute.
    """
    db.session.remove()
    try:
        db.session.execute(db.text(_NOBODY_READS))
        yield from query.with_session(db.session()).yield_per(at_once)
    finally:
        db.session.remove()


def is_reachable() -> bool:
    """Whether the database answers a trivial question now."""
    try:
        db.session.execute(db.text("select 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True
