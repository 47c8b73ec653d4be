"""The form for a lookup in the population database: person, purpose, identity number."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.dossiers.forms.steps import SeenForm
from app.dossiers.rules.declared_people import DeclaredPerson
from app.residents.models.lookups import Purpose
from app.residents.rules.purposes import PURPOSES

LONGEST = 40


class LookUpForm(FlaskForm):
    person = RadioField(_("Whom"), validators=[InputRequired(_("Choose whom to look up"))])
    purpose = RadioField(
        _("What for"),
        choices=[SelectChoice(str(purpose), facts.label) for purpose, facts in PURPOSES.items()],
        validators=[InputRequired(_("Choose what it is for"))],
    )
    number = StringField(
        _("Another number"),
        description=_(
            "Only if the declared one is missing or wrong, as read from the document "
            "that is shown: 9 or 12 digits"
        ),
        validators=[Length(max=LONGEST)],
    )

    people: tuple[DeclaredPerson, ...] = ()

    def offer(self, people: tuple[DeclaredPerson, ...], wanted: str) -> None:
        self.people = people
        self.person.choices = [SelectChoice(each.key, each.label) for each in people]
        if not self.is_submitted():
            found = next((each for each in people if each.is_meant_by(wanted)), None)
            self.person.data = found.key if found else None
            self.purpose.data = str(found.purpose if found else Purpose.PERSON)

    @property
    def chosen(self) -> DeclaredPerson:
        """The selected person; only for a validated form."""
        return next(each for each in self.people if each.key == self.person.data)

    @property
    def asked(self) -> str:
        """The number typed, or the declared one."""
        return str(self.number.data or "").strip() or self.chosen.number

    def validate(self, extra_validators: Any = None) -> bool:
        """A person without a declared number needs a typed one."""
        sound = bool(super().validate(extra_validators))
        if sound and not self.asked:
            self.number.errors = [
                gettext("No number is declared for this person. Enter the one on the document.")
            ]
        return sound and bool(self.asked)


class FillForm(SeenForm):
    facts = SelectMultipleField(
        _("Fill in"), validators=[InputRequired(_("Tick what is to be filled in"))]
    )
