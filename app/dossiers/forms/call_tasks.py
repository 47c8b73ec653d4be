"""The form that an officer fills in after a call to a citizen."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from app.dossiers.forms.steps import REASON_LONGEST
from app.kernel.i18n.formatting import capitalize_first
from app.notifications.models.calls_and_preferences import CallOutcome
from app.notifications.rules.call_outcomes import BY_PEOPLE


class CallForm(FlaskForm):
    tries = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    """The number of unsuccessful calls that the page showed."""
    outcome = RadioField(
        _("How did it end?"), validators=[InputRequired(_("Choose how the call ended"))]
    )
    note = TextAreaField(
        _("Note for your colleagues"),
        description=_("Whom you spoke to, when to call again, why nobody need call."),
        validators=[Length(max=REASON_LONGEST)],
    )

    def __init__(self) -> None:
        super().__init__()
        self.outcome.choices = [
            SelectChoice(str(each), capitalize_first(each.label)) for each in BY_PEOPLE
        ]

    @property
    def found(self) -> CallOutcome:
        return CallOutcome(str(self.outcome.data))
