"""Fields of generated forms: native dates, translated words, scoped choices, periods."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from flask import url_for
from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy.dialects.postgresql import Range
from wtforms import Field, HiddenField, IntegerField, SelectField
from wtforms.fields import DateField, DateTimeLocalField
from wtforms.fields.choices import Choice, SelectChoice
from wtforms.validators import StopValidation
from wtforms.widgets import DateInput, DateTimeLocalInput, Select, TextArea, TextInput, html_params

from app.kernel.clock import HANOI, local
from app.kernel.text.parsing import InvalidInput, control_day
from app.kernel.web.current_actor import current_actor
from app.kernel.web.display import word
from app.kernel.web.forms.lookup import Lookup
from app.kernel.web.lists.values import NO, YES

_MOST_DIGITS = 20
_CONTROL = {"class": "form-control"}


class OfficeWidget:
    """Mixin for widgets: the office style, linked to hint and error message."""

    def __call__(self, field: Field, **kwargs: Any) -> Markup:
        kwargs = {**_CONTROL, **kwargs}
        told = [f"{field.id}-help"] if field.description else []
        if field.errors:
            kwargs["aria-invalid"] = "true"
            told.append(f"{field.id}-error")
        if told:
            kwargs["aria-describedby"] = " ".join(told)
        return super().__call__(field, **kwargs)  # type: ignore[misc]


class LineWidget(OfficeWidget, TextInput):
    """One line of text."""


class LinesWidget(OfficeWidget, TextArea):
    """Several lines of text."""


class DayWidget(OfficeWidget, DateInput):
    """The browser's own date control."""


class MomentWidget(OfficeWidget, DateTimeLocalInput):
    """The browser's own control for a date with a time."""


class SelectWidget(OfficeWidget, Select):
    """A drop-down."""


class DayField(DateField):
    """A date: as browsers send it, or dd/mm/yyyy where they have no date control."""

    data: Any
    widget = DayWidget()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the input; the error says what is wrong with it, such as a year like 0216."""
        if not valuelist:
            return
        try:
            self.data = control_day(valuelist[0]) if valuelist[0] else None
        except InvalidInput as refusal:
            self.data = None
            raise ValueError(str(refusal)) from refusal


class ReadFirst:
    """Mixin for fields: of what cannot be read nothing else is said."""

    raw_data: Any
    process_errors: Any

    def pre_validate(self, _form: Any) -> None:
        """Leave it at the error of reading, if something was typed."""
        if self.process_errors and any(str(text).strip() for text in self.raw_data or ()):
            raise StopValidation


class WholeField(ReadFirst, IntegerField):
    """A whole number; one with more digits than any column holds is invalid."""

    def process_formdata(self, valuelist: Any) -> None:
        if valuelist and len(valuelist[0].strip()) > _MOST_DIGITS:
            raise ValueError(self.gettext("Not a valid integer value."))
        super().process_formdata(valuelist)


class MomentField(DateTimeLocalField):
    """A moment, entered and shown in Hanoi time."""

    data: Any
    widget = MomentWidget()

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"]
        super().__init__(label, validators, format=formats, **kwargs)

    def process_data(self, value: Any) -> None:
        """Convert the stored moment to Hanoi time."""
        super().process_data(value and local(value))

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the input as Hanoi time."""
        super().process_formdata(valuelist)
        written: datetime | None = self.data
        self.data = written and written.replace(tzinfo=HANOI)


