"""The forms of a subject access request, of a search across books and of a periodic report."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.kernel.errors import DomainError
from app.kernel.text import parsing, phone_numbers
from app.kernel.web.forms.fields import DayField, WholeField
from app.reports.queries.entry_search import EntryQuery
from app.reports.rules import DataSubject
from app.reports.vocabulary import SearchPurpose

LONGEST_REMARKS = 4000


class PersonForm(FlaskForm):
    number = StringField(
        _("Identity number"),
        description=_("9 or 12 digits, or a passport number. Leave the next three empty then."),
        validators=[Length(max=40)],
    )
    phone = StringField(_("Telephone given in the dossier"), validators=[Length(max=40)])
    name = StringField(_("Full name"), validators=[Length(max=200)])
    born = StringField(
        _("Date of birth"), description=_("For example 27/3/1990"), validators=[Length(max=40)]
    )
    request_no = StringField(
        _("Number of the person’s request"),
        description=_("As written in the book of incoming documents"),
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
                gettext("Enter the identity number, or telephone, name and date of birth together.")
            ]
        return None if self.errors else found

    def _read(self, field: Any, read: Any) -> str:
        try:
            return str(read(parsing.line(field.data or "")))
        except DomainError as refusal:
            field.errors = [*field.errors, str(refusal)]
        return ""


class EntrySearchForm(FlaskForm):
    purpose = SelectField(
        _("What for"),
        choices=[
            SelectChoice("", ""),
            *(SelectChoice(str(purpose), purpose.label) for purpose in SearchPurpose),
        ],
        validators=[InputRequired(_("Choose what it is for"))],
    )
    name = StringField(
        _("Name of the person concerned"),
        description=_("With or without diacritics; a part of the name is enough"),
        validators=[Length(max=200)],
    )
    parent = StringField(_("Name of the mother or the father"), validators=[Length(max=200)])
    event_on = DayField(
        _("Day of the event"),
        description=_("Day of birth, of death or of the marriage"),
        validators=[Optional()],
    )
    number = WholeField(_("Number"), validators=[Optional(), NumberRange(1, 999_999)])
    year = WholeField(_("Year"), validators=[Optional(), NumberRange(1900, 2100)])

    def asked(self) -> EntryQuery | None:
        """What is known of the entry; None with an error on the name if that is too little."""
        found = EntryQuery(
            name=parsing.line(self.name.data or ""),
            parent=parsing.line(self.parent.data or ""),
            event_on=self.event_on.data,
            number=self.number.data,
            year=self.year.data,
        )
        if set(found.fields) <= {"year"}:
            self.name.errors = [
                gettext("Enter a name, the name of a parent, the day of the event or the number.")
            ]
            return None
        return found


class RemarksForm(FlaskForm):
    """What the writer of a periodic report adds to the numbers."""

    reasons = TextAreaField(
        _("Why dossiers are late"),
        description=_("Printed as part II. Write no names of citizens."),
        validators=[Length(max=LONGEST_REMARKS)],
    )
    proposals = TextAreaField(
        _("Proposals"),
        description=_("Printed as part III."),
        validators=[Length(max=LONGEST_REMARKS)],
    )


class RolloutRemarksForm(RemarksForm):
    """What the writer of a report on the roll-out adds."""

    reasons = TextAreaField(
        _("What hinders the roll-out"),
        description=_("Printed as part II. Write no names of citizens."),
        validators=[Length(max=LONGEST_REMARKS)],
    )
