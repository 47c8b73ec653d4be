"""Fields of the citizens' forms, rendered with GOV.UK Frontend, with our own texts.

Reading a field never fails: unreadable input stays as typed, and the validation reports it. No
combination of missing, repeated or absurd parts raises. ``data`` is always a JSON value.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from flask_babel import gettext
from markupsafe import Markup, escape
from wtforms import Field, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.utils import unset_value

from app.kernel.errors import DomainError
from app.kernel.i18n import vietnamese
from app.kernel.text import parsing, phone_numbers
from app.kernel.web.forms.govuk_widgets import (
    Checkboxes,
    OwnWidget,
    Radios,
    Select,
    TextArea,
    TextInput,
)

MOST_TYPED = 20_000
"""Maximum characters read from one input."""


class LineField(StringField):
    """One line of text, stored in NFC without control characters."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """The stored form of the input, or the input itself if it is invalid."""
        if not valuelist:
            return
        typed = parsing.line(str(valuelist[0])[:MOST_TYPED])
        try:
            self.data = self.read(typed) if typed else ""
        except DomainError:
            self.data = typed

    def read(self, typed: str) -> Any:
        return typed

    def _value(self) -> str:
        return "" if self.data is None else str(self.data)


class TextField(TextAreaField):
    """Several lines of text."""

    widget = TextArea()

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = parsing.paragraphs(str(valuelist[0])[:MOST_TYPED])


class PersonName(LineField):
    """A person's name (họ, chữ đệm, tên)."""

    def read(self, typed: str) -> str:
        return parsing.person_name(typed)


class IdentityNumber(LineField):
    """Number of an identity paper (số giấy tờ tùy thân)."""

    def read(self, typed: str) -> str:
        return parsing.identity_number(typed)


class Phone(LineField):
    """A phone number (số điện thoại); ``typed`` preserves how the person wrote it."""

    typed: str = ""

    def read(self, typed: str) -> str:
        self.typed = typed
        return phone_numbers.normalise(typed)

    def _value(self) -> str:
        return self.typed or (parsing.spoken_telephone(str(self.data)) if self.data else "")


class Email(LineField):
    """An e-mail address (thư điện tử)."""

    def read(self, typed: str) -> str:
        return parsing.email(typed)


class WholeNumber(LineField):
    """A number in digits; anything else stays text."""

    def read(self, typed: str) -> int:
        return parsing.number(typed)


class OneLineDay(LineField):
    """A date on one line, copied from a paper: 14/11/2016."""

    typed: str = ""

    def read(self, typed: str) -> str:
        self.typed = typed
        return parsing.one_line_day(typed).isoformat()

    def _value(self) -> str:
        return self.typed or (parsing.spoken_day(str(self.data)) if self.data else "")


class Money(LineField):
    """An amount in đồng (số tiền)."""

    typed: str = ""

    def read(self, typed: str) -> int:
        self.typed = typed
        return parsing.money(typed)

    def _value(self) -> str:
        if self.typed or not isinstance(self.data, int):
            return self.typed or super()._value()
        return vietnamese.grouped(self.data)


class TimeOfDay(LineField):
    """Hour and minutes: 08:30, 8h30 (giờ, phút)."""

    typed: str = ""

    def read(self, typed: str) -> str:
        """As HH:MM."""
        self.typed = typed
        return parsing.time_of_day(typed)

    def _value(self) -> str:
        return self.typed or super()._value()


class YearOrDay(OneLineDay):
    """A year alone, a month or a date: 1990, 3/1990, 27/3/1990."""

    def read(self, typed: str) -> str:
        """``1990``, ``1990-03`` or an ISO date."""
        self.typed = typed
        return parsing.year_or_day(typed)


class PartsField(Field):
    """A field of several inputs, named ``<name>-<part>``."""

    parts: tuple[str, ...] = ()

    def process(
        self, formdata: Any, data: Any = unset_value, extra_filters: Iterable[Any] | None = None
    ) -> None:
        """Take the parts from the post if any of them is present, else from the stored answer."""
        self.process_errors: list[str] = []
        names = {part: f"{self.name}-{part}" for part in self.parts}
        if formdata and any(name in formdata for name in names.values()):
            self.typed = {
                part: parsing.line(str(formdata.get(name, ""))[:MOST_TYPED])
                for part, name in names.items()
            }
            self.data = self.joined(self.typed)
        else:
            kept = self.default if data is unset_value else data
            self.data = kept
            self.typed = self.split(kept)

    def joined(self, typed: Mapping[str, str]) -> Any:
        raise NotImplementedError

    def split(self, kept: Any) -> dict[str, str]:
        raise NotImplementedError

    @property
    def focus_id(self) -> str:
        return f"{self.id}-{self.parts[0]}"


