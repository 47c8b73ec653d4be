"""One-use links: an administrator gives one, only the owner gets it and chooses the password.

The database makes the secret (``database/account_links.sql``): for the telephone of the person on
record, or when the head of the unit prints the sealed slip. Whoever gives a link never has it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Boolean, DateTime, Uuid, bindparam, column, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB

from app.accounts import queries
from app.accounts.models.account_links import LinkPurpose, SealedSlip
from app.accounts.models.sessions import MOMENT
from app.accounts.models.staff import AppUser, Staff
from app.accounts.operations.accounts import HAS_ACCOUNT, account_of, open_account
from app.accounts.operations.admin_scope import check_reach
from app.accounts.operations.clearance import check_account
from app.accounts.operations.sessions import answered
from app.accounts.rules.passwords import check_password, password_digest, words_of
from app.kernel import clock
from app.kernel.actor import NOBODY, Actor
from app.kernel.audit import change_log
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.hooks import Hook
from app.kernel.security.tokens import token_hash
from app.kernel.text import phone_numbers
from app.organisation.models import Unit


class LinkWay(StrEnum):
    """How a link reaches its person (cách giao đường dẫn)."""

    SMS = "sms"
    SEALED = "sealed"
    """A slip that the head of the unit prints and hands over."""


class Gateway(StrEnum):
    """What short messages are needed for here (cổng tin nhắn)."""

    IS_THERE = "is_there"
    """Whether messages really go out."""
    WAKE = "wake"
    """Have the worker send what waits."""


link_gateway: Hook[Gateway, Callable[[], Any]] = Hook(Gateway)


@dataclass(frozen=True)
class GivenLink:
    """What the administrator learns of a link: everything but its secret."""

    full_name: str
    username: str
    purpose: LinkPurpose
    way: LinkWay
    until: datetime
    phone: str = ""
    """Masked; of a short message."""
    head: Unit | None = None
    """The unit whose leader hands the slip over; None: another administrator of the city."""


@dataclass(frozen=True)
class AccountSlip:
    """What is handed to a person: shown once, never stored."""

    full_name: str
    username: str
    token: str
    purpose: LinkPurpose
    expires_at: datetime


def start_activation(staff: Staff, *, by: Actor) -> GivenLink:
    """Open an account and give the link with which its owner chooses a password.

    Raises:
        Refused: the person has one.
        Refused: this administrator may not do it.
        DomainError: the roll-out plan admits the person to no role yet; the message says why.
    """
    if staff.user_id is not None:
        raise Refused(HAS_ACCOUNT, name=staff.full_name)
    check_reach(staff, by)
    check_account(staff)
    user = open_account(staff)
    change_log.record(by, "open_account", staff, ["user_id"])
    return give_link(staff, user, by=by)


def start_reset(staff: Staff, *, by: Actor) -> GivenLink:
    """Give a link for a forgotten password; reopens a closed account.

    The current password stays valid until the link is used; that of a closed account does not.

    Raises Refused.
    """
    user = account_of(staff)
    check_reach(staff, by)
    return give_link(staff, user, by=by)


def give_link(staff: Staff, user: AppUser, *, by: Actor, anew: bool = False) -> GivenLink:
    """Give a link to this account and invalidate earlier ones.

    ``anew``: for somebody whose telephone is lost, so by the head of the unit, and the password of
    before opens nothing any more.
    """
    (given,) = give_links([(staff, user)], by=by, anew=anew)
    return given


def give_links(
    people: Iterable[tuple[Staff, AppUser]], *, by: Actor, anew: bool = False
) -> list[GivenLink]:
    """Give links to accounts, in the order given; invalidate earlier ones."""
    db.session.flush()  # the database looks at what was written just now
    there = bool(link_gateway[Gateway.IS_THERE]())
    given = [_give(staff, user, by, there=there, anew=anew) for staff, user in people]
    if any(each.way is LinkWay.SMS for each in given):
        link_gateway[Gateway.WAKE]()
    return given


def _give(staff: Staff, user: AppUser, by: Actor, *, there: bool, anew: bool) -> GivenLink:
    reachable = there and staff.phone is not None and phone_numbers.takes_sms(staff.phone)
    made = func.mc_send_link(
        bindparam("person", staff.id, Uuid),
        bindparam("words", list(words_of(staff.full_name, staff.unit.name)), JSONB),
        bindparam("by_sms", reachable, Boolean),
        bindparam("anew", anew, Boolean),
        bindparam("moment", clock.now(), DateTime(timezone=True)),
        bindparam("giver", by.staff_id, Uuid),
    ).table_valued("way", "purpose", "until", "head")
    row = db.session.execute(select(made)).one()
    db.session.expire(user)
    purpose, way = LinkPurpose(row.purpose), LinkWay(row.way)
    change_log.record(by, f"give_link_{purpose}", staff)
    return GivenLink(
        staff.full_name,
        str(user.username),
        purpose,
        way,
        row.until,
        phone=phone_numbers.masked(staff.phone or "") if way is LinkWay.SMS else "",
        head=db.session.get(Unit, row.head) if row.head else None,
    )


def print_slip(slip: SealedSlip, *, by: Actor, day: date) -> AccountSlip:
    """Make the secret of a sealed slip, for its head to print; an earlier print stops working.

    Raises:
        Refused: there is nothing to hand over any more.
        InsufficientPrivilege: the user is not the head, gave the slip, or is the person.
    """
    opened = func.mc_open_slip(
        bindparam("slip", slip.id, Uuid), day, bindparam("head", by.staff_id, Uuid)
    ).table_valued("secret", "until")
    row = db.session.execute(select(opened)).one_or_none()
    if row is None:
        raise Refused(
            _(
                "The slip of %(name)s is over: it was used, replaced by a newer one, or lay here"
                " for too long. Ask for a new one."
            ),
            name=slip.full_name,
        )
    change_log.record(by, change_log.AuditAction.PRINT_SLIP, slip)
    username = str(slip.user.username)
    return AccountSlip(slip.full_name, username, row.secret, slip.purpose, row.until)


def print_link(staff: Staff, user: AppUser) -> AccountSlip:
    """Make a link on the server itself, for its operator; invalidates earlier ones."""
    db.session.flush()  # the keys of new accounts are needed
    words = literal(list(words_of(staff.full_name, staff.unit.name)), JSONB)
    given = func.mc_print_link(user.id, words).table_valued(
        "secret", "purpose", column("until", MOMENT)
    )
    row = db.session.execute(select(given)).one()
    db.session.expire(user)
    purpose = LinkPurpose(row.purpose)
    change_log.record(NOBODY, f"give_link_{purpose}", staff)
    return AccountSlip(staff.full_name, str(user.username), row.secret, purpose, row.until)


def use_link(token: str, password: str, *, now: datetime) -> bool:
    """Set the password chosen by the link's owner; ends all sessions of the account.

    False when the link was already used, has expired, or was never issued.

    Raises:
        Refused: the password is guessable; the link stays valid.
    """
    found = queries.live_link(token_hash(token), now)
    if found is None:
        return False
    link, user = found
    check_password(password, words=(*words_of(str(user.username)), *link.words))
    if answered(func.mc_use_link(token, password_digest(password))) is None:
        return False
    change_log.record(NOBODY, f"use_link_{link.purpose}", user, ["password"])
    return True
