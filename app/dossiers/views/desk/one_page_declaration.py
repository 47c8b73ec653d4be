"""The whole declaration on one page, for an officer who fills it in by keyboard."""

import json
from typing import Any

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask_appbuilder import AppBuilder, BaseView
from flask_babel import gettext
from flask_wtf.csrf import CSRFError

from app.dossiers.forms.declaration import Declaration, declaration
from app.dossiers.forms.visits import PresenceForm
from app.dossiers.models.dossier import Channel, Draft
from app.dossiers.operations import desk_drafts, prefill, submission
from app.dossiers.views.citizen import browser_session
from app.dossiers.views.citizen.autosave import told_saved
from app.dossiers.views.citizen.blueprint import is_sound, is_stale, show_again
from app.dossiers.views.citizen.browser_session import DraftGone
from app.dossiers.views.citizen.section_page import LATER, LONGEST_KEPT
from app.dossiers.views.citizen.uploads import by_key
from app.dossiers.views.desk import counter_entry, entry_lookups
from app.dossiers.views.desk.entry_lookups import LOOK_UP
from app.dossiers.views.desk.lookups import WORK
from app.kernel.actor import Actor
from app.kernel.db import attempt, transaction
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.procedures import queries as procedures
from app.procedures.rules.form import Question, said_values
from app.residents import queries as residents

SEND, PHOTOS, NEW_CITIZEN = "nop", "anh", "moi"
"""Buttons of the page besides the one that only saves."""
SEEN = "da_xem"
"""The checkboxes of papers whose originals were compared."""


class DeskDeclaration(BaseView):
    """One page from the first question to submission."""

    route_base = "/can-bo/mot-cua/nhap/khai"
    default_view = "page"
    class_permission_name = "Desk"

    def create_blueprint(self, appbuilder: AppBuilder, **more: Any) -> Blueprint:
        """Show the form again, filled in, if its token has expired."""
        blueprint: Blueprint = super().create_blueprint(appbuilder, **more)
        blueprint.register_error_handler(CSRFError, show_again)
        blueprint.register_error_handler(DraftGone, _gone)
        return blueprint

    @route("/", verb="work", methods=["GET", "POST"])
    def page(self) -> Any:
        """Show the form; save the input, valid or not; submit if there are no errors."""
        if request.method == "GET":
            draft = _opened()
            return self._shown(draft, _form(draft))
        with transaction():
            draft = _opened(lock=True)
            form = _form(draft)
            sound = _keep(draft, form, current_actor())
            if is_stale():
                return self._shown(draft, form), 400
            if SEND in request.form:
                presence = counter_entry.presence(draft, current_actor())
                if not sound or not _is_declared(form):
                    return self._shown(draft, form, presence), 422
                return self._send(draft, form, presence)
        if LOOK_UP in request.form and self._may_look_up(draft):
            return self._look_up(draft, form, request.form[LOOK_UP])
        return redirect(_after())

    def _send(self, draft: Draft, form: Declaration, presence: PresenceForm | None) -> Any:
        """Submit; for a citizen who is present accept as well, or do nothing and say why."""
        sent = draft.id
        if presence is None or not presence.present.data:
            submission.submit(draft, server_key=str(current_app.secret_key))
            browser_session.keep_receipt(sent)
            return redirect(url_for("citizen.receipt"))
        with refusals(presence) as refused, attempt():
            left = counter_entry.enter(draft, presence, current_actor())
        if refused:
            return self._shown(draft, form, presence), 422
        browser_session.keep_receipt(sent)
        counter_entry.tell(left)
        return redirect(url_for("Desk.dossier", key=left.key))

    @route("/luu", verb="work", methods=["POST"])
    def save(self) -> Any:
        with transaction():
            draft = _opened(lock=True)
            _keep(draft, _form(draft), current_actor())
            return ("", 400) if is_stale() else told_saved(draft)

    def _may_look_up(self, draft: Draft) -> bool:
        return not draft.is_rehearsal and bool(self.appbuilder.sm.has_access(*WORK))

    def _look_up(self, draft: Draft, form: Declaration, block: str) -> Any:
        """Query the population database and fill empty answers; the page is already saved."""
        found = None
        with refusals() as refused:
            found = entry_lookups.ask(form, draft, block, current_actor())
        if found is None and not refused:
            return self._shown(draft, form), 422
        with transaction():
            answer = residents.answer(found) if found else None
            if answer is not None and answer.found:
                prefill.fill_draft(_opened(lock=True), block, answer.content)
        return redirect(url_for("DeskDeclaration.page", _anchor=entry_lookups.field_of(block)))

    def _shown(self, draft: Draft, form: Declaration, presence: PresenceForm | None = None) -> str:
        papers = by_key(draft.papers)
        if self._may_look_up(draft):
            entry_lookups.mark(form, draft)
        return self.render_template(
            "dossiers/desk/one_page_declaration.html",
            draft=draft,
            form=form,
            refused=_refused(form),
            notices=form.notices() if form.is_submitted() or draft.completed_sections else (),
            files={key: [p for p in of_key if p.storage_key] for key, of_key in papers.items()},
            seen={paper.key for paper in draft.papers if paper.original_seen_at},
            seen_field=SEEN,
            presence=presence or counter_entry.presence(draft, current_actor()),
            draft_field=browser_session.FIELD,
            later=LATER,
            send=SEND,
            photos=PHOTOS,
            new_citizen=NEW_CITIZEN,
            look_up=LOOK_UP,
        )


