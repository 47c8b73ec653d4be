"""One-use links: an administrator issues one, only the owner chooses the password."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from app.accounts import queries
from app.accounts.models import AccountLink, AppUser, LinkPurpose, Staff
from app.accounts.operations.accounts import HasAccount, account_of, open_account, set_password
from app.accounts.operations.admin_scope import check_reach
from app.accounts.operations.clearance import check_account
from app.accounts.operations.sessions import end_sessions
from app.accounts.rules import LINK_LIVES, check_password, words_of
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


def start_activation(staff: Staff, *, by: Actor, now: datetime) -> AccountSlip:
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
    return give_link(staff, user, by=by, now=now)


def start_reset(staff: Staff, *, by: Actor, now: datetime) -> AccountSlip:
    """Issue a link for a forgotten password; reopens a closed account.

    The current password stays valid until the link is used; that of a closed account does not.

    Raises:
        NoAccount: the person has none.
        OwnAffair, OutOfReach: this administrator may not do it.
    """
    user = account_of(staff)
    check_reach(staff, by)
    return give_link(staff, user, by=by, now=now)


def give_link(staff: Staff, user: AppUser, *, by: Actor, now: datetime) -> AccountSlip:
    """Issue a link for this account and invalidate earlier ones."""
    if not user.active:
        user.active = True
        user.password = ""
        end_sessions(user.id)
    (slip,) = give_links([(staff, user)], by=by, now=now)
    return slip


def give_links(
    people: Iterable[tuple[Staff, AppUser]], *, by: Actor, now: datetime
) -> list[AccountSlip]:
    """Issue links for open accounts, in the order given; invalidate earlier ones."""
    given = list(people)
    db.session.execute(
        update(AccountLink)
        .where(
            AccountLink.user_id.in_([user.id for _staff, user in given]),
            AccountLink.used_at.is_(None),
        )
        .values(expires_at=now, words=[])
    )
    return [_new_link(staff, user, by=by, now=now) for staff, user in given]


def _new_link(staff: Staff, user: AppUser, *, by: Actor, now: datetime) -> AccountSlip:
    token, purpose = new_token(), LinkPurpose.RESET if user.password else LinkPurpose.ACTIVATE
    link = AccountLink(
        token_hash=token_hash(token),
        user_id=user.id,
        purpose=purpose,
        words=list(words_of(staff.full_name, staff.unit.name)),
        started_at=now,
        started_by=by.staff_id,
        expires_at=now + LINK_LIVES,
    )
    db.session.add(link)
    change_log.record(by, f"give_link_{purpose}", staff)
    return AccountSlip(staff.full_name, str(user.username), token, purpose, link.expires_at)


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
    claimed = db.session.scalar(
        update(AccountLink)
        .where(
            AccountLink.token_hash == link.token_hash,
            AccountLink.used_at.is_(None),
            AccountLink.expires_at > now,
        )
        .values(used_at=now, words=[])
        .returning(AccountLink.user_id)
        .execution_options(synchronize_session=False)
    )
    if claimed is None:
        return False
    set_password(user, password)
    change_log.record(NOBODY, f"use_link_{link.purpose}", user, ["password"])
    return True
