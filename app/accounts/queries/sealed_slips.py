"""Queries about sealed slips: those that a head still has to hand over."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select

from app.accounts.models.account_links import AccountLink, SealedSlip
from app.accounts.models.staff import Posting
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import managed

LEADERS = (Role.COMMUNE_LEADER, Role.DISTRICT_LEADER)


def visible_to(actor: Actor, day: date) -> ColumnElement[bool]:
    """Slips that the person hands over, and those of the units that the person manages."""
    return or_(managed(SealedSlip.unit_id, actor), handed_over_by(actor, day))


def handed_over_by(actor: Actor, day: date) -> ColumnElement[bool]:
    """Slips of which the person is the head: never those given by them, or about them."""
    if actor.staff_id is None:
        return false()
    holds = exists().where(
        Posting.staff_id == actor.staff_id,
        Posting.during.contains(day),
        Posting.stands_for_id.is_(None),
        or_(
            and_(Posting.unit_id == SealedSlip.head_unit_id, Posting.role.in_(LEADERS)),
            and_(SealedSlip.head_unit_id.is_(None), Posting.role == Role.CITY_ADMIN),
        ),
    )
    return and_(
        SealedSlip.staff_id != actor.staff_id,
        SealedSlip.given_by.is_distinct_from(actor.staff_id),
        holds,
    )


def waiting(now: datetime) -> ColumnElement[bool]:
    """Slips that can still be handed over: not expired, and the link last printed not used."""
    unused = exists().where(
        AccountLink.token_hash == SealedSlip.token_hash, AccountLink.used_at.is_(None)
    )
    return and_(SealedSlip.expires_at > now, or_(SealedSlip.token_hash.is_(None), unused))


def to_print(actor: Actor) -> ColumnElement[bool]:
    """Slips that the person hands over and has not printed yet."""
    return and_(handed_over_by(actor, clock.today()), SealedSlip.opened_at.is_(None))


def count_unprinted(actor: Actor) -> Select[int]:
    return select(func.count()).where(to_print(actor), waiting(clock.real_now()))