def _refused(form: Declaration) -> list[tuple[Question, int]]:
    """The questions whose answers send the citizen to another office, and by which refusal."""
    asked, answers = form.spec.by_key, form.answers()
    return [
        (asked[name], n)
        for name in form.errors
        if name in asked
        for n, refusal in enumerate(asked[name].refusals)
        if not refusal.procedure and said_values(answers.get(name)) & refusal.values
    ]


def _gone(refusal: DraftGone) -> Any:
    """Redirect from a submitted draft to its receipt; from any other to the start."""
    if browser_session.has_become_receipt(refusal.draft_id):
        return redirect(url_for("citizen.receipt"))
    flash(str(refusal), "warning")
    return redirect(url_for("DeskEntry.begin"))


def _opened(*, lock: bool = False) -> Draft:
    """The draft of this page, begun at the desk.

    Raises:
        DraftGone: it was not begun at the desk, or this browser does not hold it.
    """
    draft = browser_session.opened(lock=lock)
    if draft.channel is Channel.SELF:
        raise DraftGone(None)
    return draft


def _form(draft: Draft) -> Declaration:
    around = procedures.surroundings(draft.commune)
    return declaration(procedures.form(draft.version), draft.answers, around)()


def _keep(draft: Draft, form: Declaration, actor: Actor) -> bool:
    """Write the page to the draft, valid or not; returns whether it has no errors."""
    sound = is_sound(form)
    if is_stale():
        return False
    endless = {
        name
        for name in form.errors
        if name in form and len(json.dumps(form[name].data, default=str)) > LONGEST_KEPT
    }
    answers = {key: value for key, value in form.answers().items() if key not in endless}
    faulty = {form.spec.by_key[name].section for name in form.errors if name in form.spec.by_key}
    wrong = {form.spec.page_of[section].key for section in faulty}
    submission.save_whole(draft, answers, wrong=wrong)
    seat = next(iter(actor.postings_in(draft.commune_id)), None)
    if seat is not None:
        desk_drafts.note_originals(draft, request.form.getlist(SEEN), by=seat.posting_id)
    return sound


def _is_declared(form: Declaration) -> bool:
    """Whether the citizen has confirmed that it is true; otherwise add an error to the form."""
    if not form.declared.data:
        form.declared.errors = [gettext("Tick the declaration before you send")]
    return bool(form.declared.data)


def _after() -> str:
    if PHOTOS in request.form:
        return url_for("citizen.papers")
    if LATER in request.form:
        return url_for("citizen.later")
    if NEW_CITIZEN in request.form:
        browser_session.forget_everybody()
        return url_for("DeskEntry.begin")
    return url_for("DeskDeclaration.page")
