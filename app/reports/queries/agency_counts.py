"""The legs of the reader's own agency, counted and listed by the database without a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from app.handoffs.workflow import LegState
from app.kernel.actor import Actor, CurrentPosting
from app.kernel.db import db
from app.organisation.models import Unit, UnitKind
from app.reports.queries.counted_dossiers import CountedFigure, Figure
from app.reports.queries.dashboard import StageFigures
from app.reports.rules.report_lines import ReportLine

_COLUMNS = ("received", "in_time", "late", "closed", "open", "overdue", "paused")


@dataclass(frozen=True)
class LegFigures(ReportLine):
    """The legs that one commune sent, or their sum: in the period, and those open now."""

    received: int = 0
    in_time: int = 0
    late: int = 0
    closed: int = 0
    open: int = 0
    """Whenever it was sent; the next two are some of these."""
    overdue: int = 0
    paused: int = 0

    @property
    def decided(self) -> int:
        return self.in_time + self.late


def agency_of(actor: Actor) -> CurrentPosting | None:
    """The posting of somebody who works for the police or the insurance, and reads no commune."""
    kinds = {UnitKind.POLICE, UnitKind.INSURANCE}
    return next((seat for seat in actor.postings if seat.unit_kind in kinds), None)


class SendingCommune(NamedTuple):
    """A commune that sends to the agency."""

    code: str
    name: str


class CountedLeg(NamedTuple):
    """A leg as it is counted: nothing of the person, nothing of the dossier but its code."""

    id: UUID
    code: str
    commune: str
    state: LegState
    sent_at: datetime
    due_at: datetime | None
    answered_at: datetime | None


FIGURES = frozenset({
    Figure.RECEIVED, Figure.DECIDED, Figure.IN_TIME, Figure.LATE, Figure.CLOSED, Figure.OPEN,
    Figure.OVERDUE, Figure.PAUSED,
})  # fmt: skip
"""What is counted of legs on the page of an agency."""


def legs(
    actor: Actor,
    counted: CountedFigure,
    now: datetime,
    *,
    page: int,
    size: int,
) -> tuple[Sequence[CountedLeg], bool]:
    """One page of the legs behind a number, from 1, and whether another follows.

    ``now`` is the moment of the count.
    """
    if actor.is_rehearsal:
        return (), False
    names = ("id", "code", "commune_id", "state", "sent_at", "due_at", "answered_at")
    what = str(counted.figure), counted.place.commune_id, counted.first, counted.last
    found = (
        func.mc_agency_legs(*what, now, size + 1, size * (page - 1))
        .table_valued(*names, with_ordinality="n")
        .render_derived()
    )
    columns = [Unit.name if name == "commune_id" else found.c[name] for name in names]
    rows = db.session.execute(
        select(*columns).join(found, found.c.commune_id == Unit.id).order_by(found.c.n)
    )
    listed = [
        CountedLeg(key, code, name, LegState(state), *moments)
        for key, code, name, state, *moments in rows
    ]
    return listed[:size], len(listed) > size


def sending_commune(actor: Actor, code: str) -> Unit | None:
    """The commune with this code, if it is in the district of the reader's agency."""
    here = Unit.kind == UnitKind.COMMUNE, Unit.code == code, _in_own_district(actor)
    found: Unit | None = db.session.scalar(select(Unit).where(*here))
    return found


def _in_own_district(actor: Actor) -> ColumnElement[bool]:
    own = select(Unit.district_id).where(Unit.id.in_([seat.unit_id for seat in actor.postings]))
    return Unit.district_id.in_(own)


def by_commune(actor: Actor, first: date, last: date) -> dict[SendingCommune, LegFigures]:
    """The figures of each commune of the district, the most late ones first."""
    if actor.is_rehearsal:
        return {}
    counted = func.mc_agency_counts(first, last).table_valued("commune_id", *_COLUMNS)
    rows = db.session.execute(
        select(Unit.code, Unit.name, *(counted.c[name] for name in _COLUMNS))
        .join(counted, counted.c.commune_id == Unit.id)
        .where(_in_own_district(actor))  # for the planner, which reads all units otherwise
        .order_by(counted.c.overdue.desc(), counted.c.open.desc(), Unit.folded, Unit.code)
    )
    return {SendingCommune(code, name): LegFigures(*numbers) for code, name, *numbers in rows}


def days(actor: Actor, first: date, last: date) -> StageFigures:
    """In how many working days they were answered, from the sending."""
    if actor.is_rehearsal:
        return StageFigures({})
    counted = func.mc_agency_days(first, last).table_valued("days", "legs")
    return StageFigures(dict(iter(db.session.execute(select(counted)))))
