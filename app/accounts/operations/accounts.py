"""Accounts: opened, closed, and the passwords that open them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from werkzeug.security import check_password_hash, generate_password_hash

from app.accounts import queries
from app.accounts.models import AppUser, Staff
from app.accounts.operations.sessions import end_sessions
from app.accounts.operations.staff import create_staff, grant_posting
from app.accounts.roles import ROLES, Role
from app.accounts.rules import LOCKED_FOR, MAX_FAILURES, check_password, initial_password
from app.accounts.rules import username as proposed_username
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.organisation.models import Unit, UnitKind

CITY_IT = "STTTT"
"""The department that runs the system (Sở Thông tin và Truyền thông)."""

# checked against when there is no such user, so that the answer takes as long
_NO_ONE = generate_password_hash("nobody has this password")


class HasAccount(DomainError):
    """The person can sign in already."""

    message = _("%(name)s already has an account.")


class NoAccount(DomainError):
    """There is nothing to close."""

    message = _("%(name)s has no account.")


class WrongPassword(DomainError):
    """The old password was not the right one."""

    message = _("The present password is not right.")
    status = 422


@dataclass(frozen=True)
class HandedOver:
    """A user name and the password for the first sign-in; shown once, kept nowhere."""

    username: str
    password: str


def open_account(staff: Staff, *, username: str | None = None) -> HandedOver:
    """Make an account for a person and answer what to hand over.

    Raises:
        HasAccount: there is one.
    """
    if staff.user_id is not None:
        raise HasAccount(name=staff.full_name)
    name = username or proposed_username(staff.full_name, queries.is_username_taken)
    password = initial_password()
    user = AppUser(
        first_name="",
        last_name="",
        username=name,
        email=f"{uuid4()}@invalid",
        password=generate_password_hash(password),
        active=True,
        fail_login_count=0,
        must_change=True,
    )
    staff.user = user
    db.session.add(user)
    db.session.flush()  # the next name proposed in this transaction must not be the same
    return HandedOver(name, password)


def create_city_admin(full_name: str, *, since: date) -> HandedOver:
    """The first administrator of a new system, who makes all the others."""
    unit = db.session.scalars(
        select(Unit).where(Unit.kind == UnitKind.DEPARTMENT, Unit.code == CITY_IT)
    ).one()
    staff = create_staff(full_name, unit)
    title = str(ROLES[Role.CITY_ADMIN].label)
    grant_posting(staff, unit, Role.CITY_ADMIN, title=title, since=since)
    return open_account(staff)


def renew_password(staff: Staff) -> HandedOver:
    """A new password to hand over to somebody who forgot his; opens a closed account again.

    Raises:
        NoAccount: there is no account.
    """
    if staff.user is None:
        raise NoAccount(name=staff.full_name)
    password = initial_password()
    _set_hash(staff.user, password)
    staff.user.must_change = True
    staff.user.active = True
    return HandedOver(staff.user.username, password)


def close_account(staff: Staff) -> None:
    """Let nobody sign in with this account any more; open sessions end.

    Raises:
        NoAccount: there is no account.
    """
    if staff.user is None:
        raise NoAccount(name=staff.full_name)
    staff.user.active = False
    end_sessions(staff.user.id)


def set_password(user: AppUser, password: str) -> None:
    """Give an account a password of its owner's choice; all its sessions end.

    Raises:
        WeakPassword: it would be guessed.
    """
    check_password(password, user.username)
    _set_hash(user, password)
    user.must_change = False


def change_password(user: AppUser, *, old: str, new: str) -> None:
    """Let somebody change the own password.

    Raises:
        WrongPassword: the old one is not right.
        WeakPassword: the new one would be guessed.
    """
    if not check_password_hash(user.password or "", old):
        raise WrongPassword(field="old")
    set_password(user, new)


def _set_hash(user: AppUser, password: str) -> None:
    user.password = generate_password_hash(password)
    user.fail_login_count = 0
    user.locked_until = None
    end_sessions(user.id)


def try_password(username: str, password: str, *, now: datetime) -> AppUser | None:
    """The account, if the password is right and the account is neither closed nor locked.

    A wrong password counts; the tenth locks the account for a quarter of an hour. The answer does
    not tell, and does not take longer or shorter, whichever of the reasons it was.
    """
    user = queries.user_named(username) if "\0" not in username else None
    right = check_password_hash((user and user.password) or _NO_ONE, password)
    if user is None or not user.active or (user.locked_until and user.locked_until > now):
        return None
    if right:
        user.fail_login_count = 0
        user.locked_until = None
        return user
    user.fail_login_count = (user.fail_login_count or 0) + 1
    if user.fail_login_count >= MAX_FAILURES:
        user.fail_login_count = 0
        user.locked_until = now + LOCKED_FOR
    return None
