"""Conversion between table cells and form fields, in the reader's language."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy.dialects.postgresql import Range
from wtforms import BooleanField, Field

from app.kernel.actor import Actor
from app.kernel.text.parsing import line
from app.kernel.web.display import format_value
from app.kernel.web.forms.fields import ChoiceField, PeriodField, WordField
from app.kernel.web.lists.values import YES

DASH = " – "
"""Between the first and the last day of a period; nothing beside it is an open end."""


def text_of(field: Field | None, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(field, ChoiceField):
        return field.lookup.choice(value)[1]
    if isinstance(field, WordField):
        return next((text for key, text in _words(field) if key == str(value)), str(value))
    if isinstance(value, Range):
        last = field.shown()[1] if isinstance(field, PeriodField) else ""
        until = format_value(date.fromisoformat(last)) if last else ""
        return f"{format_value(value.lower)}{DASH}{until}"
    return format_value(value)


def cell_text(value: Any) -> str:
    """A cell as one line; Excel turns date-like text into dates, and numbers into floats."""
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return line("" if value is None else str(value))


def typed_into(field: Field, text: str, actor: Actor) -> list[str]:
    """The form data that a browser would send for the text of a cell."""
    for kind, read in _READERS:
        if isinstance(field, kind):
            return read(field, text, actor)
    return [text]


def _word(field: Any, text: str, _actor: Actor) -> list[str]:
    wanted = text.casefold()
    return [next((key for key, said in _words(field) if said.casefold() == wanted), text)]


def _row(field: Any, text: str, actor: Actor) -> list[str]:
    wanted = text.casefold()
    found = (field.lookup.choice(row) for row in field.lookup.page(actor, text)[0]) if text else ()
    return [next((key for key, said in found if said.casefold() == wanted), text)]


def _truth(_field: Any, text: str, _actor: Actor) -> list[str]:
    return [YES] if text.casefold() == gettext("Yes").casefold() else []


def _period(_field: Any, text: str, _actor: Actor) -> list[str]:
    first, _dash, last = text.replace(" - ", DASH).partition(DASH.strip())
    return [first.strip(), last.strip()]


def _words(field: Any) -> list[tuple[str, str]]:
    return [(str(choice[0]), str(choice[1])) for choice in field.iter_choices()]


_READERS: tuple[tuple[type, Callable[[Any, str, Actor], list[str]]], ...] = (
    (WordField, _word),
    (ChoiceField, _row),
    (BooleanField, _truth),
    (PeriodField, _period),
)
