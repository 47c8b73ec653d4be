"""The upload form of a police file."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from app.kernel.web.forms.fields import DayField
from app.residents.operations.imports import MOST_MB


class FileForm(FlaskForm):
    file = FileField(
        _("File of the police"),
        description=_(
            "CSV in UTF-8, %(most)s MB at most; or Excel (.xlsx), 50,000 rows at most.",
            most=MOST_MB,
        ),
        validators=[FileRequired(_("Choose a file."))],
    )
    source = StringField(
        _("Who gave the data"),
        description=_("For example Công an TP Hà Nội, PC64"),
        validators=[DataRequired(), Length(max=200)],
    )
    as_of = DayField(
        _("Day of the data"),
        description=_("The day of which the file tells; rows that we know of a later day stay."),
        validators=[DataRequired()],
    )
