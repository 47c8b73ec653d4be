"""Check the answers, declare, submit exactly once."""

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField
from wtforms.validators import InputRequired

from app.dossiers.models.dossier import Channel, Draft
from app.dossiers.operations import submission
from app.dossiers.views.citizen import browser_session, two_windows
from app.dossiers.views.citizen.blueprint import citizen, is_sound
from app.dossiers.views.citizen.form_pages import CHANGING, FormPages
from app.dossiers.views.citizen.section_page import LATER
from app.dossiers.views.citizen.uploads import by_key, missing, wanted_by
from app.kernel.db import transaction
from app.kernel.i18n import formatting
from app.kernel.security.proof_of_work import Puzzle
from app.kernel.security.rate_limits import SEND_PHONE, SEND_PLACE, TooOften
from app.kernel.text import phone_numbers
from app.kernel.web.attempts import Attempt, Use, here
from app.procedures import queries as procedures
from app.procedures.answers.display import answers_summary
from app.procedures.answers.warnings import notices
from app.procedures.models.vocabulary import StandsFor

TOO_MANY = _(
    "Three dossiers have been sent with this telephone number within the hour. Your draft is kept."
    " Send it after %(time)s; or go to the commune, which takes the dossier at the desk in office"
    " hours."
)


TOO_MANY_HERE = _(
    "Very many dossiers have been sent from this network within the hour. Your draft is kept. Send"
    " it after %(time)s, or from another network; or go to the commune, which takes the dossier at"
    " the desk in office hours."
)


class DeclarationForm(FlaskForm):
    declared = BooleanField(
        _("I declare that this is true, and answer for it before the law"),
        validators=[InputRequired(_("Tick the declaration before you send"))],
    )


@citizen.route("/nop-ho-so/kiem-tra", methods=["GET", "POST"])
def check() -> Any:
    """Show all answers with links to change them; submit."""
    form = DeclarationForm()
    if request.method == "GET":
        return _check(browser_session.opened(), form)
    sound = is_sound(form)
    if LATER in request.form:
        return redirect(url_for("citizen.later"))
    with transaction():
        draft = browser_session.opened(lock=True)
        if not sound or missing(draft) or FormPages.of(draft).faults:
            return _check(draft, form), 422
        if two_windows.is_outdated(draft):
            told = gettext("The draft was changed in another window. Read it again, then send it.")
            form.form_errors.append(told)
            return _check(draft, form), 409
        try:
            _not_too_often(draft)
        except TooOften as refusal:
            form.form_errors.append(str(refusal))
            page = _check(draft, form, _attempt(draft).puzzle())
            return page, refusal.status, dict(refusal.headers)
        sent = draft.id
        key = str(current_app.secret_key)
        submission.submit(draft, server_key=key, language=formatting.language())
    browser_session.keep_receipt(sent)
    return redirect(url_for("citizen.receipt"))


def _not_too_often(draft: Draft) -> None:
    """Count one dossier for this phone and client network; the desk is not counted.

    Above the budgets, the browser must solve a proof of work for each dossier.

    Raises TooOften.
    """
    if draft.channel is not Channel.SELF:
        return
    used_up = _attempt(draft).count()
    if used_up:
        why = TOO_MANY if used_up.limit is SEND_PHONE else TOO_MANY_HERE
        raise TooOften(why, seconds=used_up.seconds)


def _attempt(draft: Draft) -> Attempt:
    said = procedures.form(draft.version).answer(StandsFor.APPLICANT_PHONE, draft.answers)
    phone = phone_numbers.current(str(said or ""))
    return Attempt(str(draft.id), (Use(SEND_PLACE, here()), Use(SEND_PHONE, phone)))


def _check(draft: Draft, form: DeclarationForm, puzzle: Puzzle | None = None) -> str:
    form_pages = FormPages.of(draft)
    faults = form_pages.faults
    return render_template(
        "dossiers/citizen/submission.html",
        draft=draft,
        form=form,
        summary=answers_summary(form_pages.spec, draft.answers, form_pages.around, own=True),
        notices=[
            (form_pages.change(section.key), section.title, notice.message)
            for notice in notices(form_pages.spec, draft.answers, form_pages.around)
            if (section := form_pages.section_of(notice.key))
        ],
        open_questions=[
            (form_pages.address(form_pages.page_of(key), **{CHANGING: 1}), key, messages)
            for key, messages in faults.items()
        ],
        missing=missing(draft),
        wanted=wanted_by(draft),
        filed=by_key(draft.papers),
        view=lambda filed: url_for("citizen.paper", key=filed.id),
        change=form_pages.change,
        total=form_pages.steps,
        version_field=two_windows.FIELD,
        version=two_windows.whole_version(draft),
        later=LATER,
        draft_field=browser_session.FIELD,
        sent_before=browser_session.sent_before(draft),
        puzzle=puzzle,
    )
