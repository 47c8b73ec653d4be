"""One-time codes: enrolling a phone, accepting a code once, reset by an administrator."""

from collections.abc import Callable
from typing import Any, cast

from flask_babel import lazy_gettext as _
from sqlalchemy import ARRAY, ColumnElement, CursorResult, Text, func, literal, update

from app.accounts.models.sessions import SecondFactor
from app.accounts.models.staff import AppUser, Staff
from app.accounts.operations.account_links import GivenLink, give_link
from app.accounts.operations.accounts import WRONG_PASSWORD, account_of
from app.accounts.operations.admin_scope import check_reach
from app.accounts.operations.sessions import answered
from app.accounts.rules.passwords import password_digest
from app.accounts.rules.totp import canonical_code, new_secret
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit import change_log
from app.kernel.db import db
from app.kernel.errors import DomainError, Refused
from app.kernel.security import encryption, rate_limit_store
from app.kernel.security.rate_limits import DAY, TooOften
from app.kernel.security.tokens import new_token

SEALED = "second factor"
OFFERED = "second factor, offered"
OFFER_LIVES = 900
"""Seconds for which the secret on the page may be enrolled."""


WRONG_CODE = _(
    "The code is not right. Wait until the telephone shows the next one and write that; each "
    "code works once. If it is refused again, set the clock of the telephone to automatic."
)


class StaleOffer(DomainError):
    """The page with the secret was open for too long, or belongs to another account."""

    message = _("This page was open for too long. Scan the picture once more: it is a new one.")
    status = 422


def offer(user: AppUser) -> tuple[str, str]:
    """A new secret for this account, plain and encrypted for the form; nothing is stored yet."""
    secret = new_secret()
    return secret, encryption.seal(OFFERED, f"{user.id}:{secret}".encode()).decode()


def offered_secret(user: AppUser, sealed: str) -> str:
    """Decrypt the secret that the page offered to this account. Raises StaleOffer."""
    plain = encryption.unseal(OFFERED, sealed.encode(), within_seconds=OFFER_LIVES) or b""
    owner, _colon, secret = plain.decode().partition(":")
    if owner != str(user.id):
        raise StaleOffer
    return secret


def enrol(user: AppUser, token: str, secret: str, code: str, *, password: str | None = None) -> str:
    """Store the secret once a code proves that the phone has it; ends all sessions.

    Returns the token of a new session. Whoever is not only just signing in, proves the password.

    Raises:
        Refused: the code does not match the secret.
        Refused: of somebody who is in.
        Refused: there is a phone, which is replaced only with one of its codes.
    """
    renewed, digest = new_token(), password_digest(password or "")
    wrong = answered(func.mc_enrol(token, renewed, digest, secret, canonical_code(code), _keys()))
    if wrong == "code":
        raise Refused(WRONG_CODE, status=422, field="code")
    if wrong == "password":
        raise Refused(WRONG_PASSWORD, status=422, field="password")
    if wrong == "enrolled":
        raise Refused(_("A telephone is enrolled already. Sign in with its code."))
    change_log.record(user.actor, "enrol_code", user, ["secret"])
    return renewed


def move_codes(user: AppUser, token: str, secret: str, *, before: str, code: str) -> str:
    """Replace the phone by another one, given a code of each; ends all sessions.

    Returns the token of a new session.

    Raises:
        Refused: one of the codes is wrong; the error's field says which.
    """
    renewed, old = new_token(), _tried(user.id, before)
    wrong = answered(func.mc_move_codes(token, renewed, old, secret, canonical_code(code), _keys()))
    if wrong:
        raise Refused(WRONG_CODE, status=422, field=wrong)
    change_log.record(user.actor, "enrol_code", user, ["secret"])
    return renewed


def sign_in_with_code(user_id: int, token: str, code: str) -> str:
    """Lift the session that the password opened; returns its new token.

    A code is accepted exactly once, also under concurrent requests.

    Raises Refused.
    """
    return _renewed(func.mc_sign_in_with_code, user_id, token, code)


def turn_off_codes(user: AppUser, token: str, code: str) -> str:
    """Turn off one-time codes for a user who need not have them; ends all sessions.

    Returns the token of a new session.

    Raises Refused.
    """
    renewed = _renewed(func.mc_turn_off_codes, user.id, token, code)
    change_log.record(user.actor, "turn_off_code", user, ["secret"])
    return renewed


def reset_codes(staff: Staff, *, by: Actor, reason: str) -> GivenLink:
    """Let somebody who lost the phone enrol again; ends all sessions.

    The password of before opens nothing any more: the head of the unit hands over a sealed slip,
    so that neither who found the telephone nor who resets it comes in.

    Raises Refused.
    """
    user = account_of(staff)
    check_reach(staff, by)
    forget_telephone(staff, user, reason=reason, by=by)
    return give_link(staff, user, by=by, anew=True)


def forget_telephone(staff: Staff, user: AppUser, *, reason: str, by: Actor) -> None:
    """Remove the secret and record the reset, from the page or the command line.

    Raises Refused.
    """
    if not answered(func.mc_forget_telephone(user.id, reason)):
        raise Refused(_("%(name)s has not enrolled for one-time codes."), name=staff.full_name)
    change_log.record(by, "reset_code", staff, ["reason"])


def _renewed(
    function: Callable[..., ColumnElement[Any]], user_id: int, token: str, code: str
) -> str:
    renewed, typed = new_token(), _tried(user_id, code)
    if not answered(function(token, renewed, typed, _keys())):
        raise Refused(WRONG_CODE, status=422, field="code")
    return renewed


def _tried(user_id: int, code: str) -> str:
    """Write a code down, committed, before the database compares it.

    Raises:
        TooOften: fifty were tried today.
    """
    typed = canonical_code(code)
    if not rate_limit_store.note_code_try(f"account {user_id}", typed):
        raise TooOften(seconds=DAY - int(clock.real_now().timestamp()) % DAY, field="code")
    return typed


def seal_anew() -> int:
    """Seal each secret with the newest key, after which former keys open none; how many.

    Only the owner of the database can: the serving processes do not read what is sealed.
    """
    opened = func.mc_unsealed(SecondFactor.secret, _keys())
    sealed = func.pgp_sym_encrypt(opened, encryption.keys(SEALED)[0])
    known = update(SecondFactor).where(SecondFactor.secret.is_not(None))
    options = {"synchronize_session": False}
    done = db.session.execute(known.values(secret=sealed), execution_options=options)
    return cast(CursorResult[Any], done).rowcount


def _keys() -> ColumnElement[list[str]]:
    """The keys that seal secrets, which the database does not keep; the newest first."""
    return literal(list(encryption.keys(SEALED)), ARRAY(Text))
