"""Accounts: opening, closing and passwords."""

from collections.abc import Iterable
from datetime import date
from uuid import uuid4

from flask_babel import lazy_gettext as _
from sqlalchemy import ARRAY, Integer, Text, func, literal, select

from app.accounts import queries
from app.accounts.models.staff import AppUser, Staff
from app.accounts.operations.admin_scope import check_reach
from app.accounts.operations.sessions import Browser, answered
from app.accounts.operations.staff import create_staff, grant_posting
from app.accounts.roles import ROLES, Role
from app.accounts.rules.actors import username as proposed_username
from app.accounts.rules.passwords import check_password, password_digest, words_of
from app.kernel import clock
from app.kernel.actor import NOBODY, Actor
from app.kernel.audit import change_log
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.security.tokens import new_token
from app.organisation.models import Unit, UnitKind

CITY_IT = "STTTT"
"""The department that runs the system (Sở Thông tin và Truyền thông)."""


HAS_ACCOUNT = _("%(name)s already has an account.")


WRONG_PASSWORD = _("The present password is not right.")


def open_account(staff: Staff, *, username: str | None = None) -> AppUser:
    """Create an account; nobody can sign in until its owner has chosen a password.

    Raises Refused.
    """
    if staff.user_id is not None:
        raise Refused(HAS_ACCOUNT, name=staff.full_name)
    name = username or proposed_username(staff.full_name, queries.is_username_taken)
    user = _new_account(staff, name)
    db.session.flush()  # so that the next name proposed in this transaction differs
    return user


def open_accounts(people: Iterable[Staff], taken: set[str]) -> None:
    """Create accounts in bulk; ``taken`` holds all existing user names, in lower case.

    Raises Refused.
    """
    for staff in people:
        if staff.user_id is not None:
            raise Refused(HAS_ACCOUNT, name=staff.full_name)
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
    if staff.user is None:
        raise Refused(_("%(name)s has no account."), name=staff.full_name)
    return staff.user


def close_account(staff: Staff, *, by: Actor) -> None:
    """Disable sign-in with this account; ends sessions and invalidates links.

    Raises Refused.
    """
    user = account_of(staff)
    check_reach(staff, by)
    answered(func.mc_close_account(user.id))
    db.session.expire(user)


def set_passwords(users: Iterable[AppUser], password: str) -> None:
    """Give accounts of a demonstration the same password; ends their sessions. For operators."""
    db.session.flush()  # the keys of new accounts are needed
    keys = literal([user.id for user in users], ARRAY(Integer))
    answered(func.mc_set_passwords(keys, password_digest(password)))


def opened_by(password: str, usernames: Iterable[str]) -> list[str]:
    names = literal(list(usernames), ARRAY(Text))
    return list(answered(func.mc_opened_by(names, password_digest(password), type_=ARRAY(Text))))


def change_password(
    user: AppUser, token: str, new: str, *, old: str, words: Iterable[str] = ()
) -> str:
    """Change the user's own password; ends all sessions and returns the token of a new one.

    Args:
        token: that of the current session.
        words: guessable parts, for example of the own name.

    Raises Refused.
    """
    check_password(new, words=(*words_of(user.username), *words))
    renewed = new_token()
    digests = password_digest(old), password_digest(new)
    if not answered(func.mc_change_password(token, renewed, *digests)):
        raise Refused(WRONG_PASSWORD, status=422, field="old")
    return renewed


def sign_in(username: str, password: str, browser: Browser) -> AppUser | None:
    """Return the account if the password is correct and the account is not closed.

    Whoever holds a role today gets a session, which waits for its second step. Neither the result
    nor the response time reveals the reason of a refusal. Attempts are counted before they come
    here (``accounts.views.sign_in``).
    """
    name, digest = username.lower().replace("\0", " "), password_digest(password)
    user_id = answered(func.mc_sign_in(clock.today(), name, digest, *browser))
    return None if user_id is None else db.session.get(AppUser, user_id, populate_existing=True)
