"""The form for the scan of a page of an old book."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from app.kernel.files import storage
from app.kernel.files.content_type import RefusedFile
from app.kernel.files.drivers import StoreFailure
from app.kernel.files.storage import PICTURES, Stored
from app.kernel.web.forms.fields import WholeField

_NUMBER = NumberRange(1, 99_999, _("Enter a number from 1 to 99999."))


class ScannedPageForm(FlaskForm):
    """Which book, the first and the last entry on the page, and the picture."""

    book = StringField(
        _("Number of the book"),
        description=_("As on the cover of the handwritten book, for example 01/2012"),
        validators=[DataRequired(_("Enter the number of the book.")), Length(max=40)],
    )
    first = WholeField(
        _("First entry on the page"),
        validators=[InputRequired(_("Enter the number of the entry.")), _NUMBER],
    )
    last = WholeField(
        _("Last entry on the page"),
        validators=[InputRequired(_("Enter the number of the entry.")), _NUMBER],
    )
    file = FileField(
        _("Picture of the page"),
        description=_("A scan or a photo: JPEG, PNG, WebP or HEIC, 10 MB at most."),
        validators=[FileRequired(_("Choose a file."))],
    )
    kept: Stored | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        """Store the picture last, when the rest is right: cleaning it may take seconds."""
        if not super().validate(extra_validators):
            return False
        if self.last.data < self.first.data:
            self.last.errors = [gettext("The last entry cannot come before the first.")]
            return False
        return self._keep()

    def _keep(self) -> bool:
        try:
            kept = storage.store(self.file.data.stream)
        except (RefusedFile, StoreFailure) as refusal:
            self.file.errors = [str(refusal)]
            return False
        if kept.mime not in PICTURES:
            storage.remove(kept.key)
            self.file.errors = [gettext("Send a photo: JPEG, PNG, WebP or HEIC.")]
            return False
        self.kept = kept
        return True
