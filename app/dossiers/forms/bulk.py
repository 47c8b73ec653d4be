"""What is asked once for many dossiers."""

from __future__ import annotations

from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, TextAreaField, validators
from wtforms.validators import DataRequired, InputRequired, Length

from app.dossiers.forms import REASON_LONGEST


class ManyForm(FlaskForm):
    """A step for many: the key makes a form that is sent twice one run."""

    key = HiddenField(default=lambda: str(uuid4()), validators=[InputRequired(), validators.UUID()])
    action = HiddenField(validators=[InputRequired()])

    @property
    def run_key(self) -> UUID:
        """The key of the run that this form begins."""
        return UUID(str(self.key.data))


class ManyReasonForm(ManyForm):
    """A step for many that has to be explained."""

    reason = TextAreaField(_("Reason"), validators=[DataRequired(), Length(max=REASON_LONGEST)])


class ManyToForm(ManyForm):
    """A step for many that names one officer."""

    to = SelectField(_("Officer"), validators=[InputRequired(_("Choose an officer"))])
