"""What is done to staff, postings, accounts and sessions. Nothing here commits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from flask_appbuilder.security.sqla.models import Permission as StoredPermission
from flask_appbuilder.security.sqla.models import PermissionView, ViewMenu
from flask_appbuilder.security.sqla.models import Role as StoredRole
from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import Range, insert
from werkzeug.security import check_password_hash, generate_password_hash

from app.accounts import queries
from app.accounts.models import AppUser, ChangeCounter, Posting, Session, Staff
from app.accounts.roles import ROLES, Permission, Role, sits_in
from app.accounts.rules import (
    LOCKED_FOR,
    MAX_FAILURES,
    check_password,
    initial_password,
)
from app.accounts.rules import (
    username as proposed_username,
)
from app.kernel import phones
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.folding import fold
from app.kernel.tokens import token_hash
from app.kernel.writing import identity_number
from app.organisation.models import Unit, UnitKind

CITY_IT = "STTTT"
"""The department that runs the system (Sở Thông tin và Truyền thông)."""

# checked against when there is no such user, so that the answer takes as long
_NO_ONE = generate_password_hash("nobody has this password")


class WrongSeat(DomainError):
    """The role does not exist in units of this kind."""

    message = _("The role “%(role)s” does not exist in %(unit)s.")
    status = 422


class PostedAlready(DomainError):
    """The same role in the same unit at the same time."""

    message = _("%(name)s already has this role there at that time.")


class HasAccount(DomainError):
    """The person can sign in already."""

    message = _("%(name)s already has an account.")


class NoAccount(DomainError):
    """There is nothing to close."""

    message = _("%(name)s has no account.")


class EndsBeforeItBegins(DomainError):
    """A posting cannot end before its first day."""

    message = _("The last day is before the first one.")
    status = 422


class WrongPassword(DomainError):
    """The old password was not the right one."""

    message = _("The present password is not right.")
    status = 422


@dataclass(frozen=True)
class HandedOver:
    """A user name and the password for the first sign-in; shown once, kept nowhere."""

    username: str
    password: str


def create_staff(
    full_name: str, unit: Unit, *, phone: str | None = None, id_number: str | None = None
) -> Staff:
    """Put a person on the list of a unit."""
    staff = Staff(id=uuid4(), full_name=full_name, unit=unit, phone=phone, id_number=id_number)
    tidy_staff(staff)
    db.session.add(staff)
    return staff


def tidy_staff(staff: Staff) -> None:
    """Keep the name that search compares in step, and numbers as they are written on papers."""
    staff.folded = fold(staff.full_name)
    if staff.phone:
        staff.phone = phones.normalise(staff.phone)
    if staff.id_number:
        staff.id_number = identity_number(staff.id_number)


def grant_posting(
    staff: Staff, unit: Unit, role: Role, *, title: str, since: date, until: date | None = None
) -> Posting:
    """Give a person a role in a unit, from one day to another, both included.

    Raises:
        WrongSeat: units of this kind do not have the role.
        PostedAlready: the person has it there at that time.
        EndsBeforeItBegins: the days are in the wrong order.
    """
    posting = Posting(
        id=uuid4(), staff=staff, unit=unit, role=role, title=title, during=period(since, until)
    )
    check_posting(posting)
    db.session.add(posting)
    end_sessions_of(staff)
    return posting


def check_posting(posting: Posting) -> None:
    """Raise unless the posting may stand; used by whoever has filled one in."""
    with db.session.no_autoflush:
        if not sits_in(posting.role, str(posting.unit.kind)):
            raise WrongSeat(field="role", role=ROLES[posting.role].label, unit=posting.unit.name)
        if queries.holds(posting.staff.id, posting.unit.id, posting.role, posting.during):
            raise PostedAlready(name=posting.staff.full_name)


def period(since: date, until: date | None = None) -> Range[date]:
    """The days from ``since`` to ``until``, both included; without end when it is None."""
    if until is not None and until < since:
        raise EndsBeforeItBegins(field="until")
    return Range(since, until and until + timedelta(days=1))


def end_posting(posting: Posting, *, last_day: date) -> None:
    """Let a posting end with a day; the person's sessions end now."""
    begins = posting.during.lower
    if begins is not None and last_day < begins:
        last_day = begins - timedelta(days=1)
    posting.during = Range(begins, last_day + timedelta(days=1))
    end_sessions_of(posting.staff)


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


def open_session(user: AppUser, token: str, *, now: datetime) -> None:
    """Remember the hash of a token that the browser now has."""
    db.session.add(
        Session(token_hash=token_hash(token), user_id=user.id, created=now, seen=now, level=1)
    )


def touch_session(key: bytes, *, now: datetime) -> None:
    """Remember that the session was used."""
    db.session.execute(update(Session).where(Session.token_hash == key).values(seen=now))


def end_session(token: str) -> None:
    """Forget one session, wherever copies of its cookie are."""
    db.session.execute(delete(Session).where(Session.token_hash == token_hash(token)))


def end_sessions_of(staff: Staff) -> None:
    """Let a person sign in afresh, as after a change of postings."""
    if staff.user_id is not None:
        end_sessions(staff.user_id)


def end_sessions(user_id: int) -> None:
    """Forget all sessions of an account."""
    db.session.execute(delete(Session).where(Session.user_id == user_id))


def forget_old_sessions(before: datetime) -> int:
    """Drop sessions that were last used before a moment (a nightly job)."""
    gone = delete(Session).where(Session.seen < before).returning(Session.token_hash)
    return len(db.session.scalars(gone).all())


def sync_roles(offered: Iterable[Permission] = ()) -> None:
    """Write the twelve roles and their permissions into FAB's tables, exactly.

    ``offered`` are further permissions that exist in the site, so that they can be looked at and
    put into roles of one's own.
    """
    wanted = {role: facts.may for role, facts in ROLES.items()}
    stored = _store_permissions({*offered}.union(*wanted.values()))
    known = {role.name: role for role in db.session.scalars(select(StoredRole))}
    for role, may in wanted.items():
        row = known.get(role) or StoredRole(name=str(role))
        db.session.add(row)
        row.permissions = [stored[permission] for permission in sorted(may)]
    count_change()


def count_change() -> None:
    """Tell every process that what it remembers of permissions is stale."""
    row = insert(ChangeCounter).values(id=1, value=1)
    db.session.execute(
        row.on_conflict_do_update(
            index_elements=[ChangeCounter.id], set_={"value": ChangeCounter.value + 1}
        )
    )


def _store_permissions(wanted: set[Permission]) -> dict[Permission, PermissionView]:
    verbs = {row.name: row for row in db.session.scalars(select(StoredPermission))}
    nouns = {row.name: row for row in db.session.scalars(select(ViewMenu))}
    pairs = {
        Permission(row.permission.name, row.view_menu.name): row
        for row in db.session.scalars(select(PermissionView))
    }
    for permission in wanted - pairs.keys():
        verb, noun = permission
        if verb not in verbs:
            verbs[verb] = StoredPermission(name=verb)
        if noun not in nouns:
            nouns[noun] = ViewMenu(name=noun)
        pairs[permission] = PermissionView(permission=verbs[verb], view_menu=nouns[noun])
        db.session.add(pairs[permission])
    return pairs
