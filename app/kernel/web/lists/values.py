"""Reads text from an address or form as a column type; raises ``InvalidInput`` otherwise."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Integer, SmallInteger, String, Uuid
from sqlalchemy.dialects.postgresql import DATERANGE, TSTZRANGE
from sqlalchemy.types import TypeEngine

from app.kernel.db import StoredWord
from app.kernel.text import parsing

YES, NO = "y", "n"
_BITS = {SmallInteger: 15, Integer: 31, BigInteger: 63}


def read(kind: TypeEngine[Any], text: str) -> Any:
    """The value in the type of the column.

    Raises:
        InvalidInput: the text is not a value of this type.
    """
    for types, reader in _READERS:
        if isinstance(kind, types):
            return reader(kind, text)
    raise parsing.InvalidInput


def _word(kind: Any, text: str) -> Any:
    return _or_misread(lambda: kind.words(text))


def _uuid(_kind: Any, text: str) -> UUID:
    return _or_misread(lambda: UUID(text))


def _integer(kind: Any, text: str) -> int:
    if not (text.isascii() and text.lstrip("-").isdigit()) or len(text) > 20:
        raise parsing.InvalidInput
    number = int(text)
    bits = next(bits for type_, bits in _BITS.items() if isinstance(kind, type_))
    if not -(2**bits) <= number < 2**bits:
        raise parsing.InvalidInput
    return number


def _boolean(_kind: Any, text: str) -> bool:
    if text not in {YES, NO}:
        raise parsing.InvalidInput
    return text == YES


def _day(_kind: Any, text: str) -> date:
    return parsing.control_day(text)


def _string(_kind: Any, text: str) -> str:
    return parsing.line(text)


def _or_misread(read_it: Callable[[], Any]) -> Any:
    try:
        return read_it()
    except ValueError:
        raise parsing.InvalidInput from None


_READERS: tuple[tuple[Any, Callable[[Any, str], Any]], ...] = (
    (StoredWord, _word),
    (Uuid, _uuid),
    ((SmallInteger, BigInteger, Integer), _integer),
    (Boolean, _boolean),
    ((Date, DateTime, DATERANGE, TSTZRANGE), _day),
    (String, _string),
)
