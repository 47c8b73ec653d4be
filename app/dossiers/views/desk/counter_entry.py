"""The part of the typed declaration for a citizen who is present: one step instead of four."""

from flask import current_app, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app.dossiers import rules
from app.dossiers.forms.visits import PresenceForm
from app.dossiers.models.dossier import Draft
from app.dossiers.operations import counter_entries
from app.dossiers.operations.counter_entries import Presence
from app.dossiers.rules.visits import Signing
from app.dossiers.views.desk import next_dossier
from app.dossiers.views.desk.next_dossier import Left
from app.dossiers.workflow import Capacity, SlipKind
from app.kernel.actor import Actor
from app.procedures import queries as procedures
from app.procedures.answers import warnings
from app.procedures.rules.papers_and_fees import fees, legs

PREFIX = "tai-quay"


def presence(draft: Draft, actor: Actor) -> PresenceForm | None:
    """The questions about a citizen who is present; none for an officer who may not accept."""
    by = rules.officer(actor, draft.commune_id)
    if by.capacity_for(frozenset({Capacity.RECEPTION})) is None:
        return None
    spec = procedures.form(draft.version)
    form = PresenceForm(request.form, prefix=PREFIX)
    form.names.choices = [
        SelectChoice(question, text)
        for question, text in warnings.foreign_names(spec, draft.answers).items()
    ]
    if not fees(spec):
        del form.paid
    if not legs(spec):
        del form.kept
    who = who_signs(draft)
    if who is not Signing.DECLARANT:
        del form.signed
    if who is not Signing.BOTH:
        del form.people
    return form


def who_signs(draft: Draft) -> Signing:
    return rules.visits.who_signs(draft.version)


def enter(draft: Draft, form: PresenceForm, actor: Actor) -> Left:
    """Take the one step. Raises Refused and what else stops an acceptance."""
    ticked = {field.short_name for field in form if field.data}
    presence = Presence(
        signed=bool(ticked & {"signed", "people"}),
        kept="kept" in ticked,
        paid="paid" in ticked,
        compared=form.names.data or (),
    )
    by = rules.officer(actor, draft.commune_id)
    key = str(current_app.secret_key)
    dossier = counter_entries.enter_present(draft, presence, by=by, server_key=key)
    return Left(dossier.id, None, (SlipKind.RECEIPT,))


def tell(left: Left) -> None:
    """Offer the slip and the tracking code to print, the next citizen, and the next dossier."""
    next_dossier.tell(
        _("The dossier is accepted and the visit recorded."),
        left,
        **{
            _("Tracking code for the citizen"): url_for("citizen.receipt"),
            _("New citizen"): url_for("DeskEntry.begin"),
        },
    )
