"""The outcome of letters to outside authorities."""

from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app.dossiers.forms.steps import LetterForm
from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import verification_letters
from app.dossiers.operations.verification_letters import UNDERTAKEN
from app.dossiers.rules import StepActor
from app.dossiers.rules.verification import letters_open, may_undertake
from app.dossiers.views.desk.transitions import StepPages
from app.kernel.web.routes import route


class VerificationLetterSteps(StepPages):
    """Recording the outcome of a letter, by the justice officer."""

    @route("/record-letter", verb="work", methods=["GET", "POST"])
    def record_letter(self, key: UUID) -> Any:
        """Record which place answered and what, or that it did not."""
        dossier = self._opened(key)
        form = LetterForm()
        form.reason.label.text = _("Number and day of the letter, and what it says")
        if not may_undertake(dossier):
            form.how.choices = [choice for choice in form.how.choices if choice.value != UNDERTAKEN]
        form.place.choices = [SelectChoice(p.code, p.text) for p in letters_open(dossier)]

        def act(found: Dossier, by: StepActor, seen: int) -> Any:
            return verification_letters.record_letter(
                found,
                place=form.place.data or "",
                how=form.how.data or "",
                words=form.reason.data or "",
                by=by,
                seen=seen,
            )

        title = _("Record the answer to a letter")
        return self._page(dossier, form, act, "verification_letter.html", title=title)
