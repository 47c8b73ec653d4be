"""Forms about an entry, before the leader signs."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from app.kernel.web.forms.fields import WordField
from app.registers.models.proposals import RevocationReason

LONGEST = 1000
BASIS = 300


class RevocationForm(FlaskForm):
    """Why a paper is revoked, and on what basis."""

    reason = WordField(
        _("Reason"),
        words=RevocationReason,
        say=lambda reason: str(reason.label),
        validators=[InputRequired(_("Choose the reason."))],
    )
    text = TextAreaField(
        _("What happened"),
        description=_("The citizen reads it in the message, and the leader before signing"),
        validators=[DataRequired(_("Enter what happened.")), Length(max=LONGEST)],
    )
    basis = StringField(
        _("Decision or minutes"),
        description=_(
            "Number, day and office. A document issued against the law is revoked by a decision of"
            " the district’s People’s Committee (Law on Civil Status, Article 70)."
        ),
        validators=[DataRequired(_("Enter the decision or the minutes.")), Length(max=BASIS)],
    )


class DecisionForm(FlaskForm):
    """The leader's answer; only sending back asks for the reason."""

    reason = StringField(_("What has to be looked at again?"), validators=[Length(max=500)])
