"""What is filled in when an agency answers."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import MultipleFileField
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from app.dossiers.forms import REASON_LONGEST, SeenForm

FILES_AT_MOST = 3


class AnswerForm(SeenForm):
    """The result of an agency."""

    number = StringField(_("Number"), validators=[InputRequired(), Length(max=60)])
    note = TextAreaField(_("Note to the commune"), validators=[Length(max=REASON_LONGEST)])
    files = MultipleFileField(
        _("Photos or scans of the result"),
        description=_("Up to three files: JPEG, PNG, WebP or PDF, 10 MB in all."),
    )

    def validate_files(self, field: Any) -> None:
        """No more files than the commune can look through at a glance."""
        if len(field.data or ()) > FILES_AT_MOST:
            raise ValidationError(gettext("Choose three files at most."))
