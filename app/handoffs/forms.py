"""Forms for the answers of agencies."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired, MultipleFileField
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from app.dossiers.forms.steps import REASON_LONGEST, SeenForm
from app.kernel.files import storage
from app.kernel.files.content_type import OFFERED, RefusedFile
from app.kernel.files.drivers import StoreFailure
from app.kernel.files.file_names import shown_name
from app.kernel.files.storage import Stored
from app.kernel.web.forms.fields import MomentField

FILES_AT_MOST = 3


class AnswerForm(SeenForm):
    number = StringField(_("Number"), validators=[DataRequired(), Length(max=60)])
    note = TextAreaField(_("Note to the commune"), validators=[Length(max=REASON_LONGEST)])
    files = MultipleFileField(
        _("Photos or scans of the result"),
        description=_("Up to three files: JPEG, PNG, WebP, HEIC or PDF, 10 MB in all."),
        render_kw={"accept": OFFERED},
    )

    kept: tuple[tuple[str, Stored], ...] = ()
    """Names and stored files of the result; set once the rest of the form is valid."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Store the files last, and before any lock: sanitizing may take seconds."""
        return bool(super().validate(extra_validators)) and self._keep_files()

    def _keep_files(self) -> bool:
        one_go = storage.OneGo()
        try:
            self.kept = tuple(
                (shown_name(each.filename), one_go.store(each.stream))
                for each in self.files.data or ()
            )
        except (RefusedFile, StoreFailure) as refusal:
            self.files.errors = [*self.files.errors, str(refusal)]
            return False
        return True

    def validate_files(self, field: Any) -> None:
        if len(field.data or ()) > FILES_AT_MOST:
            raise ValidationError(gettext("Choose three files at most."))


class SheetLineForm(Form):
    line = HiddenField()
    taken = BooleanField(_("Signed for"))
    other = StringField(_("Signed by somebody else"), validators=[Length(max=200)])
    number = StringField(_("Number of the result"), validators=[Length(max=60)])
    refused = StringField(_("Refused: the reason"), validators=[Length(max=REASON_LONGEST)])


class SignedForm(FlaskForm):
    signed_by = StringField(
        _("Who signed for the agency"),
        description=_("As it is written on the sheet."),
        validators=[DataRequired(), Length(max=200)],
    )
    signed_at = MomentField(_("When it was signed"), validators=[InputRequired()])
    lines = FieldList(FormField(SheetLineForm))
    scan = FileField(
        _("Scan of the signed sheet"),
        description=_("JPEG, PNG, WebP, HEIC or PDF, 10 MB at most."),
        render_kw={"accept": OFFERED},
    )

    kept: Stored | None = None
    """The stored scan; set once the rest of the form is valid."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Store the file last, and before any lock: sanitizing may take seconds."""
        return bool(super().validate(extra_validators)) and self._keep_scan()

    def _keep_scan(self) -> bool:
        if not self.scan.data:
            return True
        try:
            self.kept = storage.OneGo().store(self.scan.data.stream)
        except (RefusedFile, StoreFailure) as refusal:
            self.scan.errors = [*self.scan.errors, str(refusal)]
            return False
        return True


class AnswersForm(FlaskForm):
    file = FileField(
        _("Excel file with the answers"),
        description=_("The file that was downloaded here, filled in; .xlsx, 2 MB at most."),
        validators=[FileRequired(_("Choose a file."))],
    )
