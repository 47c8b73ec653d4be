"""The form under a paper that waits for the signature of the leader."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField
from wtforms.validators import Length

from app.dossiers.forms.steps import REASON_LONGEST, SeenForm
from app.dossiers.workflow import Action


class SigningForm(SeenForm):
    """Sign, or send back with the reason; ``action`` is the button that was pressed."""

    reason = TextAreaField(_("What has to be corrected"), validators=[Length(max=REASON_LONGEST)])

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action = action

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if self.action == Action.SEND_BACK and not str(self.reason.data or "").strip():
            why = _("Write what has to be corrected: the registrar reads it")
            self.reason.errors = [str(why)]
            return False
        return sound
