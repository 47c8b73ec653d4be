"""Accounts: opening, closing and passwords."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from uuid import uuid4

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select, update
from werkzeug.security import check_password_hash, generate_password_hash

from app.accounts import queries
from app.accounts.models import AppUser, Staff
from app.accounts.operations.admin_scope import check_reach
from app.accounts.operations.sessions import end_sessions
from app.accounts.operations.staff import create_staff, grant_posting
from app.accounts.roles import ROLES, Role
from app.accounts.rules import check_password, kept_form, words_of
from app.accounts.rules import username as proposed_username
from app.kernel.actor import NOBODY, Actor
from app.kernel.audit import change_log
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.security.tokens import new_token
from app.organisation.models import Unit, UnitKind

CITY_IT = "STTTT"
"""The department that runs the system (Sở Thông tin và Truyền thông)."""

# hashed when there is no such user, so that the response takes the same time
_NO_ONE = generate_password_hash(new_token())


class HasAccount(DomainError):
    """The person already has an account."""

    message = _("%(name)s already has an account.")


class NoAccount(DomainError):
    """The person has no account."""

    message = _("%(name)s has no account.")


class WrongPassword(DomainError):
    """The current password is wrong."""

    message = _("The present password is not right.")
    status = 422


def open_account(staff: Staff, *, username: str | None = None) -> AppUser:
    """Create an account; nobody can sign in until its owner has chosen a password.

    Raises:
        HasAccount: the person has one.
    """
    if staff.user_id is not None:
        raise HasAccount(name=staff.full_name)
    name = username or proposed_username(staff.full_name, queries.is_username_taken)
    user = _new_account(staff, name)
    db.session.flush()  # so that the next name proposed in this transaction differs
    return user


def open_accounts(people: Iterable[Staff], taken: set[str]) -> None:
    """Create accounts in bulk; ``taken`` holds all existing user names, in lower case.

    Raises:
        HasAccount: one of the people has one.
    """
    for staff in people:
        if staff.user_id is not None:
            raise HasAccount(name=staff.full_name)
        name = proposed_username(staff.full_name, lambda tried: tried.lower() in taken)
        taken.add(name.lower())
        _new_account(staff, name)
    db.session.flush()


def _new_account(staff: Staff, username: str) -> AppUser:
    user = AppUser(
        first_name="",
        last_name="",
        username=username,
        email=f"{uuid4()}@invalid",
        password="",
        active=True,
        fail_login_count=0,
    )
    staff.user = user
    db.session.add(user)
    return user


def create_city_admin(full_name: str, *, since: date) -> Staff:
    """Create an administrator of the city from the command line, with a line in the change log.

    A new system needs two: one consents to a role of the city, the other gives it.
    """
    unit = db.session.scalars(
        select(Unit).where(Unit.kind == UnitKind.DEPARTMENT, Unit.code == CITY_IT)
    ).one()
    staff = create_staff(full_name, unit)
    title = str(ROLES[Role.CITY_ADMIN].label)
    posting = grant_posting(staff, unit, Role.CITY_ADMIN, title=title, since=since)
    open_account(staff)
    change_log.record(NOBODY, change_log.AuditAction.ADD, posting, ["staff", "unit", "role"])
    return staff


def account_of(staff: Staff) -> AppUser:
    """Return the person's account.

    Raises:
        NoAccount: the person has none.
    """
    if staff.user is None:
        raise NoAccount(name=staff.full_name)
    return staff.user


def close_account(staff: Staff, *, by: Actor) -> None:
    """Disable sign-in with this account; ends sessions and invalidates links.

    Raises:
        NoAccount: the person has none.
        OwnAffair, OutOfReach: this administrator may not do it.
    """
    user = account_of(staff)
    check_reach(staff, by)
    user.active = False
    end_sessions(user.id)


def set_password(user: AppUser, password: str) -> None:
    """Store a password and end all sessions of the account. The caller has checked permissions."""
    user.password = generate_password_hash(kept_form(password))
    end_sessions(user.id)


def change_password(user: AppUser, *, old: str, new: str, words: Iterable[str] = ()) -> None:
    """Change the user's own password; ``words`` are guessable parts.

    Raises:
        WrongPassword: the old password is wrong.
        WeakPassword: the new password is guessable.
    """
    prove_password(user, old, field="old")
    check_password(new, words=(*words_of(user.username), *words))
    set_password(user, new)


def prove_password(user: AppUser, password: str, *, field: str) -> None:
    if not is_password(user, password):
        raise WrongPassword(field=field)


def is_password(user: AppUser | None, password: str) -> bool:
    """Check the password; takes the same time when there is no account or no password."""
    kept = (user and user.password) or ""
    return check_password_hash(kept or _NO_ONE, kept_form(password)) and bool(kept)


def try_password(username: str, password: str) -> AppUser | None:
    """Return the account if the password is correct and the account is not closed.

    Neither the result nor the response time reveals the reason. Attempts are counted before they
    come here (``accounts.views.sign_in``).
    """
    user = queries.user_named(username) if "\0" not in username else None
    right = is_password(user, password)
    return user if right and user is not None and user.active else None


def count_sign_in(user: AppUser, *, now: datetime) -> None:
    """Store time and number of sign-ins; FAB's columns have no time zone: UTC."""
    db.session.execute(
        update(AppUser)
        .where(AppUser.id == user.id)
        .values(
            last_login=now.astimezone(UTC).replace(tzinfo=None),
            login_count=func.coalesce(AppUser.login_count, 0) + 1,
        )
        .execution_options(synchronize_session=False)
    )
