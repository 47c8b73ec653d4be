"""Requests for a one-time code: a lost tracking code or draft secret, or a change of phone.

The next page is the same for everybody: only the worker learns whether such a dossier exists, has a
phone, and has not been sent too many messages.
"""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm

from app.dossiers import rules
from app.dossiers.models.dossier import Dossier
from app.dossiers.models.one_time_codes import CodePurpose
from app.dossiers.operations import contact_changes, one_time_codes
from app.dossiers.rules import draft_codes
from app.dossiers.views.citizen import browser_session
from app.dossiers.views.citizen.blueprint import citizen, is_sound
from app.dossiers.views.citizen.corrections import NotOpen
from app.dossiers.workflow import Action
from app.kernel.db import transaction
from app.kernel.errors import DomainError
from app.kernel.security.rate_limits import CODE_ASK, CODE_ASK_ALL, CODE_ASK_PLACE, TooOften
from app.kernel.text import parsing, phone_numbers
from app.kernel.web.attempts import Attempt, Use, here
from app.kernel.web.forms.citizen_fields import LineField, Phone

WISH, NEW_SECRET = "viec", "ma-moi"
LONGEST = one_time_codes.ASKED_LONGEST


ASKED_TOO_OFTEN = _(
    "A code was asked for too often today. Ask again after %(time)s, or come to the one-stop desk"
    " of the commune with your identity document."
)


class ManyAsk(TooOften):
    message = _(
        "Very many codes are being asked for just now. Ask again after %(time)s, or come to the"
        " one-stop desk of the commune."
    )


class ForgottenForm(FlaskForm):
    ma = LineField(
        _("Dossier code"),
        description=_("It is printed on the receipt, as 000.15.17.H26-161118-0007"),
    )


class ForgottenDraftForm(FlaskForm):
    ma = LineField(
        _("Mobile number or draft code"), description=_("As 0912 345 678, or as K7M2Q-9XTRB")
    )


class PhoneForm(FlaskForm):
    so = Phone(
        _("New mobile number"),
        description=_("Messages about the dossier will go there, as 0912 345 678"),
    )


@citizen.route("/tra-cuu/quen-ma", methods=["GET", "POST"])
def forgotten() -> Any:
    """Recover access to a dossier by its phone, or get a new secret."""
    form = ForgottenForm()
    if request.method == "GET":
        form.ma.data = parsing.line(request.args.get("ma", "")[: LONGEST * 4])[:LONGEST]
    if request.method == "POST" and is_sound(form):
        code = "".join(_typed(form.ma).split()).upper()[:LONGEST]
        new = request.form.get(WISH) == NEW_SECRET
        purpose = CodePurpose.NEW_SECRET if new else CodePurpose.OPEN_DOSSIER
        if not code:
            form.ma.errors = [gettext("Enter the dossier code")]
        elif _ask(form, purpose, code):
            return redirect(url_for("citizen.one_time_code"))
    return _page(form, "dossiers/citizen/code_recovery.html")


@citizen.route("/nop-ho-so/quen-ma", methods=["GET", "POST"])
def forgotten_draft() -> Any:
    """Open a draft by the phone number in it, with or without its code."""
    form = ForgottenDraftForm()
    if request.method == "POST" and is_sound(form):
        typed = _typed(form.ma).strip().upper()[:LONGEST]
        named = draft_codes.named(typed)
        code = draft_codes.code_of(named[0].draft_id) if named else _as_phone(typed)
        if not code:
            form.ma.errors = [gettext("Enter the mobile number or the draft code")]
        elif _ask(form, CodePurpose.CLAIM_DRAFT, code):
            return redirect(url_for("citizen.one_time_code"))
    return _page(form, "dossiers/citizen/draft_code_recovery.html")


@citizen.route("/tra-cuu/doi-so", methods=["GET", "POST"])
def change_phone() -> Any:
    """Change the phone of a tracked dossier; the code goes to the old one."""
    form, dossier = PhoneForm(), _changeable()
    if request.method == "POST" and is_sound(form):
        try:
            phone = contact_changes.mobile(_typed(form.so))
        except DomainError as refusal:
            form.so.errors = [str(refusal)]
        else:
            if _ask(form, CodePurpose.CHANGE_PHONE, dossier.code, new_phone=phone):
                return redirect(url_for("citizen.one_time_code"))
    return _page(form, "dossiers/citizen/change_phone.html")


def _as_phone(typed: str) -> str:
    """The number in its one form, so that its requests are counted together; or what was typed."""
    try:
        return phone_numbers.current(phone_numbers.normalise(typed))
    except phone_numbers.NotAPhone:
        return typed


def _changeable() -> Dossier:
    dossier = browser_session.tracked()
    if Action.CHANGE_PHONE not in {o.row.action for o in rules.offers(dossier, rules.APPLICANT)}:
        raise NotOpen
    return dossier


def _typed(field: LineField) -> str:
    return str(field.data or "")


def _ask(form: Any, purpose: CodePurpose, code: str, *, new_phone: str | None = None) -> bool:
    """Request a code within the rate limits; a refusal is shown on the form."""
    try:
        _not_too_often(code)
    except TooOften as refusal:
        form.form_errors.append(str(refusal))
        form.refusal, form.asked = refusal, code
        return False
    with transaction():
        key = one_time_codes.ask(purpose, code, new_phone=new_phone)
    browser_session.keep_code(key, purpose)
    return True


def _not_too_often(code: str) -> None:
    """Count one request per code, client network and overall; known and unknown codes alike.

    Raises:
        ManyAsk: the limit of the client network or the overall limit is exceeded, and the
            browser has not solved the proof of work.
        TooOften: the daily limit of the code is exceeded.
    """
    if used_up := _attempt(code).count():
        raise ManyAsk(seconds=used_up.seconds)
    if not CODE_ASK.allow(code):
        raise TooOften(ASKED_TOO_OFTEN, seconds=CODE_ASK.seconds_left(code))


def _attempt(code: str) -> Attempt:
    uses = Use(CODE_ASK_PLACE, here()), Use(CODE_ASK_ALL, "")
    return Attempt(f"one-time code {code}", uses)


def _page(form: Any, template: str) -> Any:
    refusal = getattr(form, "refusal", None)
    page = render_template(
        template,
        form=form,
        puzzle=_attempt(form.asked).puzzle() if isinstance(refusal, ManyAsk) else None,
        wish=WISH,
        new_secret=NEW_SECRET,
    )
    if refusal is not None:
        return page, refusal.status, dict(refusal.headers)
    return page, 422 if form.errors else 200
