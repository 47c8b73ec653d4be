"""What officers fill in at the desk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.kernel.web import MomentField

REASON_LONGEST = 1000
ITEMS = 6


class Checks(SelectMultipleField):
    """Boxes to tick, one a line."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class SeenForm(FlaskForm):
    """A form that knows which reading of the dossier it was made from."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])


class ReasonForm(SeenForm):
    """A step that has to be explained."""

    reason = TextAreaField(_("Reason"), validators=[InputRequired(), Length(max=REASON_LONGEST)])


class AcceptForm(SeenForm):
    """Accepting with an appointment: one of the free moments, or another one."""

    slot = SelectField(_("Appointment"), validators=[Optional()])
    other = MomentField(_("Another moment"), validators=[Optional()])


class VisitForm(SeenForm):
    """What the visit brought."""

    originals = Checks(_("Originals compared with the file"))
    kept = Checks(_("Originals taken against receipt"))
    fees = Checks(_("Money taken now"))
    receipt_no = StringField(_("Number of the money receipt"), validators=[Length(max=40)])
    signed = BooleanField(_("The declarant has signed the book and the declarations"))


class ItemForm(Form):
    """One thing that is missing."""

    about = SelectField(_("Paper or answer"))
    what = StringField(_("What the citizen is to do"), validators=[Length(max=300)])


class SupplementForm(SeenForm):
    """The one complete list of what is missing."""

    items = FieldList(
        FormField(ItemForm), _("What is missing"), min_entries=ITEMS, max_entries=ITEMS
    )


class ReturnForm(SeenForm):
    """Who takes the result away."""

    collected_by = StringField(
        _("Who comes to collect"), validators=[InputRequired(), Length(max=200)]
    )
    collected_with = StringField(
        _("Identity paper shown"), validators=[InputRequired(), Length(max=200)]
    )


class StepForm(SeenForm):
    """A step that is taken at once."""

    action = HiddenField(validators=[InputRequired()])