class WordField(SelectField):
    """A word of a closed vocabulary, by its translated label; blank until chosen."""

    widget = SelectWidget()

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        words: Iterable[StrEnum],
        say: Callable[[Any], str] = word,
        **kwargs: Any,
    ) -> None:
        vocabulary = {str(each): each for each in words}

        def coerce(value: Any) -> StrEnum | None:
            return vocabulary[str(value)] if value else None

        def choices() -> list[SelectChoice]:
            offered = [SelectChoice(str(each), say(each)) for each in vocabulary.values()]
            return [SelectChoice("", ""), *offered]

        super().__init__(label, validators, coerce=coerce, choices=choices, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except KeyError:
            raise ValueError(self.gettext("Not a valid choice.")) from None


class YesNoField(SelectField):
    """Yes or no in a search, where an empty box would be ambiguous."""

    widget = SelectWidget()

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        def choices() -> list[SelectChoice]:
            words = ((YES, gettext("Yes")), (NO, gettext("No")))
            return [SelectChoice("", ""), *(SelectChoice(key, text) for key, text in words)]

        super().__init__(label, validators, choices=choices, **kwargs)


class ChoiceWidget(SelectWidget):
    """A drop-down that queries the server when it holds only the first of many rows."""

    def __call__(self, field: Field, **kwargs: Any) -> Markup:
        if field.has_more():
            kwargs["data-lookup"] = field.address()
            kwargs["class"] = "form-control mc-lookup"
        return super().__call__(field, **kwargs)


class ChoiceField(SelectField):
    """One row of another table, among those this user may choose."""

    widget = ChoiceWidget()

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        lookup: Lookup,
        view: str,
        column: str,
        searching: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, coerce=str, choices=[], validate_choice=False, **kwargs)
        self.lookup, self.view, self.column, self.searching = lookup, view, column, searching
        self._page: tuple[Any, bool] | None = None

    def process_data(self, value: Any) -> None:
        self.data = value

    def process_formdata(self, valuelist: list[str]) -> None:
        key = valuelist[0] if valuelist else ""
        self.data = self.lookup.find(current_actor(), key) if key else None
        if key and self.data is None:
            raise ValueError(self.gettext("Not a valid choice."))

    def iter_choices(self) -> Iterator[Choice]:
        """The empty choice, the chosen row, and the first page of the others."""
        rows = [] if self.searching else list(self._first_page()[0])
        if self.data is not None and self.data not in rows:
            rows.insert(0, self.data)
        yield Choice("", "", self.data is None, {})
        for row in rows:
            yield Choice(*self.lookup.choice(row), row is self.data, {})

    def has_more(self) -> bool:
        """Whether the drop-down must query the server."""
        return self.searching or bool(self._first_page()[1])

    def address(self) -> str:
        return url_for("LookupView.rows", view=self.view, column=self.column)

    def _first_page(self) -> tuple[Any, bool]:
        if self._page is None:
            self._page = self.lookup.page(current_actor())
        return self._page


class PeriodWidget:
    """Two date controls under one label."""

    def __call__(self, field: Field, **kwargs: Any) -> Markup:
        first, last = field.shown()
        ends = (
            ("", gettext("From"), first),
            ("-until", gettext("until, included"), last),
        )
        parts = []
        for suffix, label, value in ends:
            named = {"class": "form-control", "aria-label": f"{field.label.text}: {label}"}
            attributes = html_params(
                type="date", id=field.id + suffix, name=field.name, value=value, **named
            )
            control = Markup(attributes)  # noqa: S704  # escaped by html_params
            parts.append(Markup("<span>%s</span> <input %s>") % (label, control))
        return Markup('<div class="mc-period">%s</div>') % Markup(" ").join(parts)


class PeriodField(Field):
    """A period from the first to the last day, both included; stored as a range."""

    widget = PeriodWidget()
    data: Range[date] | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read both ends; an empty end is open."""
        ends = [text.strip() for text in (*valuelist, "", "")[:2]]
        try:
            first, last = (control_day(text) if text else None for text in ends)
        except InvalidInput as misread:
            raise ValueError(str(misread)) from None
        if first and last and last < first:
            raise ValueError(gettext("The last day is before the first one."))
        self.data = Range(first, last and last + timedelta(days=1)) if any(ends) else None

    def shown(self) -> tuple[str, str]:
        """Both ends as values of the date controls."""
        if self.raw_data:
            first, last = (*self.raw_data, "", "")[:2]
            return first, last
        if self.data is None:
            return "", ""
        last_day = self.data.upper and self.data.upper - timedelta(days=1)
        return _iso(self.data.lower), _iso(last_day)


class VersionField(HiddenField):
    """The row version that the user saw; compared, never stored."""

    def populate_obj(self, obj: Any, name: str) -> None:
        """Leave the row's version unchanged."""


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
