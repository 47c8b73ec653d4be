"""Form fields for a photo or document, stored last, when the rest of the form is valid."""

from collections.abc import Collection, Sequence
from typing import Any

from flask_appbuilder.forms import DynamicForm
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms.validators import StopValidation

from app.kernel.files import storage
from app.kernel.files.content_type import RefusedFile
from app.kernel.files.drivers import StoreFailure
from app.kernel.files.storage import PICTURES, Stored


class PhotoField(FileField):
    """A photo; storage key and type go into the columns of the row."""

    kept: Stored | None = None
    errors: Sequence[str]
    kinds: Collection[str] = PICTURES
    wrong_kind = _("Send a photo: JPEG, PNG, WebP or HEIC.")

    def keep(self) -> bool:
        """Sanitize and store the photo; a refusal becomes an error of the field."""
        try:
            self.kept = storage.store(self.data.stream)
        except (RefusedFile, StoreFailure) as refusal:
            self.errors = [*self.errors, str(refusal)]
            return False
        if self.kept.mime not in self.kinds:
            storage.remove(self.kept.key)
            self.errors = [*self.errors, str(self.wrong_kind)]
            return False
        return True

    def populate_obj(self, obj: Any, name: str) -> None:
        if self.kept is not None:
            obj.storage_key, obj.sha256 = self.kept.key, self.kept.sha256
            obj.size, obj.mime = self.kept.size, self.kept.mime


class DocumentField(PhotoField):
    """A document as PDF, or its scan."""

    kinds = PICTURES | {"application/pdf"}
    wrong_kind = _("Send a PDF or a scan.")


def one_photo(_form: Any, field: PhotoField) -> None:
    if not (field.data and getattr(field.data, "filename", "")):
        raise StopValidation(gettext("Choose or take a photo of what hangs there."))


def one_document(_form: Any, field: DocumentField) -> None:
    """A file must have been chosen."""
    if not (field.data and getattr(field.data, "filename", "")):
        raise StopValidation(gettext("Choose the file of the document."))


class PhotoForm(DynamicForm):
    """Base of forms with one photo."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Store the photo last: sanitizing may take seconds."""
        if not super().validate(extra_validators):
            return False
        return all(field.keep() for field in self if isinstance(field, PhotoField))
