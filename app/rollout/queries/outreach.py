"""Queries on notices, assisted points and rosters."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import aliased, joinedload

from app.dossiers.queries.help_points import HelpPlace
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import among, db
from app.kernel.errors import NotFound
from app.organisation import queries as organisation
from app.organisation.models import Unit, UnitKind
from app.rollout.models.outreach import AssistedPoint, Duty, PlaceKind, PublicNotice


@dataclass(frozen=True)
class Reached:
    """Outreach in a commune (kết quả tuyên truyền)."""

    postings: Mapping[PlaceKind, int] = field(default_factory=dict)
    points: int = 0
    computers: int = 0


def worked_in(actor: Actor) -> frozenset[int]:
    """The units in which this user works or which the user manages."""
    return actor.manages | {seat.unit_id for seat in actor.postings}


def near(actor: Actor, unit_id: Any) -> ColumnElement[bool]:
    """Rows of the units in which this user works, or which the user reads or manages."""
    return true() if actor.city else among(unit_id, actor.reads | worked_in(actor))


def commune_near(actor: Actor, code: str) -> Unit:
    """The commune with this code, if it is one of the user's.

    Raises:
        NotFound: it is not, or there is none.
    """
    found = organisation.commune_by_code(code[:16].replace("\x00", ""))
    if found is None or not (actor.city or found.id in actor.reads | worked_in(actor)):
        raise NotFound
    return found


def communes_near(actor: Actor, district_id: int) -> Sequence[Unit]:
    query = organisation.select_units(UnitKind.COMMUNE).where(
        Unit.district_id == district_id, near(actor, Unit.id)
    )
    ordered = query.order_by(None).order_by(Unit.folded, Unit.code)
    return db.session.scalars(ordered.options(joinedload(Unit.district))).all()


def districts_near(actor: Actor) -> dict[Unit, int]:
    """The districts of the user's communes, by name, and how many communes these are."""
    district = aliased(Unit)
    rows = db.session.execute(
        organisation.select_units(UnitKind.COMMUNE)
        .join(district, Unit.district.of_type(district))
        .with_only_columns(district, func.count())
        .where(near(actor, Unit.id))
        .group_by(district.id)
        .order_by(None)
        .order_by(district.folded)
    )
    return dict(iter(rows))


def standing(unit_id: int) -> Sequence[PublicNotice]:
    """Current notices in a commune, newest first."""
    query = select(PublicNotice).where(
        PublicNotice.unit_id == unit_id, PublicNotice.removed_on.is_(None)
    )
    return db.session.scalars(query.order_by(PublicNotice.posted_on.desc(), PublicNotice.id)).all()


def points(unit_ids: Collection[int]) -> Sequence[AssistedPoint]:
    query = select(AssistedPoint).where(
        AssistedPoint.unit_id.in_(unit_ids), AssistedPoint.active.is_(True)
    )
    return db.session.scalars(query.order_by(AssistedPoint.name, AssistedPoint.id)).all()


def help_places(unit_id: int) -> Sequence[HelpPlace]:
    """Where and when a citizen of the commune can get help; without names of officers."""
    rows = db.session.execute(
        select(AssistedPoint.name, AssistedPoint.place, AssistedPoint.hours)
        .where(AssistedPoint.unit_id == unit_id, AssistedPoint.active.is_(True))
        .order_by(AssistedPoint.name, AssistedPoint.id)
    )
    return [HelpPlace(*row) for row in rows]


def reached(actor: Actor, district_id: int | None) -> dict[int, Reached]:
    """Current notices and points of each of the user's communes of a district.

    Without a district, of each district. Two statements for all.
    """
    which = near(actor, Unit.id)
    by: Any = Unit.district_id  # every commune has one
    if district_id is not None:
        which, by = which & (by == district_id), Unit.id
    posted: dict[int, dict[PlaceKind, int]] = {}
    rows = db.session.execute(
        select(by, PublicNotice.kind, func.count())
        .join(PublicNotice, PublicNotice.unit_id == Unit.id)
        .where(which, PublicNotice.removed_on.is_(None))
        .group_by(by, PublicNotice.kind)
    )
    for key, kind, count in rows:
        posted.setdefault(key, {})[kind] = count
    helped = {
        key: (count, computers)
        for key, count, computers in db.session.execute(
            select(by, func.count(), func.sum(AssistedPoint.computers))
            .join(AssistedPoint, AssistedPoint.unit_id == Unit.id)
            .where(which, AssistedPoint.active.is_(True))
            .group_by(by)
        )
    }
    return {
        key: Reached(posted.get(key, {}), *helped.get(key, ()))
        for key in posted.keys() | helped.keys()
    }


def duties(point_ids: Collection[int], first: date, last: date) -> Sequence[Duty]:
    """Duties at these points in a period, by time."""
    span = between(first, last + timedelta(days=1))
    query = select(Duty).where(Duty.point_id.in_(point_ids), Duty.during.overlaps(span))
    return db.session.scalars(
        query.options(joinedload(Duty.staff), joinedload(Duty.point)).order_by(
            func.lower(Duty.during), Duty.id
        )
    ).all()


def between(first: date, end: date) -> Range[datetime]:
    """From midnight to midnight in Hanoi; the last day is excluded."""
    return Range(clock.at(first), clock.at(end))


def clashing(duty: Duty) -> Duty | None:
    return db.session.scalar(
        select(Duty)
        .where(
            Duty.staff_id == duty.staff.id,
            Duty.during.overlaps(duty.during),
        )
        .options(joinedload(Duty.point))
        .limit(1)
    )
