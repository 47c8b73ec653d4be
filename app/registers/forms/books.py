"""Forms of the books."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from app.kernel.web.forms.fields import WholeField


class ClosureForm(FlaskForm):
    """A step of the closing; only those that take something back ask for the reason."""

    reason = StringField(_("Reason"), validators=[Length(max=500)])


class EarlierEntryForm(FlaskForm):
    """Where an entry stands: commune, book, year and number, as on the paper of the citizen."""

    commune = SelectField(_("Commune that registered it"), coerce=int)
    kind = SelectField(_("Kind of book"))
    year = WholeField(
        _("Year"),
        validators=[
            InputRequired(_("Enter the year of the book.")),
            NumberRange(min=2016, max=9999, message=_("Enter the year of the book.")),
        ],
    )
    number = WholeField(
        _("Number"),
        validators=[
            InputRequired(_("Enter the number of the entry.")),
            NumberRange(min=1, max=999_999, message=_("Enter the number of the entry.")),
        ],
    )
