"""Resuming a draft on another day or device, by its code and its secret."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm

from app.dossiers.models.dossier import Draft
from app.dossiers.queries import citizen_access
from app.dossiers.rules import draft_codes
from app.dossiers.views.citizen import browser_session
from app.dossiers.views.citizen.blueprint import citizen, is_sound
from app.kernel.security.proof_of_work import Puzzle
from app.kernel.security.rate_limits import RESUME, RESUME_PLACE, TooOften
from app.kernel.web.attempts import Attempt, Use, here
from app.kernel.web.forms.citizen_fields import LineField

LONGEST = 60


DRAFT_TRIED_TOO_OFTEN = _(
    "Wrong codes were tried too often for this draft or from this network, so yours have not been"
    " compared. Try again after %(time)s, or open the draft with a code sent to the mobile phone in"
    " it."
)


class ResumeForm(FlaskForm):
    ma = LineField(_("Draft code"), description=_("10 digits and letters, as K7M2Q-9XTRB"))
    bi_mat = LineField(
        _("Secret of the draft (8 characters)"), description=_("It is shown under the draft code")
    )


@citizen.route("/nop-ho-so/lam-tiep", methods=["GET", "POST"])
def resume() -> Any:
    """Ask for code and secret; after ten wrong tries a day for a code, for a proof of work too."""
    form = ResumeForm()
    if request.method == "GET":
        return _page(form)
    if not is_sound(form):
        return _page(form), 400
    code, secret = (str(field.data or "")[:LONGEST] for field in (form.ma, form.bi_mat))
    _ask_for_both(form, code, secret)
    if form.errors:
        return _page(form), 422
    opened = draft_codes.named(code)
    counted = draft_codes.code_of(opened[0].draft_id) if opened else code.upper()
    attempt = Attempt(f"resume {counted}", (Use(RESUME, counted), Use(RESUME_PLACE, here())))
    if used_up := attempt.count():
        refusal = TooOften(DRAFT_TRIED_TOO_OFTEN, seconds=used_up.seconds)
        flash(str(refusal), "warning")
        return _page(form, attempt.puzzle()), refusal.status, dict(refusal.headers)
    if not _open(opened, secret):
        form.form_errors.append(
            gettext(
                "The two codes open no draft. Compare them with what you wrote down; a draft is"
                " deleted after 30 days."
            )
        )
        return _page(form), 422
    attempt.give_back()
    return redirect(url_for("citizen.go_on"))


@citizen.route("/nop-ho-so/chon-ban-nhap", methods=["GET", "POST"])
def choose_draft() -> Any:
    """Choose one of the drafts that this browser holds, as after a code for their phone."""
    form = FlaskForm()
    if request.method == "POST" and is_sound(form):
        browser_session.opened()
        return redirect(url_for("citizen.go_on"))
    drafts = browser_session.drafts()
    if not drafts:
        return redirect(url_for("citizen.resume"))
    return render_template(
        "dossiers/citizen/choose_draft.html",
        form=form,
        drafts=drafts,
        field=browser_session.FIELD,
    )


def _open(opened: tuple[draft_codes.Opening, ...], secret: str) -> Draft | None:
    """Open the draft in this browser, if the secret is right."""
    for opening in opened:
        if draft_codes.fits(opening, secret):
            draft = citizen_access.draft(opening.draft_id, opening.token)
            if draft is not None:
                browser_session.keep(draft, opening.token)
                return draft
    return None


def _ask_for_both(form: ResumeForm, code: str, secret: str) -> None:
    if not code:
        form.ma.errors = [gettext("Enter the draft code")]
    if not secret.strip():
        form.bi_mat.errors = [gettext("Enter the secret of the draft")]


def _page(form: ResumeForm, puzzle: Puzzle | None = None) -> str:
    return render_template("dossiers/citizen/resume_draft.html", form=form, puzzle=puzzle)
