"""Forms of sign-in, passwords, one-time codes, postings and composed roles."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import Field, HiddenField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length, Optional

from app.accounts.queries import stored_roles
from app.accounts.roles import ROLES
from app.accounts.rules.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD
from app.kernel.i18n.formatting import capitalize_first
from app.kernel.text import parsing
from app.kernel.web.forms.fields import DayField
from app.organisation.models import Unit


def _new_password() -> PasswordField:
    return PasswordField(
        _("New password"),
        [InputRequired(), Length(max=LONGEST_PASSWORD)],
        description=_(
            "At least %(least)s characters. A short sentence is easy to remember.",
            least=SHORTEST_PASSWORD,
        ),
    )


def _once_more() -> PasswordField:
    return PasswordField(
        _("New password, once more"),
        [InputRequired(), EqualTo("new", _("The two new passwords are not the same."))],
    )


def _code(label: Any) -> StringField:
    return StringField(label, [InputRequired(), Length(max=100)])


class SignInForm(FlaskForm):
    username = StringField(_("Username"), [InputRequired(), Length(max=128)])
    password = PasswordField(_("Password"), [InputRequired(), Length(max=LONGEST_PASSWORD)])


class PasswordForm(FlaskForm):
    old = PasswordField(_("Present password"), [InputRequired(), Length(max=LONGEST_PASSWORD)])
    new = _new_password()
    again = _once_more()


class ChoosePasswordForm(FlaskForm):
    """A first or a new password, entered twice, for a user who followed an account link."""

    new = _new_password()
    again = _once_more()


class CodeForm(FlaskForm):
    code = _code(_("One-time code"))


class EnrolForm(CodeForm):
    """The first code of a phone that has scanned the secret shown on the page."""

    code = _code(_("The code that the telephone shows now"))
    offer = HiddenField()


class FirstEnrolForm(EnrolForm):
    """As ``EnrolForm``, from an open session: the password proves that the owner is enrolling."""

    password = PasswordField(_("Present password"), [InputRequired(), Length(max=LONGEST_PASSWORD)])


class MoveForm(EnrolForm):
    before = _code(_("A code of the telephone before"))
    code = _code(_("A code of the new telephone"))


class ResetCodeForm(FlaskForm):
    reason = TextAreaField(
        _("Reason"),
        [DataRequired(), Length(max=500)],
        filters=[lambda text: parsing.paragraphs(text or "")],
        description=_("For example: the telephone was lost; how you made sure who asks."),
    )


def _day(label: Any, **kwargs: Any) -> DayField:
    return DayField(label, validators=[InputRequired(_("Enter the day."))], **kwargs)


class TransferForm(FlaskForm):
    unit = SelectField(_("Move to"), [InputRequired()], coerce=int)
    role = SelectField(_("Role"), [InputRequired()])
    title = StringField(_("Title"), [DataRequired(), Length(max=120)])
    since = _day(
        _("From which day"),
        description=_(
            "The role there ends on the day before, and the new one opens at the next request from"
            " this day on."
        ),
    )

    def offer(self, units: Iterable[Unit]) -> None:
        self.unit.choices = [(unit.id, unit.name) for unit in units]
        self.role.choices = [(str(role), facts.label) for role, facts in ROLES.items()]


class SuspendForm(FlaskForm):
    since = _day(_("From which day"))
    until = DayField(
        _("Last day of the suspension"),
        validators=[Optional()],
        description=_(
            "Leave it empty when the end is not known; the role is opened again by hand then."
        ),
    )
    reason = TextAreaField(
        _("Reason"),
        [DataRequired(), Length(max=500)],
        filters=[lambda text: parsing.paragraphs(text or "")],
        description=_(
            "The reason stays with the posting. All sessions of the person end; where no other"
            " role is left, the account opens nothing."
        ),
    )


class ConfirmForm(FlaskForm):
    """Only the CSRF token, which proves that the user pressed the button."""


class PermissionBoxes:
    """Renders one checkbox per permission, grouped by noun."""

    def __call__(self, field: PermissionsField, **_kwargs: Any) -> Markup:
        groups = groupby(field.offered(), key=lambda box: box[0])
        lists = (
            _GROUP % (noun, Markup().join(_box(field, *box) for box in boxes))
            for noun, boxes in groups
        )
        whole = Markup('<div id="%s" role="group" aria-label="%s" tabindex="-1">%s</div>')
        return whole % (field.id, field.label.text, Markup().join(lists))


_GROUP = Markup('<fieldset class="mc-may"><legend>%s</legend>%s</fieldset>')
_BOX = Markup(
    '<div class="checkbox"><label><input type="checkbox" name="%s" value="%s"%s>'
    '<span>%s<span class="sr-only"> – %s</span></span></label></div>'
)


def _box(field: PermissionsField, noun: str, verb: str, key: int) -> Markup:
    ticked = Markup(" checked") if key in {row.id for row in field.data or ()} else ""
    return _BOX % (field.name, key, ticked, capitalize_first(verb), noun)


class PermissionsField(Field):
    """Permissions of a composed role, limited to those that may be composed."""

    widget = PermissionBoxes()

    def __init__(self, label: Any = None, *, say: Callable[[str, str], tuple[str, str]], **kw: Any):
        super().__init__(label, **kw)
        self.say = say

    def process_formdata(self, valuelist: list[str]) -> None:
        known = {str(row.id): row for row in stored_roles.stored_permissions()}
        if set(valuelist) - known.keys():
            raise ValueError(self.gettext("Not a valid choice."))
        self.data = [known[key] for key in dict.fromkeys(valuelist)]

    def offered(self) -> list[tuple[str, str, int]]:
        """Noun, verb and key of each permission, sorted by noun."""
        rows = stored_roles.stored_permissions()
        return sorted((*self.say(row.permission.name, row.view_menu.name), row.id) for row in rows)
