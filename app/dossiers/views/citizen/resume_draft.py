"""Resuming a draft on another day or device, by its code and its secret."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm

from app.dossiers import queries
from app.dossiers.models import Draft
from app.dossiers.rules import draft_codes
from app.dossiers.views.citizen import browser_session
from app.dossiers.views.citizen.attempt_limits import count_try, here
from app.dossiers.views.citizen.blueprint import citizen, is_sound
from app.kernel.security.rate_limits import RESUME, RESUME_PLACE, TooOften
from app.kernel.web.forms.citizen_fields import LineField

LONGEST = 60


class DraftTriedTooOften(TooOften):
    """Too many attempts for this code, by this or another client."""

    message = _(
        "This was tried too often today. Try again after %(time)s, or open the link that you kept."
    )


class ResumeForm(FlaskForm):
    """The code and the secret of a draft."""

    ma = LineField(_("Draft code"), description=_("10 figures and letters, as K7M2Q-9XTRB"))
    bi_mat = LineField(
        _("Secret of the draft (8 characters)"), description=_("It stands under the draft code")
    )


@citizen.route("/nop-ho-so/lam-tiep", methods=["GET", "POST"])
def resume() -> Any:
    """Ask for code and secret; ten tries a day for a code."""
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
    try:
        count_try(counted, RESUME, RESUME_PLACE, DraftTriedTooOften)
    except TooOften as refusal:
        form.form_errors.append(str(refusal))
        return _page(form), refusal.status, dict(refusal.headers)
    if not _open(opened, secret):
        RESUME_PLACE.allow(here())
        form.form_errors.append(
            gettext(
                "The two codes open no draft. Compare them with what you wrote down; a draft is"
                " deleted after 30 days."
            )
        )
        return _page(form), 422
    RESUME.reset(counted)
    return redirect(url_for("citizen.go_on"))


def _open(opened: tuple[draft_codes.Opening, ...], secret: str) -> Draft | None:
    """Open the draft in this browser, if the secret is right."""
    for opening in opened:
        if draft_codes.fits(opening, secret):
            draft = queries.draft(opening.draft_id, opening.token)
            if draft is not None:
                browser_session.keep(draft, opening.token)
                return draft
    return None


def _ask_for_both(form: ResumeForm, code: str, secret: str) -> None:
    if not code:
        form.ma.errors = [gettext("Write the draft code")]
    if not secret.strip():
        form.bi_mat.errors = [gettext("Write the secret of the draft")]


def _page(form: ResumeForm) -> str:
    return render_template("dossiers/citizen/resume_draft.html", form=form)
