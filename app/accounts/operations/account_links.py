"""One-use links: an administrator issues one, only the owner chooses the password."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import column, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB

from app.accounts import queries
from app.accounts.models import MOMENT, AppUser, LinkPurpose, Staff
from app.accounts.operations.accounts import HasAccount, account_of, open_account
from app.accounts.operations.admin_scope import check_reach
from app.accounts.operations.clearance import check_account
from app.accounts.rules import check_password, password_digest, words_of
from app.kernel.actor import NOBODY, Actor
from app.kernel.audit import change_log
from app.kernel.db import db
from app.kernel.security.tokens import new_token, token_hash


@dataclass(frozen=True)
class AccountSlip:
    """What is handed to a person: shown once, never stored."""

    full_name: str
    username: str
    token: str
    purpose: LinkPurpose
    expires_at: datetime


def start_activation(staff: Staff, *, by: Actor) -> AccountSlip:
    """Open an account and issue the link with which its owner chooses a password.

    Raises:
        HasAccount: the person has one.
        OwnAffair, OutOfReach: this administrator may not do it.
        DomainError: the roll-out plan admits the person to no role yet; the message says why.
    """
    if staff.user_id is not None:
        raise HasAccount(name=staff.full_name)
    check_reach(staff, by)
    check_account(staff)
    user = open_account(staff)
    change_log.record(by, "open_account", staff, ["user_id"])
    return give_link(staff, user, by=by)


def start_reset(staff: Staff, *, by: Actor) -> AccountSlip:
    """Issue a link for a forgotten password; reopens a closed account.

    The current password stays valid until the link is used; that of a closed account does not.

    Raises:
        NoAccount: the person has none.
        OwnAffair, OutOfReach: this administrator may not do it.
    """
    user = account_of(staff)
    check_reach(staff, by)
    return give_link(staff, user, by=by)


def give_link(staff: Staff, user: AppUser, *, by: Actor) -> AccountSlip:
    """Issue a link for this account and invalidate earlier ones; reopens a closed account."""
    (slip,) = give_links([(staff, user)], by=by)
    return slip


def give_links(people: Iterable[tuple[Staff, AppUser]], *, by: Actor) -> list[AccountSlip]:
    """Issue links, in the order given; invalidate earlier ones."""
    db.session.flush()  # the keys of new accounts are needed
    return [_new_link(staff, user, by=by) for staff, user in people]


def _new_link(staff: Staff, user: AppUser, *, by: Actor) -> AccountSlip:
    token, words = new_token(), list(words_of(staff.full_name, staff.unit.name))
    given = func.mc_give_link(user.id, token, literal(words, JSONB)).table_valued(
        "purpose", column("expires_at", MOMENT)
    )
    row = db.session.execute(select(given)).one()
    if not user.active:
        db.session.expire(user)
    purpose = LinkPurpose(row.purpose)
    change_log.record(by, f"give_link_{purpose}", staff)
    return AccountSlip(staff.full_name, str(user.username), token, purpose, row.expires_at)


def use_link(token: str, password: str, *, now: datetime) -> bool:
    """Set the password chosen by the link's owner; ends all sessions of the account.

    False when the link was already used, has expired, or was never issued.

    Raises:
        WeakPassword: the password is guessable; the link stays valid.
    """
    found = queries.live_link(token_hash(token), now)
    if found is None:
        return False
    link, user = found
    check_password(password, words=(*words_of(str(user.username)), *link.words))
    used = func.mc_use_link(token, password_digest(password)).table_valued("user_id")
    if db.session.scalar(select(used)) is None:
        return False
    change_log.record(NOBODY, f"use_link_{link.purpose}", user, ["password"])
    return True
