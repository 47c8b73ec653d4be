"""The form for the days off of several years."""

from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from app.kernel.errors import DomainError
from app.kernel.web.forms.fields import WholeField
from app.organisation import rules

MOST_YEARS = 10
YEARS = [InputRequired(_("Enter a year.")), NumberRange(2016, 2100, _("2016 to 2100."))]


class YearsForm(FlaskForm):
    first = WholeField(_("From year"), validators=YEARS)
    last = WholeField(_("to year"), validators=YEARS)
    fixed = BooleanField(
        _("1 January, 30 April, 1 May and 2 September, with the days that make up for weekends"),
        default=True,
    )
    others = TextAreaField(
        _("Tết, Giỗ Tổ and other days"),
        description=_(
            "A line for each: a day or the first and last, then what for. Example:"
            " 26/01/2028–01/02/2028 Tết âm lịch"
        ),
        validators=[Length(max=5000)],
    )
    source = StringField(
        _("Source"),
        description=_("The law or the yearly notice, as it is shown with each day."),
        validators=[DataRequired(_("Write where these days come from.")), Length(max=100)],
    )
    certain = BooleanField(_("Confirmed by the yearly notice"))

    def validate_last(self, field: Any) -> None:
        if self.first.data and field.data and not 0 <= field.data - self.first.data < MOST_YEARS:
            raise ValidationError(
                gettext("Not before the first year, and %(most)s years at most.", most=MOST_YEARS)
            )

    def validate_others(self, field: Any) -> None:
        try:
            rules.written_days_off(field.data or "")
        except DomainError as refusal:
            raise ValidationError(str(refusal)) from None

    @property
    def days(self) -> dict[date, str]:
        """The days off, each with what it is for."""
        fixed = rules.fixed_days_off(range(self.first.data, self.last.data + 1))
        return (fixed if self.fixed.data else {}) | rules.written_days_off(self.others.data or "")