class ThreePartDay(PartsField):
    """Day, month and year in three inputs."""

    widget = OwnWidget("kernel/fields/day.html")
    parts = ("d", "m", "y")

    def __init__(self, *args: Any, autocomplete: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.autocomplete = autocomplete
        """``bday`` for the day of birth of the person at the keyboard."""

    def joined(self, typed: Mapping[str, str]) -> str:
        """An ISO date; an invalid one stays as ``y-m-d`` for the validation to report."""
        day, month, year = (typed[part].replace("-", "/") for part in self.parts)
        if not (day or month or year):
            return ""
        try:
            return parsing.day(year, month, day).isoformat()
        except DomainError:
            return f"{year}-{month}-{day}"

    def split(self, kept: Any) -> dict[str, str]:
        """Day and month without leading zeros."""
        rows = str(kept or "").split("-")
        if len(rows) != len(self.parts):
            return dict.fromkeys(self.parts, "")
        return {"d": rows[2].lstrip("0"), "m": rows[1].lstrip("0"), "y": rows[0]}


class PartialDay(ThreePartDay):
    """A date of which the paper may state the month and the year alone, or the year."""

    def joined(self, typed: Mapping[str, str]) -> str:
        """``1990``, ``1990-03`` or an ISO date; a day without a month stays ``y-m-d``."""
        day, month, year = (typed[part] for part in self.parts)
        if day or not year:
            return super().joined(typed)
        try:
            return parsing.year_or_day(f"{month}/{year}" if month else year)
        except DomainError:
            return f"{year}-{month}-"

    def split(self, kept: Any) -> dict[str, str]:
        return super().split("-".join([*str(kept or "").split("-"), "", ""][:3]))


class PlaceChoice(NamedTuple):
    """An option of an address: its value, its label, its group."""

    value: str
    label: str
    group: str = ""


class Address(PartsField):
    """A place from a list plus house, street, hamlet (nơi cư trú)."""

    widget = OwnWidget("kernel/fields/address.html")
    parts = ("place", "detail")

    def __init__(
        self,
        *args: Any,
        places: Iterable[PlaceChoice] = (),
        detail_optional: bool = False,
        anywhere: bool = True,
        autocomplete: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        self.detail_optional = detail_optional
        self.anywhere = anywhere
        """Whether provinces are offered beside communes."""
        self.autocomplete = autocomplete

    @property
    def wrong_part(self) -> str:
        """The input that an error is about; empty without errors."""
        offered = {place.value for place in self.places}
        return ("detail" if self.typed["place"] in offered else "place") if self.errors else ""

    @property
    def focus_id(self) -> str:
        return f"{self.id}-{self.wrong_part or 'place'}"

    def options(self) -> Markup:
        """The grouped options; about five hundred, hence not rendered by a template."""
        first = f'<option value="">{escape(gettext("Choose"))}</option>'
        options, chosen = _options(tuple(self.places)), self.typed["place"]
        if chosen:
            option = f'<option value="{escape(chosen)}"'
            options = options.replace(f"{option}>", f"{option} selected>")
        return Markup(first + options)  # noqa: S704  # every part is escaped

    def joined(self, typed: Mapping[str, str]) -> dict[str, str] | None:
        """Place and detail; a detail without a place is stored, so that it is not lost."""
        if not (typed["place"] or typed["detail"]):
            return None
        if typed["place"].startswith("same:"):
            return {"place": typed["place"]}
        return {"place": typed["place"], "detail": typed["detail"]}

    def split(self, kept: Any) -> dict[str, str]:
        found = kept if isinstance(kept, Mapping) else {}
        return {part: str(found.get(part) or "") for part in self.parts}


@lru_cache(maxsize=64)
def _options(places: tuple[PlaceChoice, ...]) -> str:
    parts: list[str] = []
    for group, rows in groupby(places, key=lambda place: place.group):
        options = [
            f'<option value="{escape(value)}">{escape(label)}</option>'
            for value, label, _group in rows
        ]
        if group:
            options = [f'<optgroup label="{escape(group)}">', *options, "</optgroup>"]
        parts += options
    return "".join(parts)


class _FromPairs(SelectField):
    """Choices given as pairs; a value not offered is stored for the validation to report."""

    def __init__(self, *args: Any, pairs: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        choices = [SelectChoice(value, label) for value, label in pairs]
        super().__init__(*args, choices=choices, validate_choice=False, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = parsing.line(str(valuelist[0])[: parsing.LONGEST_LINE])


class Choice(_FromPairs):
    """A drop-down."""

    widget = Select()


class RadioChoice(_FromPairs, RadioField):
    """Radio buttons for a few choices."""

    widget = Radios()


class Choices(SelectMultipleField):
    """Check boxes; values not offered are stored for the validation to report.

    Browsers send nothing for empty boxes. An additional empty value distinguishes boxes that nobody
    ticked from a question that was not on the page.
    """

    widget = Checkboxes()

    def __init__(self, *args: Any, pairs: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        choices = [SelectChoice(value, label) for value, label in pairs]
        super().__init__(*args, choices=choices, validate_choice=False, **kwargs)

    def process_data(self, value: Any) -> None:
        """The stored list; anything else is an empty selection."""
        self.data = [str(each) for each in value] if isinstance(value, list) else []

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            read = [parsing.line(str(value)[: parsing.LONGEST_LINE]) for value in valuelist]
            self.data = list(dict.fromkeys(filter(None, read)))[: parsing.MOST_CHOSEN]
