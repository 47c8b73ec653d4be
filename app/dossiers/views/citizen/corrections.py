"""What a citizen may still change: correct the declaration, or withdraw the dossier."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms.validators import DataRequired, Length

from app.dossiers import rules
from app.dossiers.models.dossier import Dossier, Draft
from app.dossiers.operations import answer_revisions, commune_transfers, submission, transitions
from app.dossiers.views.citizen import browser_session
from app.dossiers.views.citizen.blueprint import citizen, is_sound
from app.dossiers.views.citizen.form_pages import CHANGING, CORRECTING, FormPages
from app.dossiers.views.citizen.section_page import page
from app.dossiers.workflow import Action, State
from app.kernel.db import db, transaction
from app.kernel.errors import DomainError
from app.kernel.web.forms.citizen_fields import TextField
from app.kernel.web.refusals import refusals
from app.procedures import queries as procedures
from app.procedures.answers.display import answers_summary


class NotOpen(DomainError):
    message = _("This is not possible any more. Telephone the commune if something is wrong.")


class WithdrawForm(FlaskForm):
    reason = TextField(
        _("Why do you withdraw the dossier?"),
        description=_("For example: sent to the wrong commune. The commune reads it."),
        validators=[
            DataRequired(_("Write in a few words why you withdraw the dossier")),
            Length(max=2000),
        ],
    )


@citizen.errorhandler(NotOpen)
def _not_open(refusal: NotOpen) -> Any:
    flash(str(refusal), "warning")
    return redirect(url_for("citizen.dossier"))


@citizen.post("/tra-cuu/sua/bat-dau")
def begin_correcting() -> Any:
    """Begin with the current answers, or continue corrections in progress."""
    return begin_with() if is_sound(FlaskForm()) else redirect(url_for("citizen.correct"))


def begin_with(key: str = "") -> Any:
    with transaction():
        dossier = _open_for(Action.CORRECT)
        if browser_session.correction(dossier) is None:
            draft, token = submission.open_draft(
                dossier.procedure_version, dossier.commune, dossier.answers
            )
            db.session.flush()  # the browser may hold it only once it exists
            browser_session.keep_correction(dossier, draft, token)
        question = procedures.form(dossier.procedure_version).by_key.get(key)
    if question is None:
        return redirect(url_for("citizen.correct"))
    here = url_for(CORRECTING.section, section=question.section, _anchor=key, sua=1)
    return redirect(here)


@citizen.route("/tra-cuu/sua", methods=["GET", "POST"])
def correct() -> Any:
    """The declaration with its corrections; written to the dossier only when submitted."""
    form = FlaskForm()
    if form.is_submitted() and is_sound(form) and _is_complete():
        with refusals() as refused, transaction():
            dossier = _open_for(Action.CORRECT, lock=True)
            draft, began_from = _corrections(dossier, lock=True)
            answers = dict(draft.answers)
            papers = submission.hand_over(draft, dossier)
            db.session.flush()  # the papers have left the draft before it is deleted
            db.session.expire(draft, ["papers"])
            submission.discard(draft)
            answer_revisions.revise_answers(
                dossier, answers, by=rules.APPLICANT, seen=began_from, papers=papers
            )
        browser_session.drop_correction()
        if not refused:
            flash(gettext("The commune sees your corrections now."), "success")
            if answer_revisions.declares_another_phone(dossier):
                told = gettext(
                    "Messages still go to the telephone that was filed before. To change that, use"
                    " “Change the telephone number for messages” on this page."
                )
                flash(told, "warning")
        waits = dossier.state is State.SUPPLEMENTING
        return redirect(url_for("citizen.complete" if waits else "citizen.dossier"))
    dossier = _open_for(Action.CORRECT)
    draft, _began_from = _corrections(dossier)
    return _summary(dossier, FormPages.of(draft, CORRECTING), form)


@citizen.post("/tra-cuu/sua/bo")
def give_up() -> Any:
    if is_sound(FlaskForm()):
        with transaction():
            dossier = _open_for(Action.CORRECT)
            submission.discard(_corrections(dossier, lock=True)[0])
        browser_session.drop_correction()
    return redirect(url_for("citizen.dossier"))


@citizen.route("/tra-cuu/sua/<section>", methods=["GET", "POST"])
def correct_section(section: str) -> Any:
    with transaction():
        dossier = _open_for(Action.CORRECT)
        draft, _began_from = _corrections(dossier, lock=request.method == "POST")
        return page(FormPages.of(draft, CORRECTING), section)


@citizen.route("/tra-cuu/rut", methods=["GET", "POST"])
def withdraw() -> Any:
    """Ask for a reason and confirmation; then the dossier is closed."""
    form = WithdrawForm()
    if form.is_submitted() and is_sound(form):
        reason = str(form.reason.data or "")
        with refusals(form) as refused, transaction():
            dossier = _open_for(Action.WITHDRAW, lock=True)
            transitions.advance(dossier, Action.WITHDRAW, by=rules.APPLICANT, reason=reason)
        if not refused:
            flash(gettext("The dossier is withdrawn."), "success")
            return redirect(url_for("citizen.dossier"))
    dossier = _open_for(Action.WITHDRAW)
    body = render_template("dossiers/citizen/withdrawal.html", dossier=dossier, form=form)
    return body, 422 if form.errors else 200


ANSWERS = {"agree": Action.AGREE_TRANSFER, "decline": Action.DECLINE_TRANSFER}
SAID = {
    "agree": _("The dossier has been passed on. Its codes stay the same."),
    "decline": _("The dossier stays where it is."),
}


@citizen.post("/tra-cuu/chuyen-xa")
def answer_passing() -> Any:
    answer = request.form.get("answer", "")
    if is_sound(FlaskForm()) and answer in ANSWERS:
        with refusals() as refused, transaction():
            dossier = _open_for(ANSWERS[answer], lock=True)
            commune_transfers.answer(dossier, ANSWERS[answer], about=request.form.get("about", ""))
        if not refused:
            flash(str(SAID[answer]), "success")
    return redirect(url_for("citizen.dossier"))


def correcting(dossier_id: str | None = None, *, lock: bool = False) -> Draft:
    """The corrections in progress to the dossier of the ticket. Raises NotOpen."""
    dossier = _open_for(Action.CORRECT)
    if dossier_id is not None and dossier_id != str(dossier.id):
        raise NotOpen
    return _corrections(dossier, lock=lock)[0]


def _open_for(action: Action, *, lock: bool = False) -> Dossier:
    """The dossier of the ticket, if the workflow offers its citizen this step now.

    Raises NotOpen.
    """
    dossier = browser_session.tracked(lock=lock)
    if action not in {offer.row.action for offer in rules.offers(dossier, rules.APPLICANT)}:
        raise NotOpen
    return dossier


def _corrections(dossier: Dossier, *, lock: bool = False) -> tuple[Draft, int]:
    """The corrections in progress, and the version of the dossier they began from.

    Raises NotOpen.
    """
    found = browser_session.correction(dossier, lock=lock)
    if found is None:
        raise NotOpen
    return found


def _is_complete() -> bool:
    """Whether the corrected declaration has no errors and no missing answers."""
    draft, _began_from = _corrections(_open_for(Action.CORRECT))
    return not FormPages.of(draft, CORRECTING).faults


def _summary(dossier: Dossier, form_pages: FormPages, form: FlaskForm) -> Any:
    draft = form_pages.draft
    changed = rules.changed_keys(dossier.answers, form_pages.spec.completed(draft.answers))
    body = render_template(
        "dossiers/citizen/corrections.html",
        dossier=dossier,
        form=form,
        summary=answers_summary(form_pages.spec, draft.answers, form_pages.around),
        changed=[
            form_pages.spec.by_key[key].label for key in changed if key in form_pages.spec.by_key
        ],
        added=draft.papers,
        view=lambda filed: url_for("citizen.correction_paper", key=filed.id),
        open_questions=[
            (form_pages.address(form_pages.page_of(key), **{CHANGING: 1}), key, messages)
            for key, messages in form_pages.faults.items()
        ],
        change=form_pages.change,
    )
    return body, 422 if form.errors else 200
