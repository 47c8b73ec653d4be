"""Forms of the visit: accepting with an appointment or at once, what happened, another day."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Form, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.dossiers.forms.steps import Checks, SeenForm
from app.dossiers.rules.visits import Outcome
from app.kernel.web.forms.fields import MomentField


class MoveForm(SeenForm):
    """When the citizen is to come."""

    slot = SelectField(_("Appointment"), validators=[Optional()])
    other = MomentField(_("Another moment"), validators=[Optional()])


class BroughtForm(MoveForm):
    """What a citizen at the desk has shown, paid and signed."""

    originals = Checks(_("Originals compared with the file"))
    kept = Checks(_("Originals taken against receipt"))
    fees = Checks(_("Money taken now"))
    receipt_no = StringField(_("Number of the money receipt"), validators=[Length(max=40)])
    people = Checks(_("Who has come, shown an identity document and signed"))


class AcceptForm(BroughtForm):
    present = BooleanField(_("The citizen is here: accept and record the visit at once"))
    signed = BooleanField(_("The declarant has signed the book and the declarations"))
    names = Checks(_("Foreign names, compare with the passport"))


class VisitForm(BroughtForm):
    outcome = RadioField(
        _("What happened?"),
        choices=[SelectChoice(str(word), word.label) for word in Outcome],
        validators=[InputRequired(_("Choose what happened."))],
    )


class PresenceForm(Form):
    """On the declaration typed at the desk: the citizen is there, and leaves with the slip."""

    present = BooleanField(_("The citizen is here: accept and record the visit at once"))
    signed = BooleanField(_("The declarant has signed the book and the declarations"))
    people = BooleanField(_("Both have come, shown an identity document and signed"))
    kept = BooleanField(_("The originals that go to other agencies are taken against receipt"))
    paid = BooleanField(_("Everything that is to be paid has been paid"))
    names = Checks(_("Foreign names, compare with the passport"))
