"""Display of values: dates as dd/mm/yyyy, times in Hanoi time, vocabulary words translated."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from flask import get_template_attribute
from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy.dialects.postgresql import Range

from app.kernel import clock
from app.kernel.i18n import formatting
from app.kernel.i18n.formatting import capitalize_first
from app.kernel.web import icons


class PageLink(NamedTuple):
    """A button on the page of a row, to the page where work on it is done."""

    label: Any
    address: str
    icon: str = "inbox"


def format_value(value: Any) -> str:
    """The value in the reader's language; empty for None."""
    if value is None:
        return ""
    for kind, say in _SAYINGS:
        if isinstance(value, kind):
            return say(value)
    return str(value)


def format_cell(value: Any) -> str:
    """The value for a table cell: labels are capitalised, typed text is unchanged."""
    if isinstance(value, datetime):
        return Markup('<span class="mc-nowrap">%s</span>') % _moment(value)
    ours = isinstance(value, StrEnum) or not isinstance(value, str)
    return capitalize_first(format_value(value)) if ours else format_value(value)


def phrase(value: str | None) -> str:
    """A name that is in lower case inside a sentence, capitalised for a cell."""
    return capitalize_first(value or "")


def telephone(value: str | None) -> str:
    """A phone number in groups, under the current plan; other text is unchanged."""
    return formatting.phone(value) if value and value.isdigit() else value or ""


def chips(shapes: Mapping[Any, str], say: Callable[[Any], Any]) -> Callable[[Any], Markup | str]:
    """Formatter of states: each as a badge (``new process waiting agency …``) with its label."""

    def chip(value: Any) -> Markup | str:
        if value not in shapes:
            return format_cell(value)
        return render_cell("chip", shapes[value], say(value))

    return chip


def state_chip(state: Any) -> Markup | str:
    """Formatter of a word whose entry in the vocabulary has its tone and label."""
    if state is None:
        return format_cell(state)
    return render_cell("chip", state.tone, capitalize_first(str(state.label)))


def render_cell(macro: str, *values: Any) -> Markup:
    """A state badge from a macro of ``kernel/states.html``.

    States are few: each is rendered once per language, together with its icons.
    """
    words = (formatting.language(), macro, *map(str, values))
    if words not in _drawn:
        before = icons.taken()
        drawing = get_template_attribute("kernel/states.html", macro)(*words[2:])
        _drawn[words] = Markup(drawing), icons.taken()  # noqa: S704  # our template
        icons.use(before)
    drawing, symbols = _drawn[words]
    icons.use(symbols)
    return drawing


_drawn: dict[tuple[str, ...], tuple[Markup, tuple[str, ...]]] = {}


def word(value: StrEnum) -> str:
    """The label of a word, if its vocabulary has labels."""
    return str(getattr(value, "label", value))


def _moment(value: datetime) -> str:
    return clock.local(value).strftime("%d/%m/%Y %H:%M")


def _day(value: date) -> str:
    return value.strftime("%d/%m/%Y")


def _period(value: Range[Any]) -> str:
    if value.isempty:
        return gettext("never")
    lower, upper = value.lower, value.upper
    if isinstance(upper, date) and not isinstance(upper, datetime) and not value.upper_inc:
        upper -= timedelta(days=1)
    if upper is None:
        return gettext("from %(day)s", day=format_value(lower)) if lower else gettext("always")
    if lower is None:
        return gettext("until %(day)s", day=format_value(upper))
    return gettext("%(first)s to %(last)s", first=format_value(lower), last=format_value(upper))


def _truth(value: bool) -> str:  # the raw value
    return gettext("Yes") if value else gettext("No")


_SAYINGS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (bool, _truth),
    (datetime, _moment),
    (date, _day),
    (Range, _period),
    (StrEnum, word),
)
