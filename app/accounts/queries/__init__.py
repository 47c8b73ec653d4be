"""Queries about sessions, staff and postings; each is one statement."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from flask_appbuilder.security.sqla.models import Role as StoredRole
from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    column,
    exists,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models.account_links import AccountLink
from app.accounts.models.permissions import ChangeCounter
from app.accounts.models.sessions import (
    Level,
    PendingForm,
    SecondFactor,
    SecondFactorReset,
    Session,
)
from app.accounts.models.staff import AppUser, Posting, Staff
from app.accounts.roles import ROLES, Reach, Role
from app.accounts.rules.actors import PostingReach
from app.accounts.rules.actors import actor as build_actor
from app.kernel.actor import Actor, CurrentPosting
from app.kernel.db import among, db, managed
from app.kernel.errors import NotFound
from app.organisation.models import Unit


@dataclass(frozen=True)
class SignedIn:
    """Session, user and postings, as loaded by one statement."""

    user: AppUser
    created: datetime
    seen: datetime
    level: Level
    actor: Actor
    change: int


def signed_in(key: bytes, day: date) -> SignedIn | None:
    """The session with this hash: its user, today's postings, and the permission change counter."""
    rows = db.session.execute(_SIGNED_IN, {"key": key, "day": day}).all()
    if not rows:
        return None
    user, created, seen, level, is_rehearsal, counted, *_place = rows[0]
    actor = _actor((row[6:] for row in rows), is_rehearsal=is_rehearsal)
    return SignedIn(user, created, seen, level, actor, counted)


def account_of_session(key: bytes) -> int | None:
    """The account of an open or ended session; ended ones are purged at night."""
    return db.session.scalar(
        select(Session.user_id).where(Session.token_hash == key, Session.level == Level.FULL)
    )


def sessions_of(user_id: int, *, seen_since: datetime, begun_since: datetime) -> list[Session]:
    """The open sessions of an account, most recently used first."""
    return list(
        db.session.scalars(
            select(Session)
            .where(
                Session.user_id == user_id,
                Session.level == Level.FULL,
                Session.seen >= seen_since,
                Session.created >= begun_since,
            )
            .order_by(Session.seen.desc(), Session.created.desc())
        )
    )


def second_factor(user_id: int) -> SecondFactor | None:
    return db.session.get(SecondFactor, user_id, populate_existing=True)


def last_reset(user_id: int) -> SecondFactorReset | None:
    return db.session.scalars(
        select(SecondFactorReset)
        .where(SecondFactorReset.user_id == user_id)
        .order_by(SecondFactorReset.id.desc())
        .limit(1)
    ).first()


