"""The legs of the reader's own agency, counted by the database without a name."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import date

from sqlalchemy import func, select

from app.kernel.actor import Actor, CurrentPosting
from app.kernel.db import db
from app.organisation.models import Unit, UnitKind
from app.reports.queries.dashboard import StageFigures

_COLUMNS = ("received", "in_time", "late", "closed", "open", "overdue", "paused")


@dataclass(frozen=True)
class LegFigures:
    """The legs that one commune sent, or their sum: in the period, and those open now."""

    received: int = 0
    in_time: int = 0
    late: int = 0
    closed: int = 0
    open: int = 0
    """Whenever it was sent; the next two are some of these."""
    overdue: int = 0
    paused: int = 0

    def __add__(self, other: LegFigures) -> LegFigures:
        pairs = zip(astuple(self), astuple(other), strict=True)
        return LegFigures(*(mine + theirs for mine, theirs in pairs))

    @property
    def decided(self) -> int:
        return self.in_time + self.late


def agency_of(actor: Actor) -> CurrentPosting | None:
    """The posting of somebody who works for the police or the insurance, and reads no commune."""
    kinds = {UnitKind.POLICE, UnitKind.INSURANCE}
    return next((seat for seat in actor.postings if seat.unit_kind in kinds), None)


def by_commune(actor: Actor, first: date, last: date) -> dict[str, LegFigures]:
    """The figures of each commune of the district by its name, the most late ones first."""
    if actor.is_rehearsal:
        return {}
    counted = func.mc_agency_counts(first, last).table_valued("commune_id", *_COLUMNS)
    rows = db.session.execute(
        select(Unit.name, *(counted.c[name] for name in _COLUMNS))
        .join(counted, counted.c.commune_id == Unit.id)
        .order_by(counted.c.overdue.desc(), counted.c.open.desc(), Unit.folded, Unit.code)
    )
    return {name: LegFigures(*numbers) for name, *numbers in rows}


def days(actor: Actor, first: date, last: date) -> StageFigures:
    """In how many working days they were answered, from the sending."""
    if actor.is_rehearsal:
        return StageFigures({})
    counted = func.mc_agency_days(first, last).table_valued("days", "legs")
    return StageFigures(dict(iter(db.session.execute(select(counted)))))
