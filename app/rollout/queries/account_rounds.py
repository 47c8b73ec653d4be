"""Queries on account rounds: candidates, issued accounts, accounts without sign-in."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Integer, exists, func, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models.staff import AppUser, Posting, Staff
from app.kernel.actor import Actor
from app.kernel.db import among, db, managed
from app.kernel.errors import NotFound
from app.organisation.models import Unit, UnitKind
from app.rollout.models.account_rounds import AccountIssue, Waiver
from app.rollout.models.phases import Phase
from app.rollout.models.staff_lists import ListLine, StaffList
from app.rollout.queries.clearance import lines
from app.rollout.rules.account_rounds import AccountCandidate
from app.rollout.rules.clearance import Listed


def candidates(
    district_id: int, phase: int, today: date, keys: Iterable[UUID] | None = None
) -> list[AccountCandidate]:
    """Everybody on the lists of a district in a phase, or those of some lines, by unit and name."""
    place = Unit.__table__.alias("place")
    query = lines(
        ListLine.id,
        ListLine.staff_id,
        ListLine.full_name,
        ListLine.title,
        place.c.name,
        place.c.kind,
        exists().where(
            Waiver.staff_id == ListLine.staff_id,
            Waiver.unit_id == ListLine.unit_id,
            Waiver.role == ListLine.role,
        ),
        select(AppUser.active)
        .join(Staff, Staff.user_id == AppUser.id)
        .where(Staff.id == ListLine.staff_id)
        .correlate(ListLine)
        .scalar_subquery(),
        exists().where(
            Posting.staff_id == ListLine.staff_id,
            Posting.unit_id == ListLine.unit_id,
            Posting.role == ListLine.role,
            not_over(today),
        ),
        func.mc_units_of(ListLine.staff_id, today, type_=ARRAY(Integer)),
    )
    query = (
        query.join(place, place.c.id == ListLine.unit_id)
        .where(
            or_(place.c.district_id == district_id, place.c.id == district_id),
            StaffList.phase == phase,
        )
        .order_by(None)
        .order_by(place.c.kind != UnitKind.DISTRICT, place.c.folded, ListLine.folded, ListLine.id)
    )
    if keys is not None:
        query = query.where(ListLine.id.in_(list(keys)))
    return [_candidate(row) for row in db.session.execute(query)]


def not_over(today: date) -> ColumnElement[bool]:
    return func.coalesce(func.upper(Posting.during) > today, True)


def staff_with_unit(keys: Iterable[UUID]) -> dict[UUID, Staff]:
    found = db.session.scalars(
        select(Staff)
        .where(Staff.id.in_(list(keys)))
        .options(joinedload(Staff.unit), joinedload(Staff.user))
    )
    return {staff.id: staff for staff in found}


def usernames() -> set[str]:
    return set(db.session.scalars(select(func.lower(AppUser.username))))


def postings(keys: Iterable[UUID], today: date) -> dict[tuple[UUID, int, str], Posting]:
    """Postings of these people that are not over, by person, unit and role."""
    found = db.session.scalars(
        select(Posting).where(Posting.staff_id.in_(list(keys)), not_over(today))
    )
    return {(each.staff_id, each.unit_id, str(each.role)): each for each in found}


def phases() -> list[Phase]:
    return list(db.session.scalars(select(Phase).order_by(Phase.n)))


def phase_of(n: int) -> Phase:
    """The phase with this number.

    Raises:
        NotFound: there is none.
    """
    found = db.session.get(Phase, n)
    if found is None:
        raise NotFound
    return found


def districts(actor: Actor) -> list[Unit]:
    return list(
        db.session.scalars(
            select(Unit)
            .where(
                Unit.kind == UnitKind.DISTRICT,
                managed(Unit.id, actor),
                Unit.phase.is_not(None),
            )
            .order_by(Unit.phase, Unit.folded)
        )
    )


SILENT_AFTER = timedelta(days=30)
"""Accounts unused for longer are listed as not signed in."""


def issues_managed_by(actor: Actor) -> ColumnElement[bool]:
    return among(AccountIssue.unit_id, actor.manages)


def not_signed_in(now: datetime) -> ColumnElement[bool]:
    """Accounts never activated, never used, or not for thirty days.

    ``last_login`` has no time zone and is in UTC.
    """
    since = (now - SILENT_AFTER).astimezone(UTC).replace(tzinfo=None)
    return AccountIssue.staff_id.in_(
        select(Staff.id)
        .join(AppUser, AppUser.id == Staff.user_id)
        .where(
            AppUser.active,
            or_(AppUser.last_login.is_(None), AppUser.last_login < since),
        )
    )


def count_not_signed_in(actor: Actor, now: datetime) -> int:
    """How many such accounts there are in the units that this user manages."""
    people = select(func.count(func.distinct(AccountIssue.staff_id)))
    return db.session.scalar(people.where(issues_managed_by(actor), not_signed_in(now))) or 0


def with_people(key: int) -> list[AccountIssue]:
    return list(
        db.session.scalars(
            select(AccountIssue)
            .join(Staff, Staff.id == AccountIssue.staff_id)
            .join(Unit, Unit.id == AccountIssue.unit_id)
            .where(AccountIssue.round_id == key)
            .options(
                joinedload(AccountIssue.unit),
                joinedload(AccountIssue.posting),
                joinedload(AccountIssue.staff)
                .joinedload(Staff.user)
                .joinedload(AppUser.credential),
                joinedload(AccountIssue.staff).joinedload(Staff.unit),
            )
            .order_by(Unit.folded, Staff.folded, AccountIssue.id)
        )
    )


def _candidate(row: Any) -> AccountCandidate:
    facts, rest = tuple(row)[:7], tuple(row)[7:]
    key, staff_id, name, title, unit_name, kind, waived, account, posted, places = rest
    return AccountCandidate(
        line_id=key,
        staff_id=staff_id,
        full_name=name,
        title=title,
        unit_name=unit_name,
        is_commune=kind == UnitKind.COMMUNE,
        listed=Listed(*facts),
        waived=waived,
        account=account,
        is_posted=posted,
        posted_to=frozenset(places or ()),
    )
