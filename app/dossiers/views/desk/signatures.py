"""The leader signs one dossier after another (ký lần lượt), or many that were opened."""

from itertools import groupby
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from app.accounts.roles import Role
from app.dossiers import rules
from app.dossiers.forms.signatures import SigningForm
from app.dossiers.models.dossier import Dossier
from app.dossiers.models.phrases import PhraseKind
from app.dossiers.operations import transitions
from app.dossiers.operations.phrases import count_phrases
from app.dossiers.queries import signatures
from app.dossiers.rules import StepActor
from app.dossiers.views.desk.panels import Panel, panels
from app.dossiers.views.desk.phrases import Phrases, offered
from app.dossiers.views.desk.transitions import StepPages
from app.dossiers.workflow import Action, State
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.errors import NotAllowed
from app.kernel.row_security.request_scope import planned_once
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.procedures import queries as procedures
from app.procedures.answers.display import answers_summary
from app.procedures.rules.form import Surroundings

HERE = frozenset({Action.SIGN, Action.SEND_BACK})


class Signatures(StepPages):
    """What waits for the signature: all of it, and one after another."""

    route_base = "/can-bo/mot-cua/ky"
    default_view = "waiting"

    @route("/", verb="work")
    def waiting(self) -> Any:
        """All that waits, by procedure; what was opened can be ticked and signed together."""
        actor = _leader()
        found = signatures.waiting(actor)
        access_log.log_list_access(actor, Dossier)
        by_kind = sorted(found, key=_kind)  # stable: the most urgent stays first
        return self.render_template(
            "dossiers/desk/signatures.html",
            first=found[0] if found else None,
            left=len(found),
            kinds=[(kind, list(rows)) for kind, rows in groupby(by_kind, _kind)],
            opened=signatures.opened([each.id for each in found]),
            now=clock.now(),
        )

    @route("/<uuid:key>", verb="work", methods=["GET", "POST"])
    @planned_once
    def sign(self, key: UUID) -> Any:
        """The paper beside the answers; signing or sending back leads to the next dossier."""
        actor = _leader()
        dossier, form = self._opened(key), SigningForm(request.form.get("action", ""))
        phrases = offered(dossier, PhraseKind.SENT_BACK, form.reason)
        fills = form.is_submitted() and phrases.fill()
        if form.is_submitted() and not fills and form.action not in HERE:
            raise BadRequest
        following, code = signatures.after(key, actor), dossier.code
        if dossier.state is not State.TO_SIGN:
            flash(_("Dossier %(code)s does not wait for a signature any more.", code=code))
            return redirect(_address_of(following))
        if not form.is_submitted():
            form.version.data = dossier.row_version
        elif not fills and form.validate():
            word = Action(form.action)
            reason = form.reason.data if word is Action.SEND_BACK else None

            def act(found: Dossier, by: StepActor, seen: int) -> Any:
                count_phrases(found, PhraseKind.SENT_BACK, reason)
                return transitions.advance(found, word, by=by, seen=seen, reason=reason)

            with refusals(form) as refused:
                self._do(dossier, form, act)
            if not refused:
                flash(_("%(code)s: %(what)s.", code=code, what=word.label), "success")
                return redirect(_address_of(following))
        return self._paper(key, form, following, phrases)

    def _paper(self, key: UUID, form: SigningForm, following: UUID | None, phrases: Phrases) -> Any:
        actor = current_actor()
        dossier = self._opened(key)
        by = rules.officer(actor, dossier.commune_id)
        offers = {offer.row.action: offer for offer in rules.offers(dossier, by)}
        whole = procedures.form(dossier.procedure_version)
        around = Surroundings(
            day=clock.today(), facilities=procedures.facilities(dossier.commune.district_id)
        )
        return self._shown(
            dossier,
            form,
            "signature.html",
            title=_("Sign"),
            left=signatures.how_many(actor),
            following=_address_of(following) if following else None,
            signable=offers.get(Action.SIGN),
            phrases=phrases,
            returnable=Action.SEND_BACK in offers,
            summary=answers_summary(whole, dossier.answers, around, masked=True, calls=False),
            result=panels[Panel.ENTRY](dossier, actor),
        )


def _address_of(key: UUID | None) -> str:
    return url_for("Signatures.sign", key=key) if key else url_for("Signatures.waiting")


def _kind(dossier: Dossier) -> str:
    return dossier.procedure_name


def _leader() -> Actor:
    """Whoever signs for a commune.

    Raises:
        NotAllowed: this person signs nowhere.
    """
    actor = current_actor()
    if not any(seat.role == Role.COMMUNE_LEADER for seat in actor.postings):
        raise NotAllowed
    return actor
