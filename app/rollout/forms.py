"""Forms for the upload of a staff list and for its decision."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from app.rollout.operations.staff_lists import LONGEST_REMARKS


class PeopleForm(FlaskForm):
    file = FileField(
        _("Excel file with the people"),
        description=_(
            "The template that was downloaded here, or a list laid out by yourselves; .xlsx, 2 MB"
            " at most."
        ),
        validators=[FileRequired(_("Choose a file."))],
    )


class ListDecisionForm(FlaskForm):
    version = HiddenField()
    remarks = TextAreaField(
        _("Remarks"),
        description=_("What has to be changed. Needed when the list is returned."),
        validators=[Length(max=LONGEST_REMARKS)],
    )


class RemarkForm(FlaskForm):
    remark = TextAreaField(
        _("What has to be changed in this line"),
        description=_("Leave it empty to take the remark away."),
        validators=[Length(max=300)],
    )
