"""The form for an officer's preferred digest channel."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import EmailInput

from app.kernel.errors import DomainError
from app.kernel.text import parsing
from app.kernel.web.forms.citizen_fields import Email
from app.notifications.models.calls_and_preferences import DigestBy

WAYS: Mapping[DigestBy, LazyString] = {
    DigestBy.EMAIL: _("By e-mail: every queue with its number and a link"),
    DigestBy.SMS: _("By SMS: the most pressing numbers"),
    DigestBy.NOT: _("Not at all"),
}


class PreferenceForm(FlaskForm):
    digest_by = RadioField(
        _("How do you want the news of the morning?"),
        choices=[SelectChoice(way.value, label) for way, label in WAYS.items()],
        validators=[InputRequired(_("Choose one of the three."))],
    )
    email = Email(
        _("Your e-mail at work"),
        description=_("Only for news of your own work. Example: ten@example.com"),
        widget=EmailInput(),
    )

    def validate_email(self, field: Email) -> None:
        """Report an invalid address at the field; the input stays."""
        try:
            parsing.email(field.data or "")
        except DomainError as refusal:
            raise ValidationError(str(refusal)) from None
