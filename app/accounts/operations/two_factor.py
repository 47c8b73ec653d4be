"""One-time codes: enrolling a phone, accepting a code once, reset by an administrator."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert

from app.accounts import queries
from app.accounts.models import AppUser, SecondFactor, SecondFactorReset, Staff
from app.accounts.operations.account_links import GivenLink, give_link
from app.accounts.operations.accounts import account_of
from app.accounts.operations.admin_scope import check_reach
from app.accounts.operations.sessions import end_sessions
from app.accounts.rules import new_secret, step_of_code
from app.kernel.actor import Actor
from app.kernel.audit import change_log
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.security import encryption

SEALED = "second factor"
OFFERED = "second factor, offered"
OFFER_LIVES = 900
"""Seconds for which the secret on the page may be enrolled."""


class WrongCode(DomainError):
    """The code is not valid now, or was already used."""

    message = _(
        "The code is not right. Wait until the telephone shows the next one and write that; each "
        "code works once. If it is refused again, set the clock of the telephone to automatic."
    )
    status = 422


class StaleOffer(DomainError):
    """The page with the secret was open for too long, or belongs to another account."""

    message = _("This page was open for too long. Scan the picture once more: it is a new one.")
    status = 422


class Enrolled(DomainError):
    """The account is already enrolled, for example from another window."""

    message = _("A telephone is enrolled already. Sign in with its code.")


class NotEnrolled(DomainError):
    """There is no second factor to reset or to turn off."""

    message = _("%(name)s has not enrolled for one-time codes.")


def offer(user: AppUser) -> tuple[str, str]:
    """A new secret for this account, plain and encrypted for the form; nothing is stored yet."""
    secret = new_secret()
    return secret, encryption.seal(OFFERED, f"{user.id}:{secret}".encode()).decode()


def offered_secret(user: AppUser, sealed: str) -> str:
    """Decrypt the secret that the page offered to this account.

    Raises:
        StaleOffer: it was offered too long ago, or to another account.
    """
    plain = encryption.unseal(OFFERED, sealed.encode(), within_seconds=OFFER_LIVES) or b""
    owner, _colon, secret = plain.decode().partition(":")
    if owner != str(user.id):
        raise StaleOffer
    return secret


def enrol(user: AppUser, secret: str, code: str, *, now: datetime) -> None:
    """Store the secret once a code proves that the phone has it; ends all sessions.

    Raises:
        WrongCode: the code does not match the secret.
        Enrolled: there is a phone, which is replaced only with one of its codes.
    """
    step = step_of_code(secret, code, now)
    if step is None:
        raise WrongCode(field="code")
    values = {
        "secret": encryption.seal(SEALED, secret.encode()),
        "enrolled_at": now,
        "last_step": step,
    }
    kept = db.session.scalar(
        insert(SecondFactor)
        .values(user_id=user.id, **values)
        .on_conflict_do_update(
            index_elements=[SecondFactor.user_id],
            set_=values,
            where=SecondFactor.secret.is_(None),
        )
        .returning(SecondFactor.user_id)
    )
    if kept is None:
        raise Enrolled
    change_log.record(user.actor, "enrol_code", user, ["secret"])
    end_sessions(user.id)


def move_codes(user: AppUser, secret: str, *, before: str, code: str, now: datetime) -> None:
    """Replace the phone by another one, given a code of each.

    Raises:
        WrongCode: one of the codes is wrong; the error's field says which.
    """
    take_code(user.id, before, now=now, field="before")
    db.session.execute(delete(SecondFactor).where(SecondFactor.user_id == user.id))
    enrol(user, secret, code, now=now)


def take_code(user_id: int, code: str, *, now: datetime, field: str = "code") -> None:
    """Accept a code exactly once, also under concurrent requests.

    Raises:
        WrongCode: it is not valid now, or was already used.
    """
    factor = queries.second_factor(user_id)
    step = step_of_code(_opened(factor), code, now) if factor and factor.secret else None
    if step is None:
        raise WrongCode(field=field)
    taken = db.session.scalar(
        update(SecondFactor)
        .where(SecondFactor.user_id == user_id, SecondFactor.last_step < step)
        .values(last_step=step)
        .returning(SecondFactor.user_id)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        raise WrongCode(field=field)


def turn_off_codes(user: AppUser, code: str, *, now: datetime) -> None:
    """Turn off one-time codes for a user who need not have them; ends all sessions.

    Raises:
        WrongCode: the code is wrong.
    """
    take_code(user.id, code, now=now)
    db.session.execute(delete(SecondFactor).where(SecondFactor.user_id == user.id))
    change_log.record(user.actor, "turn_off_code", user, ["secret"])
    end_sessions(user.id)


def reset_codes(staff: Staff, *, by: Actor, reason: str, now: datetime) -> GivenLink:
    """Let somebody who lost the phone enrol again; ends all sessions.

    The password of before opens nothing any more: the head of the unit hands over a sealed slip,
    so that neither who found the telephone nor who resets it comes in.

    Raises:
        NoAccount, NotEnrolled: there is nothing to reset.
        OwnAffair, OutOfReach: this administrator may not do it.
    """
    user = account_of(staff)
    check_reach(staff, by)
    forget_telephone(staff, user, reason=reason, by=by, now=now)
    return give_link(staff, user, by=by, anew=True)


def forget_telephone(staff: Staff, user: AppUser, *, reason: str, by: Actor, now: datetime) -> None:
    """Remove the secret and record the reset, from the page or the command line.

    Raises:
        NotEnrolled: there is no phone to remove.
    """
    forgotten = db.session.scalar(
        update(SecondFactor)
        .where(SecondFactor.user_id == user.id, SecondFactor.secret.is_not(None))
        .values(secret=None)
        .returning(SecondFactor.user_id)
        .execution_options(synchronize_session=False)
    )
    if forgotten is None:
        raise NotEnrolled(name=staff.full_name)
    db.session.add(SecondFactorReset(at=now, user_id=user.id, by_id=by.staff_id, reason=reason))
    change_log.record(by, "reset_code", staff, ["reason"])
    end_sessions(user.id)


def _opened(factor: SecondFactor) -> str:
    """Decrypt the secret; a lost system key is a server error, not a wrong code."""
    secret = encryption.unseal(SEALED, factor.secret or b"")
    if secret is None:
        raise RuntimeError("a second factor cannot be opened: was SECRET_KEY replaced?")
    return secret.decode()
