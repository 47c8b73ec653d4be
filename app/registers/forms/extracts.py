"""Forms for the entry that an extract copies: choosing it, or copying it in from a paper book."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Field, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from app.dossiers.forms.steps import SeenForm
from app.kernel.errors import DomainError
from app.kernel.text import parsing
from app.kernel.web.forms.fields import DayField, WholeField
from app.procedures.models.vocabulary import BookKind
from app.registers.slips.book_fields import FIELDS, NOTES, BookField, FieldKind

LONGEST, NOTES_LONGEST = 250, 1000
HIGHEST = 99_999
"""The highest number of an entry."""


class ChooseEntryForm(SeenForm):
    entry = RadioField(
        _("Entry of the book"), validators=[InputRequired(_("Choose the entry of the book."))]
    )


class CopiedEntryForm(SeenForm):
    """The head of an entry; ``copied_entry_form`` adds the fields of its kind."""

    book = StringField(
        _("Number of the book"),
        description=_("As on the cover of the handwritten book, for example 01/2012"),
        validators=[DataRequired(_("Enter the number of the book.")), Length(max=40)],
    )
    number = WholeField(
        _("Number of the entry"),
        validators=[
            InputRequired(_("Enter the number of the entry.")),
            NumberRange(1, HIGHEST, _("Enter a number from 1 to 99999.")),
        ],
    )
    registered_on = DayField(
        _("Day of registration"), validators=[InputRequired(_("Enter the day of registration."))]
    )

    fields: tuple[BookField, ...] = ()

    @property
    def typed(self) -> dict[str, str]:
        """What was copied, as it is printed."""
        return {f.key: self[f.key].data for f in self.fields if self[f.key].data}


def _spoken_time(text: str) -> str:
    hour, _colon, minute = parsing.time_of_day(text).partition(":")
    return f"{hour} giờ {minute} phút"


_READ: Mapping[FieldKind, Callable[[str], str]] = {
    FieldKind.NAME: parsing.person_name,
    FieldKind.DAY: lambda text: parsing.spoken_day(parsing.year_or_day(text)),
    FieldKind.TIME: _spoken_time,
    FieldKind.TEXT: parsing.line,
}
"""How the text of each kind of field is read, into the form in which it is printed."""


def _readable(kind: FieldKind) -> Callable[[Any, Field], None]:
    def validate(_form: Any, field: Field) -> None:
        if not (field.data or "").strip():
            return
        try:
            field.data = _READ[kind](field.data)
        except DomainError as refusal:
            raise ValidationError(str(refusal)) from refusal

    return validate


def copied_entry_form(kind: BookKind) -> CopiedEntryForm:
    """The form of one kind of book."""
    fields = (*FIELDS[kind], NOTES)
    added: dict[str, Any] = {field.key: _input(field) for field in fields}
    form: CopiedEntryForm = type("CopiedEntryForm", (CopiedEntryForm,), added)()
    form.fields = fields
    return form


def _input(field: BookField) -> StringField:
    wanted = [DataRequired(_("Enter this as it stands in the book."))] if field.required else []
    hint = _("A full date, or what the book has: 27/3/1990, 3/1990 or 1990")
    return StringField(
        field.label,
        description=hint if field.kind is FieldKind.DAY else "",
        validators=[
            *wanted,
            Length(max=NOTES_LONGEST if field is NOTES else LONGEST),
            _readable(field.kind),
        ],
    )
