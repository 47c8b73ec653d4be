"""Forms of generated views, made from the columns of a model."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from flask_appbuilder.forms import DynamicForm
from flask_babel import lazy_gettext
from sqlalchemy import BigInteger, Boolean, Date, DateTime, Integer, String, Text, inspect
from sqlalchemy.dialects.postgresql import DATERANGE
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.kernel.db import StoredWord
from app.kernel.text.parsing import line, paragraphs
from app.kernel.web.display import word
from app.kernel.web.forms.fields import (
    ChoiceField,
    DayField,
    LinesWidget,
    LineWidget,
    MomentField,
    PeriodField,
    VersionField,
    WholeField,
    WordField,
    YesNoField,
)
from app.kernel.web.forms.lookup import Lookup
from app.kernel.web.forms.masked import MaskedField

VERSION = "row_version"
TOO_LARGE = lazy_gettext("This number is too large. Look at it again.")


class Undeclared(TypeError):
    """A view shows a column without the required declaration; found when the site starts."""


@dataclass(frozen=True, kw_only=True)
class FormBuilder:
    """Builds a form from the columns of a view."""

    view: str
    datamodel: Any
    labels: Mapping[str, Any]
    lookups: Mapping[str, Lookup]
    hints: Mapping[str, Any] = field(default_factory=dict)
    validators: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    say: Mapping[str, Callable[[StrEnum], str]] = field(default_factory=dict)
    masked: Collection[str] = ()
    """Columns with a number that pages mask."""
    base: type[DynamicForm] = DynamicForm

    def build(
        self,
        columns: Iterable[str],
        extra: Mapping[str, Any],
        *,
        searching: bool = False,
        versioned: bool = False,
    ) -> type[DynamicForm]:
        """Build the form class; a search form requires nothing and stores nothing."""
        fields = {
            name: self._labelled(name, extra[name])
            if name in extra
            else self._field(name, searching=searching)
            for name in columns
        }
        if versioned and inspect(self.datamodel.obj).version_id_col is not None:
            fields[VERSION] = VersionField()
        return type(f"{self.view}Form", (self.base,), fields)

    def _labelled(self, name: str, field: Any) -> Any:
        """A field of the view's own, with the label of its column."""
        labelled = copy(field)
        if not field.args:
            labelled.kwargs = {"label": self.labels[name], **field.kwargs}
        return labelled

    def _field(self, name: str, *, searching: bool) -> Any:
        common = {"label": self.labels[name], "description": self.hints.get(name, "")}
        if self.datamodel.is_relation(name):
            return self._choice(name, common, searching=searching)
        column = self.datamodel.list_columns[name]
        checks: list[Any] = [] if searching else [_presence(column), *self.validators.get(name, ())]
        if not searching and isinstance(column.type, StoredWord | Boolean):
            common["default"] = _preset(column)
        for kind, make in _MAKERS:
            if isinstance(column.type, kind):
                says = self.say.get(name, word)
                kept = "" if _may_be_blank(column) else None
                return make(
                    column.type,
                    common,
                    checks,
                    searching=searching,
                    say=says,
                    blank=kept,
                    masked=name in self.masked,
                )
        raise Undeclared(f"{self.view}.{name}: no field for {column.type!r}")

    def _choice(self, name: str, common: dict[str, Any], *, searching: bool) -> Any:
        if name not in self.lookups:
            raise Undeclared(f"{self.view}.{name}: a relation needs an entry in lookups")
        checks: list[Any] = []
        if not searching:
            nullable = self.datamodel.is_nullable(name)
            checks = [Optional() if nullable else InputRequired(), *self.validators.get(name, ())]
        return ChoiceField(
            lookup=self.lookups[name],
            view=self.view,
            column=name,
            searching=searching,
            validators=checks,
            **common,
        )


def _presence(column: Any) -> Any:
    """Validator of presence; text that is empty after cleaning counts as missing."""
    if column.nullable or _may_be_blank(column):
        return Optional()
    return DataRequired() if isinstance(column.type, String | Text) else InputRequired()


def _preset(column: Any) -> Any:
    return column.default.arg if column.default is not None and column.default.is_scalar else None


def _may_be_blank(column: Any) -> bool:
    return column.default is not None and column.default.is_scalar and column.default.arg == ""


def _words(kind: Any, common: Any, checks: Any, *, say: Any, **_: Any) -> Any:
    return WordField(words=kind.words, say=say, validators=checks, **common)


def _boolean(_kind: Any, common: Any, _checks: Any, *, searching: bool, **_: Any) -> Any:
    return YesNoField(**common) if searching else BooleanField(**common)


def _period(_kind: Any, common: Any, checks: Any, *, searching: bool, **_: Any) -> Any:
    return DayField(**common) if searching else PeriodField(validators=checks, **common)


def _day(_kind: Any, common: Any, checks: Any, **_: Any) -> Any:
    return DayField(validators=checks, **common)


def _moment(_kind: Any, common: Any, checks: Any, *, searching: bool, **_: Any) -> Any:
    return (DayField if searching else MomentField)(validators=checks, **common)


def _integer(kind: Any, common: Any, checks: Any, **_: Any) -> Any:
    top = 2 ** (63 if isinstance(kind, BigInteger) else 31) - 1
    return WholeField(
        validators=[*checks, NumberRange(-top, top, TOO_LARGE)], widget=LineWidget(), **common
    )


def _text(
    _kind: Any, common: Any, checks: Any, *, searching: bool, blank: str | None = None, **_: Any
) -> Any:
    if searching:
        return StringField(widget=LineWidget(), **common)
    tidy = _kept(paragraphs, blank)
    return TextAreaField(validators=checks, filters=[tidy], widget=LinesWidget(), **common)


def _string(
    kind: Any,
    common: Any,
    checks: Any,
    *,
    searching: bool,
    blank: str | None = None,
    masked: bool = False,
    **_: Any,
) -> Any:
    make = MaskedField if masked and not searching else StringField
    limits = [Length(max=kind.length)] if kind.length and not searching else []
    tidy = _kept(line, blank)
    return make(validators=[*checks, *limits], filters=[tidy], widget=LineWidget(), **common)


def _kept(
    tidy: Callable[[str], str], blank: str | None = None
) -> Callable[[str | None], str | None]:
    """Filter that cleans text; an empty field becomes None, or the column's blank value."""
    return lambda text: (tidy(text) or blank) if text else blank


_MAKERS: tuple[tuple[Any, Callable[..., Any]], ...] = (
    (StoredWord, _words),
    (Boolean, _boolean),
    (DATERANGE, _period),
    (DateTime, _moment),
    (Date, _day),
    (Integer, _integer),
    (Text, _text),
    (String, _string),
)
