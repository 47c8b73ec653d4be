"""Forms of the books."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange


class ClosureForm(FlaskForm):
    """A step of the closing; only those that take something back ask for the reason."""

    reason = StringField(_("Reason"), validators=[Length(max=500)])


class EarlierEntryForm(FlaskForm):
    """Where an entry stands: commune, book, year and number, as on the paper of the citizen."""

    commune = SelectField(_("Commune that registered it"), coerce=int)
    kind = SelectField(_("Kind of book"))
    year = IntegerField(
        _("Year"),
        validators=[
            InputRequired(_("Enter the year of the book.")),
            NumberRange(min=2016, max=9999, message=_("Enter the year of the book.")),
        ],
    )
    number = IntegerField(
        _("Number"),
        validators=[
            InputRequired(_("Enter the number of the entry.")),
            NumberRange(min=1, max=999_999, message=_("Enter the number of the entry.")),
        ],
    )
