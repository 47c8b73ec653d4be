"""Proposals about entries: the officer's form, the leader's list and signature (trình ký)."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask_appbuilder import BaseView
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.accounts.roles import Role
from app.dossiers import rules as dossiers
from app.dossiers.rules import StepActor
from app.dossiers.workflow import Capacity
from app.kernel.db import transaction
from app.kernel.errors import NotAllowed, NotFound
from app.kernel.web import access_log
from app.kernel.web.counters import Counter
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.registers import queries
from app.registers.forms.proposals import DecisionForm, NoteForm, RevocationForm
from app.registers.models.entries import Entry
from app.registers.models.proposals import EntryProposal
from app.registers.operations import proposals
from app.registers.operations.proposals import ToldNote
from app.registers.queries import issued_papers
from app.registers.queries import proposals as found
from app.registers.views.earlier_entries import NAMED

DECISIONS: Mapping[str, tuple[Callable[[EntryProposal, str, StepActor], None], LazyString]] = {
    "sign": (
        lambda proposal, _reason, by: proposals.sign(proposal, by=by),
        _("Signed. It is entered now and cannot be taken back."),
    ),
    "send_back": (
        lambda proposal, reason, by: proposals.send_back(proposal, reason, by=by),
        _("Sent back to the officer."),
    ),
}


class Proposals(BaseView):
    """What the civil-status officer prepares about an entry, and a leader signs."""

    route_base = "/can-bo/so-ho-tich/trinh-ky"
    default_view = "waiting"
    class_permission_name = "Desk"

    @route("/", verb="read")
    def waiting(self) -> Any:
        """Proposals in the user's communes on which no leader has decided."""
        actor = current_actor()
        access_log.log_list_access(actor, EntryProposal)
        return self.render_template("registers/proposals.html", found=found.waiting(actor))

    @route("/<uuid:key>", verb="read")
    def show(self, key: UUID) -> Any:
        return self._page(found.proposal(key, current_actor()), DecisionForm(formdata=None))

    @route("/<uuid:key>/<word>", verb="work", methods=["POST"])
    def decide(self, key: UUID, word: str) -> Any:
        """Sign or send back."""
        actor, form = current_actor(), DecisionForm()
        proposal = found.proposal(key, actor)
        if word not in DECISIONS:
            raise NotFound
        decide, said = DECISIONS[word]
        if form.validate():
            with refusals(form) as refused, transaction():
                by = dossiers.officer(actor, proposal.unit_id)
                decide(proposal, form.reason.data or "", by)
            if not refused:
                flash(str(said), "success")
                return redirect(url_for("Proposals.show", key=key))
        return self._page(found.proposal(key, actor), form)

    @route("/thu-hoi/<uuid:key>", verb="work", methods=["GET", "POST"])
    def revoke(self, key: UUID) -> Any:
        """Propose that the paper issued from an entry is revoked."""
        form = RevocationForm()
        entry, by = _own(key)
        if form.validate_on_submit():
            with refusals(form) as refused, transaction():
                made = proposals.propose_revocation(
                    entry, form.reason.data, form.text.data, form.basis.data, by=by
                )
                proposal_id = made.id
            if not refused:
                return _proposed(proposal_id)
        access_log.log_access(current_actor(), entry)
        force = issued_papers.force_of([entry.certificate_id]).get(entry.certificate_id)
        return self.render_template(
            "registers/revocation.html", form=form, entry=entry, force=force
        )

    @route("/ghi-chu/<uuid:key>", verb="work", methods=["GET", "POST"])
    def note(self, key: UUID) -> Any:
        """Propose a note of what another office decided about an entry."""
        form = NoteForm()
        entry, by = _own(key)
        if entry.content["kind"] not in NAMED:
            raise NotFound
        if form.validate_on_submit():
            with refusals(form) as refused, transaction():
                told = ToldNote(
                    form.kind.data,
                    form.text.data.strip(),
                    form.document.data.strip(),
                    form.office.data.strip(),
                    form.day.data,
                    form.kept,
                )
                made = proposals.propose_note(entry, told, by=by)
                proposal_id = made.id
            if not refused:
                return _proposed(proposal_id)
        access_log.log_access(current_actor(), entry)
        return self.render_template("registers/note.html", form=form, entry=entry)

    def _page(self, proposal: EntryProposal, form: DecisionForm) -> Any:
        actor = current_actor()
        access_log.log_access(actor, proposal.entry)
        signer = dossiers.officer(actor, proposal.unit_id).capacity_for(
            frozenset({Capacity.SIGNER})
        )
        return self.render_template(
            "registers/proposal.html",
            form=form,
            proposal=proposal,
            signs=signer is not None and proposal.staff_id != actor.staff_id,
        )


def _own(key: UUID) -> tuple[Entry, StepActor]:
    """The entry, and the person as its commune's civil-status officer."""
    actor = current_actor()
    entry = queries.to_copy(key, actor)
    by = dossiers.officer(actor, entry.unit_id)
    if by.capacity_for(frozenset({Capacity.CIVIL_STATUS})) is None:
        raise NotAllowed
    return entry, by


def _proposed(key: UUID) -> Any:
    flash(str(_("Proposed. The leader finds it among what is to be signed.")), "success")
    return redirect(url_for("Proposals.show", key=key))


COUNTERS = (
    Counter(
        key="proposals.to_sign",
        label=_("Notes and revocations to sign"),
        permission=("can_work", "Desk"),
        count=found.count_waiting,
        url=lambda: url_for("Proposals.waiting"),
        tone="due",
        roles=frozenset({Role.COMMUNE_LEADER}),
    ),
)
