"""Reports of civil-status statistics as issued, and the communes whose figures a person reads."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, or_, select, true
from sqlalchemy.orm import joinedload

from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.organisation import queries as organisation
from app.organisation.models import Unit, UnitKind
from app.reports.models import StatisticsReport

LATEST = 50


def communes_read(actor: Actor) -> Sequence[Unit]:
    """The communes that this person reads, by name."""
    query = organisation.select_units(UnitKind.COMMUNE).where(Unit.id.in_(actor.reads))
    return db.session.scalars(query.order_by(None).order_by(Unit.folded, Unit.code)).all()


def issued(actor: Actor) -> Sequence[StatisticsReport]:
    """The latest reports of the units that this person reads or works in."""
    query = _visible(actor).options(joinedload(StatisticsReport.unit))
    return db.session.scalars(query.order_by(StatisticsReport.at.desc()).limit(LATEST)).all()


def report(actor: Actor, key: UUID) -> StatisticsReport:
    """The report with this key.

    Raises:
        NotFound: there is none that this person reads.
    """
    found: StatisticsReport | None = db.session.scalar(
        _visible(actor).where(StatisticsReport.id == key)
    )
    if found is None:
        raise NotFound
    return found


def _visible(actor: Actor) -> Select[StatisticsReport]:
    own = [seat.unit_id for seat in actor.postings]
    here = or_(
        StatisticsReport.unit_id.in_(actor.reads),
        StatisticsReport.unit_id.in_(own),
    )
    return select(StatisticsReport).where(true() if actor.city else here)
