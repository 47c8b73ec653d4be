"""Filling in a draft: begin, one section per page, stop for today, resume, discard."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from app.dossiers.models.dossier import Channel
from app.dossiers.operations import submission
from app.dossiers.queries import citizen_access
from app.dossiers.rules import draft_codes
from app.dossiers.views.citizen import browser_session, kept_drafts
from app.dossiers.views.citizen.blueprint import citizen, is_sound
from app.dossiers.views.citizen.browser_session import DraftGone
from app.dossiers.views.citizen.form_pages import FormPages
from app.dossiers.views.citizen.section_page import page, save
from app.dossiers.views.citizen.uploads import ON_ONE_PAGE
from app.kernel.db import db, transaction
from app.kernel.errors import NotFound
from app.kernel.printing.qr import qr
from app.kernel.security.rate_limits import START_DRAFT
from app.kernel.web.attempts import here
from app.organisation import queries as organisation
from app.organisation.models import Unit
from app.procedures import queries as procedures
from app.procedures.rules.form import Form
from app.procedures.rules.procedure_finder import QUESTIONS, choose


@citizen.errorhandler(DraftGone)
def _gone(refusal: DraftGone) -> Any:
    """Redirect from a submitted draft to its receipt; otherwise show that it is gone."""
    if browser_session.has_become_receipt(refusal.draft_id):
        return redirect(url_for("citizen.receipt"))
    if refusal.draft_id is not None:
        browser_session.drop(refusal.draft_id)
    return render_template("dossiers/citizen/draft_expired.html", sentence=str(refusal)), 404


@citizen.post("/nop-ho-so/bat-dau")
def start() -> Any:
    """Open a draft for the named procedure, or the one that the answers choose."""
    code = request.form.get("commune", "")[:16].replace("\x00", "")
    commune = organisation.commune_by_code(code)
    if commune is None:
        raise NotFound
    wanted, advice, said = _wanted(commune)
    if wanted is None:
        return redirect(advice)
    form = FlaskForm()
    if not is_sound(form):
        flash(_("The page was open for too long. Press the button once more."), "warning")
        return redirect(advice)
    START_DRAFT.consume(here())
    with transaction():
        version = procedures.published(wanted)
        known = _asked_again(procedures.form(version), said)
        draft, token = submission.start_draft(version, commune)
        draft.answers = known
        db.session.flush()  # the browser may hold the draft only once it exists
        browser_session.keep(draft, token)
    return redirect(url_for("citizen.go_on"))


def _wanted(commune: Unit) -> tuple[str | None, str, dict[str, str]]:
    """The procedure to begin, the page with its button, and what was answered on the way."""
    named = request.form.get("procedure", "")[:16].replace("\x00", "")
    if named:
        return named, url_for("citizen.advice", code=commune.code, procedure=named), {}
    answers: dict[str, Any] = {
        asked.key: request.form.get(asked.key, "")[:32] for asked in QUESTIONS
    }
    address = url_for("citizen.birth", code=commune.code, **answers)
    return choose(answers).code, address, answers


def _asked_again(form: Form, said: dict[str, str]) -> dict[str, Any]:
    """What was answered on the way to the form and is one of its own questions."""
    asked = {key: dict(form.by_key[key].choices) for key in said if key in form.by_key}
    return {key: said[key] for key, taken in asked.items() if said[key] in taken}


@citizen.get("/nop-ho-so/khai")
def go_on() -> Any:
    """Redirect to the first incomplete page."""
    form_pages = FormPages.of(browser_session.opened())
    if form_pages.draft.channel is not Channel.SELF:
        return redirect(url_for(ON_ONE_PAGE))
    key = form_pages.first_open()
    return redirect(form_pages.address(key) if key else url_for("citizen.papers"))


@citizen.route("/nop-ho-so/khai/<section>", methods=["GET", "POST"])
def section(section: str) -> Any:
    with transaction():
        return page(FormPages.of(browser_session.opened(lock=request.method == "POST")), section)


@citizen.post("/nop-ho-so/khai/<section>/luu")
def save_section(section: str) -> Any:
    """Save the section as it is being typed; the page stays open."""
    with transaction():
        return save(FormPages.of(browser_session.opened(lock=True)), section)


@citizen.get("/nop-ho-so/de-sau")
def later() -> Any:
    """Show what was saved, until when, and how to resume."""
    draft = browser_session.opened()
    back = url_for(
        "citizen.come_back", key=draft.id, token=browser_session.token_of(draft), _external=True
    )
    opening = next(iter(draft_codes.openings_of(draft.id)), None)
    return render_template(
        "dossiers/citizen/draft_saved.html",
        draft=draft,
        code=draft_codes.code_of(draft.id),
        secret=opening and f"{opening.secret[:4]} {opening.secret[4:]}",
        come_back=back,
        qr=qr(back),
        form=FlaskForm(),
        draft_field=browser_session.FIELD,
        kept=kept_drafts.is_kept(draft.id),
        asked_field=kept_drafts.ASKED,
        keep_field=kept_drafts.FIELD,
    )


@citizen.route("/nop-ho-so/lam-tiep/<uuid:key>/<token>", methods=["GET", "POST"])
def come_back(key: UUID, token: str) -> Any:
    secret = _bytes(token)
    draft = citizen_access.draft(key, secret) if secret else None
    if draft is None:
        raise DraftGone(key)
    form = FlaskForm()
    if form.is_submitted() and is_sound(form):
        browser_session.keep(draft, secret)
        return redirect(url_for("citizen.go_on"))
    return render_template("dossiers/citizen/continue_draft.html", draft=draft, form=form)


@citizen.post("/nop-ho-so/giu-tren-may")
def keep_on_device() -> Any:
    """Keep the draft on this device for its 30 days, or only until the browser is closed."""
    draft = browser_session.opened()
    if is_sound(FlaskForm()):
        kept_drafts.obey(draft)
    return redirect(url_for("citizen.later"))


@citizen.route("/nop-ho-so/xoa", methods=["GET", "POST"])
def discard() -> Any:
    """Ask before the draft is deleted with its documents."""
    form = FlaskForm()
    if not (form.is_submitted() and is_sound(form)):
        draft = browser_session.opened()
        return render_template(
            "dossiers/citizen/draft_deletion.html",
            draft=draft,
            form=form,
            draft_field=browser_session.FIELD,
        )
    with transaction():
        draft = browser_session.opened(lock=True)
        submission.discard(draft)
    browser_session.drop(draft.id)
    flash(_("The draft and its documents are deleted."), "success")
    return redirect(url_for("citizen.home"))


def _bytes(token: str) -> bytes:
    try:
        return bytes.fromhex(token[:64])
    except ValueError:
        return b""
