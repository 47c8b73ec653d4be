"""Forms that are filled in once for many dossiers."""

from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, TextAreaField, validators
from wtforms.validators import DataRequired, InputRequired, Length

from app.dossiers.forms.steps import REASON_LONGEST


class ManyForm(FlaskForm):
    """A bulk step; because of its key, a form that is sent twice makes one run."""

    key = HiddenField(default=lambda: str(uuid4()), validators=[InputRequired(), validators.UUID()])
    action = HiddenField(validators=[InputRequired()])

    @property
    def run_key(self) -> UUID:
        return UUID(str(self.key.data))


class ManyReasonForm(ManyForm):
    reason = TextAreaField(_("Reason"), validators=[DataRequired(), Length(max=REASON_LONGEST)])


class ManyToForm(ManyForm):
    to = SelectField(_("Officer"), validators=[InputRequired(_("Choose an officer"))])
