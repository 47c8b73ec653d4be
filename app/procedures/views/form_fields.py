"""Fields of the editor's forms, and their base class."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from flask_appbuilder.forms import DynamicForm
from flask_babel import gettext
from markupsafe import Markup
from wtforms import Field, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import Choice
from wtforms.validators import ValidationError

from app.kernel.text.parsing import line, paragraphs, set_lines
from app.kernel.web.forms.fields import LinesWidget, LineWidget, SelectWidget
from app.procedures import catalogue, queries
from app.procedures.models.versions import PaperKind, ResultPlan, Version
from app.procedures.rules.compiler import compiled

MOST_ITEMS = 60
LONGEST_VALUE, LONGEST_WORDS = 60, 500
_VALUE = re.compile(r"[0-9A-Za-z_.-]+")

Pairs = Iterable[tuple[str, Any]]


def _one_line(text: str | None) -> str:
    return set_lines(text or "").replace("\n", " ")


class TextLine(StringField):
    """One line; empty stays empty."""

    widget = LineWidget()

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, filters=[_one_line], **kwargs)


class TextLines(TextAreaField):
    """Several lines; empty stays empty."""

    widget = LinesWidget()

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, filters=[lambda text: set_lines(text or "")], **kwargs)


class Items(Field):
    """Values in one line, separated by commas."""

    widget = LineWidget()

    def process_formdata(self, valuelist: list[str]) -> None:
        words = (line(word) for word in re.split(r"[,;\n]", valuelist[0] if valuelist else ""))
        self.data = list(dict.fromkeys(word for word in words if word))
        if len(self.data) > MOST_ITEMS or any(len(word) > LONGEST_VALUE for word in self.data):
            raise ValueError(gettext("This is too long. Write values, a comma between two."))

    def _value(self) -> str:
        return ", ".join(self.data or ())


class Offered(Field):
    """Choices, one ``value | label`` per line."""

    widget = LinesWidget()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Pairs of value and label.

        Raises:
            ValueError: a line does not have this format.
        """
        self.typed = valuelist[0] if valuelist else ""
        self.data = []
        for n, text in enumerate(paragraphs(self.typed).split("\n"), 1):
            if text:
                self.data.append(self._pair(n, text))

    def _pair(self, n: int, text: str) -> list[str]:
        value, bar, words = (part.strip() for part in text.partition("|"))
        fits = len(value) <= LONGEST_VALUE and len(words) <= LONGEST_WORDS
        if not (bar and words and fits and _VALUE.fullmatch(value)):
            raise ValueError(
                gettext("Line %(n)s: write a value without spaces, a bar, the words.", n=n)
            )
        if value in {other for other, _words in self.data}:
            raise ValueError(gettext("Line %(n)s: “%(value)s” stands twice.", n=n, value=value))
        return [value, words]

    def _value(self) -> str:
        if self.raw_data:
            return self.typed
        return "\n".join(f"{value} | {words}" for value, words in self.data or ())


class Boxes:
    """Renders one checkbox per choice."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        told = kwargs.get("aria-describedby")
        tied = Markup(' aria-describedby="{}"').format(told) if told else Markup()
        boxes = Markup().join(
            _BOX.format(field.name, value, Markup(" checked") if ticked else "", label)
            for value, label, ticked, _more in field.iter_choices()
        )
        return _GROUP.format(field.id, field.label.text, tied, boxes or gettext("Nothing yet."))


_GROUP = Markup('<div id="{}" role="group" aria-label="{}" tabindex="-1"{}>{}</div>')
_BOX = Markup(
    '<div class="checkbox"><label><input type="checkbox" name="{}" value="{}"{}>'
    "<span>{}</span></label></div>"
)


class Ticks(SelectMultipleField):
    """Multiple choice; values already in the row are always included."""

    widget = Boxes()

    def __init__(self, label: Any = None, *, words: Mapping[str, Any] | None = None, **kwargs: Any):
        super().__init__(label, choices=list, validate_choice=False, **kwargs)
        self.words = dict(words or {})
        self.had: list[str] = []

    def process_data(self, value: Any) -> None:
        self.data = self.had = list(value or ())

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = [value for value in self._offered() if value in valuelist]
        self.data += [value for value in dict.fromkeys(valuelist) if value not in self.data]

    def pre_validate(self, form: Any) -> None:
        if set(self.data or ()) - self._offered().keys():
            raise ValidationError(self.gettext("Not a valid choice."))

    def iter_choices(self) -> Iterator[Choice]:
        for value, label in self._offered().items():
            yield Choice(value, label, value in (self.data or ()), {})

    def _offered(self) -> dict[str, Any]:
        return {**{value: value for value in self.had}, **self.words}


class OneOf(SelectField):
    """One of the offered values, or none."""

    widget = SelectWidget()

    def __init__(self, label: Any = None, *, words: Mapping[str, Any] | None = None, **kwargs: Any):
        super().__init__(label, choices=list, validate_choice=False, **kwargs)
        self.words, self.had = dict(words or {}), ""

    def process_data(self, value: Any) -> None:
        self.data = self.had = str(value or "")

    def pre_validate(self, form: Any) -> None:
        if self.data and self.data not in self._offered():
            raise ValidationError(self.gettext("Not a valid choice."))

    def iter_choices(self) -> Iterator[Choice]:
        yield Choice("", "", not self.data, {})
        for value, label in self._offered().items():
            yield Choice(value, label, value == self.data, {})

    def has_groups(self) -> bool:
        return False

    def _offered(self) -> dict[str, Any]:
        return {**({self.had: self.had} if self.had else {}), **self.words}


class PartForm(DynamicForm):
    """Base form of a version's row: columns, and fields stored in its JSON."""

    def __init__(self, *args: Any, obj: Any = None, **kwargs: Any) -> None:
        told = {} if obj is None else self.told(obj)
        super().__init__(*args, obj=obj, **{**told, **kwargs})
        self.row = obj
        self.offer(self._version())

    def told(self, row: Any) -> dict[str, Any]:
        return {}

    def keep(self, row: Any) -> None:
        """Write the fields that are not columns into the row."""

    def offer(self, version: Version | None) -> None:
        """Set the choices of fields that refer to other rows of the version."""

    def populate_obj(self, obj: Any) -> None:
        own = set(obj.__mapper__.attrs.keys())
        for name, field in self._fields.items():
            if name in own:
                field.populate_obj(obj, name)
        self.keep(obj)

    def has_said(self, names: Iterable[str]) -> bool:
        return any(self[name].data for name in names if name in self)

    def _version(self) -> Version | None:
        if self.row is not None:
            found: Version | None = self.row.version
            return found
        for name, version_of in _PARENTS.items():
            if name in self and self[name].data is not None:
                return version_of(self[name].data)
        return None


_PARENTS: Mapping[str, Callable[[Any], Version]] = {
    "version": lambda version: version,
    "section": lambda section: section.version,
}


def questions_of(version: Version) -> dict[str, str]:
    """Keys of all questions after compilation, with their labels."""
    document = compiled(queries.whole(version.id), catalogue.lists())
    rows = (row for section in document["sections"] for row in section["questions"])
    return {row["key"]: f"{row['label']} ({row['key']})" for row in rows}


def papers_of(version: Version) -> dict[str, str]:
    whole = queries.whole(version.id)
    rows: tuple[PaperKind | ResultPlan, ...] = (*whole.papers, *whole.results)
    return {row.key: row.name for row in rows}
