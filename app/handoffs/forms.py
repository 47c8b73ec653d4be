"""What is filled in when an agency answers."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import MultipleFileField
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from app.dossiers.forms import REASON_LONGEST, SeenForm
from app.kernel import files, writing
from app.kernel.files import Stored, StoreFull
from app.kernel.sniffing import RefusedFile

FILES_AT_MOST = 3


class AnswerForm(SeenForm):
    """The result of an agency."""

    number = StringField(_("Number"), validators=[InputRequired(), Length(max=60)])
    note = TextAreaField(_("Note to the commune"), validators=[Length(max=REASON_LONGEST)])
    files = MultipleFileField(
        _("Photos or scans of the result"),
        description=_("Up to three files: JPEG, PNG, WebP or PDF, 10 MB in all."),
    )

    kept: tuple[tuple[str, Stored], ...] = ()
    """Names and files of the result, once everything else on the form is in order."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Keep the files last, before anything is locked: cleaning them may take seconds."""
        return bool(super().validate(extra_validators)) and self._keep_files()

    def _keep_files(self) -> bool:
        one_go = files.OneGo()
        try:
            self.kept = tuple(
                (writing.line(each.filename or ""), one_go.store(each.stream))
                for each in self.files.data or ()
            )
        except (RefusedFile, StoreFull) as refusal:
            self.files.errors = [*self.files.errors, str(refusal)]
            return False
        return True

    def validate_files(self, field: Any) -> None:
        """No more files than the commune can look through at a glance."""
        if len(field.data or ()) > FILES_AT_MOST:
            raise ValidationError(gettext("Choose three files at most."))
