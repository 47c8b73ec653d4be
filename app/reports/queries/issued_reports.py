"""Reports as issued, and the communes whose figures a person reads."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import joinedload

from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.organisation import queries as organisation
from app.organisation.models import Unit, UnitKind
from app.reports.models.issued_reports import StatisticsReport
from app.reports.vocabulary import ReportKind, ReportPeriod

LATEST = 50


def communes_read(actor: Actor) -> Sequence[Unit]:
    """The communes that this person reads, by name."""
    query = organisation.select_units(UnitKind.COMMUNE).where(Unit.id.in_(actor.reads))
    return db.session.scalars(query.order_by(None).order_by(Unit.folded, Unit.code)).all()


def issued(actor: Actor, kind: ReportKind) -> Sequence[StatisticsReport]:
    """The latest reports of the units that this person reads or works in."""
    query = select(StatisticsReport).where(*in_scope(actor, kind))
    query = query.options(joinedload(StatisticsReport.unit))
    return db.session.scalars(query.order_by(StatisticsReport.at.desc()).limit(LATEST)).all()


def report(actor: Actor, kind: ReportKind, key: UUID) -> StatisticsReport:
    """The report with this key.

    Raises:
        NotFound: there is none of the kind that this person reads.
    """
    found: StatisticsReport | None = db.session.scalar(
        select(StatisticsReport).where(*in_scope(actor, kind), StatisticsReport.id == key)
    )
    if found is None:
        raise NotFound
    return found


def in_scope(actor: Actor, kind: ReportKind) -> tuple[ColumnElement[bool], ...]:
    """The reports of one kind, of the units that this person reads or works in.

    Those on the roll-out also of the units whose part in it the person leads.
    """
    units = actor.reads | {seat.unit_id for seat in actor.postings}
    everywhere = actor.city
    if kind is ReportKind.ROLLOUT:
        units, everywhere = units | actor.manages, everywhere or actor.manages_all
    here = true() if everywhere else StatisticsReport.unit_id.in_(units)
    return StatisticsReport.kind == kind, here


def of_period(
    actor: Actor, kind: ReportKind, unit_id: int, period: ReportPeriod
) -> Sequence[StatisticsReport]:
    """What this unit issued for a period, the newest first."""
    query = select(StatisticsReport).where(
        *in_scope(actor, kind),
        StatisticsReport.unit_id == unit_id,
        StatisticsReport.year == period.year,
        StatisticsReport.span == period.span,
        StatisticsReport.ordinal == period.ordinal,
    )
    return db.session.scalars(query.order_by(StatisticsReport.at.desc())).all()
