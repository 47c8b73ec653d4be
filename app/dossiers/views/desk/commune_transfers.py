"""Transfer of a dossier to the right commune: the desk's pages, and the list of transfers."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app.dossiers.forms.steps import EvidenceForm, PassingForm
from app.dossiers.models.commune_transfers import CommuneTransfer
from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import commune_transfers, transitions
from app.dossiers.queries import visibility
from app.dossiers.rules import StepActor
from app.dossiers.views.desk.transitions import StepPages
from app.dossiers.workflow import Action
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.organisation import queries as organisation


class CommuneTransferSteps(StepPages):
    """The desk's steps on a dossier that was sent to the wrong commune."""

    route_base = "/can-bo/mot-cua/ho-so/<uuid:key>/buoc"
    class_permission_name = "Desk"

    @route("/propose-passing", verb="work", methods=["GET", "POST"])
    def propose_passing(self, key: UUID) -> Any:
        """Choose the right commune and give a reason; the citizen is asked."""
        dossier, form = self._opened(key), PassingForm()
        communes = organisation.open_communes(
            dossier.procedure_version.procedure.code, clock.today(), near=dossier.commune
        )
        form.to.choices = [SelectChoice("", _("Choose"))] + [
            SelectChoice(str(each.id), f"{each.name}, {each.district}") for each in communes
        ]
        chosen = {str(each.id): each for each in communes}

        def act(found: Dossier, by: StepActor, seen: int) -> Any:
            to = chosen[form.to.data or ""]
            return commune_transfers.propose(found, to, by=by, reason=form.reason.data, seen=seen)

        title = _("Propose another commune")
        return self._page(dossier, form, act, "commune_transfer.html", title=title)

    @route("/agree-passing", verb="work", methods=["GET", "POST"])
    def agree_passing(self, key: UUID) -> Any:
        """Record the citizen's consent and how it was given; then the dossier is no longer here."""
        dossier, form = self._opened(key), EvidenceForm()
        to, code = dossier.passing_to, dossier.code
        if form.is_submitted() and form.validate():
            with refusals(form) as refused:
                self._do(dossier, form, _answer(form, Action.AGREE_TRANSFER))
            if not refused:
                said = _("Dossier %(code)s has been passed on to %(to)s.", code=code, to=to)
                flash(said, "success")
                return redirect(url_for("Desk.queue"))
        if not form.is_submitted():
            form.version.data = dossier.row_version
        title = _("Pass on: the citizen agrees")
        return self._shown(dossier, form, "commune_transfer.html", title=title)

    @route("/decline-passing", verb="work", methods=["GET", "POST"])
    def decline_passing(self, key: UUID) -> Any:
        """Record why it stays here."""
        dossier, form = self._opened(key), EvidenceForm()
        form.reason.label.text = _("Why it stays here")
        act = _answer(form, Action.DECLINE_TRANSFER)
        title = _("Keep it here: not passed on")
        return self._page(dossier, form, act, "commune_transfer.html", title=title)


def _answer(form: Any, action: Action) -> Any:
    return lambda found, by, seen: transitions.advance(
        found, action, by=by, seen=seen, reason=form.reason.data
    )


class PassingView(GeneratedView):
    """Transfers that a commune proposed, and those it received."""

    datamodel = Interface(CommuneTransfer)
    route_base = "/can-bo/chuyen-xa"
    writes = ()
    list_columns = [
        "code", "from_commune.name", "to_commune.name", "proposed_at", "answered_at", "passed_at",
    ]  # fmt: skip
    show_columns = [*list_columns, "evidence"]
    search_columns = ["code", "passed_at"]
    order_columns = ["proposed_at"]
    base_order = ("proposed_at", "desc")

    def scope(self, actor: Actor) -> Clauses:
        return (visibility.passings_visible_to(actor),)
