"""Forms about an entry, before the leader signs."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from app.kernel.files import storage
from app.kernel.files.content_type import OFFERED, RefusedFile
from app.kernel.files.drivers import StoreFailure
from app.kernel.files.file_names import shown_name
from app.kernel.files.storage import Stored
from app.kernel.web.forms.fields import DayField, WordField
from app.registers.models.notes import NoteKind
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


class NoteForm(FlaskForm):
    """A note of what another office decided, from its document."""

    kind = WordField(
        _("Kind of note"),
        words=NoteKind,
        say=lambda kind: str(kind.label),
        validators=[InputRequired(_("Choose the kind of note."))],
    )
    document = StringField(
        _("Document with its number"),
        description=_("For example: Decision no. 15/2016/QĐST-HNGĐ"),
        validators=[DataRequired(_("Enter the document and its number.")), Length(max=160)],
    )
    day = DayField(
        _("Day of the document"), validators=[InputRequired(_("Enter the day of the document."))]
    )
    office = StringField(
        _("Court or office"),
        validators=[DataRequired(_("Enter the court or office.")), Length(max=100)],
    )
    text = TextAreaField(
        _("Note"),
        description=_("As it is written on the entry; copies and extracts print these words"),
        validators=[DataRequired(_("Enter the note.")), Length(max=LONGEST)],
    )
    scan = FileField(
        _("Scan of the document"),
        description=_("JPEG, PNG, WebP, HEIC or PDF, 10 MB at most."),
        render_kw={"accept": OFFERED},
    )

    kept: tuple[str, Stored] | None = None
    """Name and stored scan; set once the rest of the form is valid."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Store the file last, and before any lock: sanitizing may take seconds."""
        return bool(super().validate(extra_validators)) and self._keep_scan()

    def _keep_scan(self) -> bool:
        if not self.scan.data:
            return True
        try:
            stored = storage.OneGo().store(self.scan.data.stream)
        except (RefusedFile, StoreFailure) as refusal:
            self.scan.errors = [*self.scan.errors, str(refusal)]
            return False
        self.kept = shown_name(self.scan.data.filename), stored
        return True


class DecisionForm(FlaskForm):
    """The leader's answer; only sending back asks for the reason."""

    reason = StringField(_("What has to be looked at again?"), validators=[Length(max=500)])