def live_link(key: bytes, now: datetime) -> tuple[AccountLink, AppUser] | None:
    """A link that can still be used, and its account."""
    row = db.session.execute(
        select(AccountLink, AppUser)
        .join(AppUser, AppUser.id == AccountLink.user_id)
        .where(
            AccountLink.token_hash == key,
            AccountLink.used_at.is_(None),
            AccountLink.expires_at > now,
            AppUser.active,
        )
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def roles_of(user_id: int, day: date) -> set[Role]:
    """The roles in which the account's owner is posted on the day, signed in or not."""
    found = db.session.scalar(select(func.mc_roles_of(user_id, day, type_=ARRAY(Text))))
    return {Role(role) for role in found or ()}


def opens_on(user_id: int, day: date) -> date | None:
    """The first later day on which the account's owner is posted."""
    found: date | None = db.session.scalar(select(func.mc_opens_on(user_id, day, type_=Date)))
    return found


_NUMBERS_TAKEN = func.mc_numbers_taken(
    bindparam("number", type_=Text), bindparam("phone", type_=Text), bindparam("but", type_=Uuid)
).table_valued(column("id_number", Boolean), column("phone", Boolean))


def numbers_taken(staff: Staff) -> frozenset[str]:
    """The columns of a person whose number somebody else of the staff has, in whatever unit."""
    asked = {"number": staff.id_number, "phone": staff.phone, "but": staff.id or UUID(int=0)}
    row: Mapping[Any, Any] = (
        db.session.execute(select(_NUMBERS_TAKEN), asked).mappings().first() or {}
    )
    return frozenset(name for name, is_taken in row.items() if is_taken)


class Holder(NamedTuple):
    """A person who holds a role today, and their contact details."""

    staff_id: UUID
    phone: str | None
    unit_id: int
    unit_name: str
    role: str


def holders(roles: Iterable[str], day: date) -> list[Holder]:
    """Everybody in these roles, one row per person and unit; two postings give two rows."""
    rows = db.session.execute(
        select(Staff.id, Staff.phone, Unit.id, Unit.name, Posting.role)
        .join(Posting, Posting.staff_id == Staff.id)
        .join(Unit, Unit.id == Posting.unit_id)
        .where(Posting.role.in_(list(roles)), Posting.during.contains(day))
        .order_by(Staff.id, Unit.id, Posting.role)
    )
    return [Holder(*row) for row in rows]


def phone_of(staff_id: UUID) -> str | None:
    return db.session.scalar(select(Staff.phone).where(Staff.id == staff_id))


def numbers_of(staff_id: UUID) -> frozenset[str]:
    """The identity number and the telephone number of somebody, as far as they are known."""
    row = db.session.execute(select(Staff.id_number, Staff.phone).where(Staff.id == staff_id)).one()
    return frozenset(each for each in row if each)


def units_posted_to(staff_id: UUID, day: date) -> set[int]:
    """Units in which the person works on the day or will work later, regardless of scope."""
    found = db.session.scalar(select(func.mc_units_of(staff_id, day, type_=ARRAY(Integer))))
    return set(found or ())


def staff_managed_by(actor: Actor, key: UUID) -> Staff:
    """A member of staff whom this actor manages.

    Raises:
        NotFound: there is none with this key.
    """
    found = db.session.scalars(
        select(Staff).where(Staff.id == key, managed(Staff.unit_id, actor))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def posting_managed_by(actor: Actor, key: UUID) -> Posting:
    """A posting in a unit that this actor manages, with its person.

    Raises:
        NotFound: there is none, or its person belongs to a unit out of reach.
    """
    found = db.session.scalars(
        select(Posting)
        .join(Posting.staff)
        .where(Posting.id == key, managed(Posting.unit_id, actor))
        .options(joinedload(Posting.staff), joinedload(Posting.unit))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def units_managed_by(actor: Actor) -> list[Unit]:
    return list(
        db.session.scalars(
            select(Unit).where(managed(Unit.id, actor)).order_by(Unit.folded, Unit.id)
        )
    )


def kept_post(key: bytes, user_id: int, *, since: datetime) -> PendingForm:
    """The form that was stored for this account.

    Raises:
        NotFound: there is none, it is another account's, or it has expired.
    """
    found: PendingForm | None = db.session.scalar(
        select(PendingForm).where(
            PendingForm.token_hash == key,
            PendingForm.user_id == user_id,
            PendingForm.kept_at > since,
        )
    )
    if found is None:
        raise NotFound
    return found


def actor_of(staff_id: UUID, day: date) -> Actor:
    """A person's actor on a day, without a session (commands, demo data, tests)."""
    rows = db.session.execute(
        select(*_PLACE)
        .select_from(Staff)
        .outerjoin(Posting, and_(Posting.staff_id == Staff.id, Posting.during.contains(day)))
        .outerjoin(Unit, Unit.id == Posting.unit_id)
        .outerjoin(StoredRole, StoredRole.id == Posting.further_id)
        .where(Staff.id == staff_id)
        .order_by(Posting.id)
    ).all()
    return _actor(rows)


_NEAR = aliased(Unit)
_WIDE = [role for role in Role if Reach.CITY in {ROLES[role].manages}]
_BROAD = [role for role in Role if Reach.DISTRICT in {ROLES[role].reads, ROLES[role].manages}]
_WITHIN = case(
    (Posting.role.in_(_WIDE), select(func.array_agg(_NEAR.id)).scalar_subquery()),
    (
        Posting.role.in_(_BROAD),
        select(func.array_agg(_NEAR.id))
        .where(_NEAR.district_id == Unit.district_id)
        .correlate(Unit)
        .scalar_subquery(),
    ),
)
_PLACE = (
    Staff.id,
    Staff.full_name,
    Posting.id,
    Posting.role,
    Posting.title,
    Unit.id,
    Unit.kind,
    Unit.name,
    StoredRole.name,
    _WITHIN,
)


_ON_DAY = bindparam("day", type_=Date)
_SIGNED_IN = (
    select(
        AppUser,
        Session.created,
        Session.seen,
        Session.level,
        Session.is_rehearsal,
        func.coalesce(select(ChangeCounter.value).scalar_subquery(), 0),
        *_PLACE,
    )
    .select_from(Session)
    .join(AppUser, AppUser.id == Session.user_id)
    .outerjoin(Staff, Staff.user_id == AppUser.id)
    .outerjoin(Posting, and_(Posting.staff_id == Staff.id, Posting.during.contains(_ON_DAY)))
    .outerjoin(Unit, Unit.id == Posting.unit_id)
    .outerjoin(StoredRole, StoredRole.id == Posting.further_id)
    .where(Session.token_hash == bindparam("key"))
    .order_by(Posting.id)
)


def _actor(rows: Iterable[Any], *, is_rehearsal: bool = False) -> Actor:
    places: list[PostingReach] = []
    staff_id, name = None, ""
    for staff_id, name, posting_id, role, title, unit_id, kind, unit, further, within in rows:  # noqa: B007
        if posting_id is not None:
            seat = CurrentPosting(
                posting_id, unit_id, str(kind), unit, str(role), title, further or ""
            )
            places.append(PostingReach(seat, frozenset(within or ())))
    return build_actor(staff_id, name or "", places, is_rehearsal=is_rehearsal)


def units_of(actor: Actor) -> frozenset[int]:
    """The units whose staff the person sees: those they manage, and their own."""
    return actor.manages | {seat.unit_id for seat in actor.postings}


def staff_visible_to(actor: Actor) -> ColumnElement[bool]:
    if actor.manages_all:
        return true()
    return or_(among(Staff.unit_id, units_of(actor)), Staff.id == actor.staff_id)


def postings_visible_to(actor: Actor) -> ColumnElement[bool]:
    if actor.manages_all:
        return true()
    return or_(among(Posting.unit_id, units_of(actor)), Posting.staff_id == actor.staff_id)


def select_staff(actor: Actor) -> Select[tuple[Staff]]:
    """The staff a person sees, sorted by name."""
    return select(Staff).where(staff_visible_to(actor)).order_by(Staff.folded, Staff.id)


def staff_of(username: str) -> Staff:
    """The person who owns this account.

    Raises:
        NotFound: there is no such user name.
    """
    found = db.session.scalars(
        select(Staff)
        .join(AppUser, AppUser.id == Staff.user_id)
        .where(func.lower(AppUser.username) == username.lower())
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def is_username_taken(username: str) -> bool:
    return bool(
        db.session.scalar(select(exists().where(func.lower(AppUser.username) == username.lower())))
    )


def holds(staff_id: UUID, unit_id: int, role: Role, during: Any) -> bool:
    """Whether the person already has this role there at some time of the period."""
    held = exists().where(
        Posting.staff_id == staff_id,
        Posting.unit_id == unit_id,
        Posting.role == role,
        Posting.during.overlaps(during),
    )
    return bool(db.session.scalar(select(held)))


def waits_for_account(actor: Actor, day: date) -> ColumnElement[bool]:
    posted = exists().where(Posting.staff_id == Staff.id, Posting.during.contains(day))
    return and_(among(Staff.unit_id, actor.manages), Staff.user_id.is_(None), posted)


def count_waiting_for_account(actor: Actor, day: date) -> int:
    return db.session.scalar(select(func.count()).where(waits_for_account(actor, day))) or 0
