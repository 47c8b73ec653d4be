"""Forms of the door: sign in, choose a password, open an account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from app.accounts.rules import LONGEST_PASSWORD, SHORTEST_PASSWORD


class SignInForm(FlaskForm):
    """User name and password."""

    username = StringField(_("Username"), [InputRequired(), Length(max=128)])
    password = PasswordField(_("Password"), [InputRequired(), Length(max=LONGEST_PASSWORD)])


class PasswordForm(FlaskForm):
    """The present password, and the next one twice."""

    old = PasswordField(_("Present password"), [InputRequired(), Length(max=LONGEST_PASSWORD)])
    new = PasswordField(
        _("New password"),
        [InputRequired(), Length(max=LONGEST_PASSWORD)],
        description=_(
            "At least %(least)s characters. A short sentence is easy to remember.",
            least=SHORTEST_PASSWORD,
        ),
    )
    again = PasswordField(
        _("New password, once more"),
        [InputRequired(), EqualTo("new", _("The two new passwords are not the same."))],
    )


class ConfirmForm(FlaskForm):
    """Nothing but the token that proves that the person pressed the button."""
