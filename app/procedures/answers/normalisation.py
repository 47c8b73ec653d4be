"""The stored form of answers: NFC, digits only, ISO dates, lists of values."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.kernel.errors import DomainError
from app.kernel.text import parsing, phone_numbers
from app.procedures.models.vocabulary import QuestionKind
from app.procedures.rules.form import Question, Surroundings

UNUSUAL_NAME = _(
    "Enter the name in Latin letters, as written in the passport. If the passport has other"
    " characters, the officer at the desk can confirm it."
)
"""A name as only an officer takes it, who has compared it with the passport."""


def keep(question: Question, value: Any) -> Any:
    """Normalise an answer for storage (NFC, digits only, ISO dates).

    Raises:
        DomainError: it is not a valid answer of this kind.
    """
    return _KEEP[question.kind](value)


def kept_or_typed(question: Question, value: Any) -> Any:
    """The normalised answer, or the raw input if it is invalid."""
    try:
        return keep(question, value)
    except DomainError:
        return value


def spelt(value: Any, around: Surroundings) -> Any:
    """An address with its full text, so that readers of the document need no catalogue."""
    if not (isinstance(value, dict) and "place" in value):
        return value
    place = around.place_by_code.get(str(value["place"]))
    if place is None:
        return value
    detail = str(value.get("detail", ""))
    return {**value, "text": ", ".join(part for part in (detail, place.full) if part)}


def sound_day(value: Any) -> str:
    """Normalise a day, a month or a year; empty if invalid."""
    try:
        return _year_or_date(value) if value else ""
    except DomainError:
        return ""


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise parsing.InvalidInput
    return value


def _date(value: Any) -> str:
    parts = _text(value).split("-")
    if len(parts) != 3:
        raise parsing.InvalidInput(parsing.DAY_WANTED)
    return parsing.day(*parts).isoformat()


def _year_or_date(value: Any) -> str:
    """Stored values begin with the year; invalid raw input begins with the day."""
    parts = _text(value).split("-")
    if len(parts) > 1 and len(parts[0]) == len("2016"):
        year, month, day = [*parts, "1"][:3]
        return parsing.day(year, month, day).isoformat()[: 7 if len(parts) == 2 else 10]
    return parsing.year_or_day(value)


def _phone(value: Any) -> str:
    written = parsing.line(_text(value))
    return phone_numbers.normalise(written) if written else ""


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise parsing.InvalidInput(parsing.NUMBER_WANTED)
    return value


def _money(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise parsing.InvalidInput(parsing.MONEY_WANTED)
    return value


def _time(value: Any) -> str:
    written = parsing.line(_text(value))
    return parsing.time_of_day(written) if written else ""


def _several(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise parsing.InvalidInput
    return list(dict.fromkeys(filter(None, (_line(each) for each in value[: parsing.MOST_CHOSEN]))))


def _address(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping) or not isinstance(value.get("place"), str):
        raise parsing.InvalidInput(parsing.ADDRESS_WANTED)
    detail = parsing.line(_text(value.get("detail", "")))
    kept = {"place": parsing.line(value["place"]), "detail": detail}
    text = value.get("text")
    return {**kept, "text": text} if isinstance(text, str) else kept


def _name(value: Any) -> str:
    try:
        return parsing.person_name(_text(value))
    except parsing.UnusualSign:
        raise parsing.InvalidInput(UNUSUAL_NAME) from None


def _line(value: Any) -> str:
    return parsing.line(_text(value))


_KEEP: dict[QuestionKind, Callable[[Any], Any]] = {
    QuestionKind.NAME: _name,
    QuestionKind.TEXT: _line,
    QuestionKind.LONG_TEXT: lambda value: parsing.paragraphs(_text(value)),
    QuestionKind.DATE: _date,
    QuestionKind.YEAR_OR_DATE: _year_or_date,
    QuestionKind.TIME: _time,
    QuestionKind.IDENTITY: lambda value: parsing.identity_number(_text(value)),
    QuestionKind.PHONE: _phone,
    QuestionKind.EMAIL: lambda value: parsing.email(_text(value)),
    QuestionKind.ADDRESS: _address,
    QuestionKind.CHOICE: _line,
    QuestionKind.CHOICES: _several,
    QuestionKind.NUMBER: _number,
    QuestionKind.MONEY: _money,
    QuestionKind.YES_NO: _line,
    QuestionKind.FACILITY: _line,
}
