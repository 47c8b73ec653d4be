"""The form of a subject access request."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.kernel.errors import DomainError
from app.kernel.text import parsing, phone_numbers
from app.reports.rules import DataSubject


class PersonForm(FlaskForm):
    number = StringField(
        _("Identity number"),
        description=_("9 or 12 figures, or a passport number. Leave the next three empty then."),
        validators=[Length(max=40)],
    )
    phone = StringField(_("Telephone given in the dossier"), validators=[Length(max=40)])
    name = StringField(_("Full name"), validators=[Length(max=200)])
    born = StringField(
        _("Date of birth"), description=_("For example 27/3/1990"), validators=[Length(max=40)]
    )
    request_no = StringField(
        _("Number of the person’s request"),
        description=_("As it stands in the book of incoming papers"),
        validators=[DataRequired(), Length(max=60)],
    )
    reason = TextAreaField(
        _("Reason"),
        description=_("Who asks, and how you made sure that it is this person"),
        validators=[DataRequired(), Length(min=10, max=1000)],
    )

    def person(self) -> DataSubject | None:
        """The person, or None with errors on the fields."""
        found = DataSubject(
            number=self._read(self.number, parsing.identity_number),
            phone=self._read(
                self.phone, lambda text: phone_numbers.normalise(text) if text else ""
            ),
            name=self._read(self.name, parsing.person_name),
            born=self._read(
                self.born, lambda text: parsing.one_line_day(text).isoformat() if text else ""
            ),
        )
        if not self.errors and not found.is_known:
            self.number.errors = [
                gettext("Write the identity number, or telephone, name and date of birth together.")
            ]
        return None if self.errors else found

    def _read(self, field: Any, read: Any) -> str:
        try:
            return str(read(parsing.line(field.data or "")))
        except DomainError as refusal:
            field.errors = [*field.errors, str(refusal)]
        return ""
