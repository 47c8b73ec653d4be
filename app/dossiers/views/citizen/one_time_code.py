"""Checking the six digits of an SMS (mã xác nhận), and what they give access to.

Nothing on these pages reveals whether such a dossier exists. The request is found by a key in the
browser's cookie; neither the code nor a phone number is in any address.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm

from app.dossiers.database.browser_proof import OpenDossier
from app.dossiers.models.one_time_codes import CodePurpose
from app.dossiers.operations import contact_changes, one_time_codes
from app.dossiers.operations.one_time_codes import DIGITS, Opened
from app.dossiers.queries import citizen_access
from app.dossiers.rules import draft_codes
from app.dossiers.views.citizen import browser_session
from app.dossiers.views.citizen.blueprint import citizen, is_sound
from app.kernel.db import transaction
from app.kernel.security.proof_of_work import Puzzle
from app.kernel.security.rate_limits import CODE_TRY_PLACE, RESUME, TRACK, TooOften
from app.kernel.web.attempts import Attempt, Use, here
from app.kernel.web.forms.citizen_fields import LineField
from app.kernel.web.refusals import refusals

ASKED_AT: Mapping[CodePurpose, str] = {
    CodePurpose.OPEN_DOSSIER: "citizen.forgotten",
    CodePurpose.NEW_SECRET: "citizen.forgotten",
    CodePurpose.CLAIM_DRAFT: "citizen.forgotten_draft",
    CodePurpose.CHANGE_PHONE: "citizen.change_phone",
}
"""The page to request another code."""


CODE_TRIED_TOO_OFTEN = _(
    "Too many wrong codes came from this network today, so yours has not been looked at. Enter the"
    " digits again after %(time)s, or ask at the one-stop desk of the commune with your identity"
    " document."
)


class CodeForm(FlaskForm):
    ma = LineField(_("The 6 digits of the message"), description=_("For example 040 712"))


@citizen.route("/ma-xac-nhan", methods=["GET", "POST"])
def one_time_code() -> Any:
    """Check the six digits; five tries for each code."""
    asked = browser_session.code()
    if asked is None:
        return redirect(url_for("citizen.track"))
    form = CodeForm()
    if request.method == "GET":
        return _page(form, asked[1])
    if not is_sound(form):
        return _page(form, asked[1]), 400
    digits = "".join(str(form.ma.data or "").split())
    if not (len(digits) == DIGITS and digits.isascii() and digits.isdigit()):
        form.ma.errors = [gettext("Enter the 6 digits of the message, digits only")]
        return _page(form, asked[1]), 422
    attempt = Attempt(f"one-time code {asked[0]}", (Use(CODE_TRY_PLACE, here()),))
    if used_up := attempt.count():
        refusal = TooOften(CODE_TRIED_TOO_OFTEN, seconds=used_up.seconds)
        flash(str(refusal), "warning")
        page = _page(form, asked[1], attempt.puzzle())
        return page, refusal.status, dict(refusal.headers)
    found = one_time_codes.attempt(asked[0], digits)
    if isinstance(found, int):
        form.ma.errors = [_wrong(found)]
        return _page(form, asked[1]), 422
    attempt.give_back()
    browser_session.drop_code()
    return _OPENS[asked[1]](found, asked[0])


def _wrong(left: int) -> str:
    if left:
        return gettext("This is not the code. Tries left: %(left)s.", left=left)
    return gettext("This code is over. Ask for a new one below.")


def _page(form: CodeForm, purpose: CodePurpose, puzzle: Puzzle | None = None) -> str:
    form.ma.data = ""  # never shown again, against onlookers
    return render_template(
        "dossiers/citizen/one_time_code.html",
        form=form,
        again=url_for(ASKED_AT[purpose]),
        is_draft=purpose is CodePurpose.CLAIM_DRAFT,
        puzzle=puzzle,
    )


# ---- access granted by a code -------------------------------------------------------------------


def _open_dossier(opened: Opened, _code: UUID) -> Any:
    _ticket(opened)
    return redirect(url_for("citizen.dossier"))


def _new_secret(opened: Opened, code: UUID) -> Any:
    """Shown in this response only: to see a secret again, a new code is needed."""
    _ticket(opened)
    with refusals() as refused, transaction():
        dossier = browser_session.tracked(lock=True)
        secret, door = contact_changes.renew_secret(dossier, code)
        dossier_code = dossier.code
    if refused:
        return redirect(url_for("citizen.dossier"))
    TRACK.reset(dossier_code)
    browser_session.give_ticket(door)
    return render_template(
        "dossiers/citizen/new_secret.html", code=dossier_code, secret=f"{secret[:4]} {secret[4:]}"
    )


def _change_phone(opened: Opened, _code: UUID) -> Any:
    browser_session.give_ticket(_dossier(opened))
    with refusals() as refused, transaction():
        contact_changes.change_phone(browser_session.tracked(lock=True), str(opened.new_phone))
    if not refused:
        flash(gettext("Messages about the dossier go to the new number from now on."), "success")
    return redirect(url_for("citizen.dossier"))


def _claim_draft(opened: Opened, _code: UUID) -> Any:
    """Open the draft, or all of them, the one saved last on top."""
    found = 0
    for draft_id in reversed(opened.drafts):
        for opening in draft_codes.openings_of(draft_id):
            draft = citizen_access.draft(opening.draft_id, opening.token)
            if draft is not None:
                browser_session.keep(draft, opening.token)
                RESUME.reset(draft_codes.code_of(draft.id))
                found += 1
    if found:
        return redirect(url_for("citizen.choose_draft" if found > 1 else "citizen.go_on"))
    flash(gettext("This draft was sent or deleted meanwhile."), "warning")
    return redirect(url_for("citizen.resume"))


_OPENS: Mapping[CodePurpose, Callable[[Opened, UUID], Any]] = {
    CodePurpose.OPEN_DOSSIER: _open_dossier,
    CodePurpose.NEW_SECRET: _new_secret,
    CodePurpose.CHANGE_PHONE: _change_phone,
    CodePurpose.CLAIM_DRAFT: _claim_draft,
}


def _ticket(opened: Opened) -> None:
    """Follow this dossier from now on, and no other."""
    browser_session.close_ticket()
    browser_session.give_ticket(_dossier(opened))


def _dossier(opened: Opened) -> OpenDossier:
    if opened.dossier is None:
        raise browser_session.TicketOver
    return opened.dossier
