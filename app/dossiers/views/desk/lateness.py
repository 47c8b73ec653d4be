"""Late dossiers: the head's apology, the district's reminder."""

from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from app.dossiers import rules
from app.dossiers.forms.steps import ApologyForm, UrgingForm
from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import apologies, transitions
from app.dossiers.queries import visibility
from app.dossiers.rules import StepActor
from app.dossiers.views.desk.transitions import StepPages
from app.dossiers.workflow import Action
from app.kernel.web.current_actor import current_actor
from app.kernel.web.routes import route


class LatenessApologies(StepPages):
    """The apology to the citizen."""

    @route("/apologise", verb="work", methods=["GET", "POST"])
    def apologise(self, key: UUID) -> Any:
        """Explain the delay and promise another day, once."""
        dossier = self._opened(key)
        form = ApologyForm()

        def act(found: Dossier, by: StepActor, seen: int) -> Any:
            new_day, reason = form.new_day.data, form.reason.data or ""
            return apologies.apologise(found, new_day=new_day, reason=reason, by=by, seen=seen)

        title = _("Apologise and give a new day")
        return self._page(dossier, form, act, "apology.html", title=title)


class LatenessReminders(StepPages):
    """The district's reminder to the commune."""

    @route("/urge", verb="urge", methods=["GET", "POST"])
    def urge(self, key: UUID) -> Any:
        """Remind the commune that a dossier is late; its leader reads it there."""
        # not locked: the district only adds to the journal
        dossier = visibility.page(key, current_actor())
        form = UrgingForm()

        def act(found: Dossier, by: StepActor, seen: int) -> Any:
            return transitions.advance(found, Action.URGE, by=by, reason=form.reason.data)

        return self._page(dossier, form, act, "urging.html", title=_("Urge the unit that is late"))

    def _by(self, dossier: Dossier) -> StepActor:
        return rules.supervisor(current_actor(), dossier.commune_id)
