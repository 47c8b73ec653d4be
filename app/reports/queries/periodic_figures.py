"""What came in, was settled and stayed in hand in a period (tình hình giải quyết trong kỳ).

Counted from the dossiers and the journal when it is asked for. Lateness of what ended is that of
the journal. A dossier belongs to the commune that has it now, counts once, and rehearsals never.
Carried over and received are together always settled, ended otherwise, and in hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
)

from app.dossiers.models.dossier import Channel, Dossier, Event
from app.dossiers.workflow import DECIDED, State
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.organisation.models import Unit, UnitKind
from app.procedures.models.versions import Procedure, Version
from app.reports.queries.processing_counts import late_by_journal
from app.reports.rules.report_lines import ReportLine
from app.reports.vocabulary import ReportPeriod

ONLINE = frozenset({Channel.SELF, Channel.ASSISTED})
"""Sent through the public pages, alone or with help; the others were taken in at the desk."""
MOMENT = DateTime(timezone=True)
START, END, AS_OF = (bindparam(name, type_=MOMENT) for name in ("start", "end", "as_of"))


class Breakdown(StrEnum):
    """What a line of the report is about: a commune's procedures, or the units below."""

    PROCEDURE = "procedure"
    COMMUNE = "commune"
    DISTRICT = "district"


@dataclass(frozen=True)
class ReportArea:
    """Whose dossiers a report counts: of a commune, of a district, or of the city."""

    breakdown: Breakdown
    place_id: int | None = None
    """The commune or the district; None for the whole city."""

    @classmethod
    def of(cls, unit: Unit) -> ReportArea:
        """The area of the reports that this unit signs."""
        if unit.kind is UnitKind.COMMUNE:
            return cls(Breakdown.PROCEDURE, unit.id)
        if unit.kind in {UnitKind.CITY, UnitKind.DEPARTMENT}:
            return cls(Breakdown.DISTRICT)
        return cls(Breakdown.COMMUNE, unit.district_id)


@dataclass(frozen=True)
class PeriodicLine(ReportLine):
    """The counts of one procedure or unit in a period."""

    carried: int = 0
    """Received before the period, and not ended by then."""
    online: int = 0
    desk: int = 0
    in_time: int = 0
    late: int = 0
    refused: int = 0
    """Of the settled ones: the answer was a refusal."""
    closed: int = 0
    """Ended without a decision."""
    running: int = 0
    """In hand at the end of the period, the limit not over; paused ones among them."""
    overdue: int = 0

    @property
    def total(self) -> int:
        return self.carried + self.online + self.desk

    @property
    def settled(self) -> int:
        return self.in_time + self.late

    @property
    def in_hand(self) -> int:
        return self.running + self.overdue


COUNTED = tuple(PeriodicLine.__dataclass_fields__)


def figures(actor: Actor, period: ReportPeriod, area: ReportArea) -> dict[int, PeriodicLine]:
    """The counts of each procedure or unit that had a dossier in the period, by its key."""
    if actor.is_rehearsal:
        return {}
    query = _statement(area.breakdown, in_one_place=area.place_id is not None)
    end = clock.at(period.last + timedelta(days=1))
    values: dict[str, Any] = {
        "start": clock.at(period.first),
        "end": end,
        "as_of": min(end, clock.now()),
        "place": area.place_id,
    }
    return {key: PeriodicLine(*numbers) for key, *numbers in db.session.execute(query, values)}


def procedure_names() -> dict[int, str]:
    """The names of the procedures, in the order of the catalogue."""
    rows = db.session.execute(
        select(Procedure.id, Procedure.name).order_by(Procedure.n, Procedure.code)
    )
    return dict(iter(rows))


@cache
def _statement(breakdown: Breakdown, *, in_one_place: bool) -> Select[Any]:
    key: Any = {
        Breakdown.PROCEDURE: Version.procedure_id,
        Breakdown.COMMUNE: Dossier.commune_id,
        Breakdown.DISTRICT: Unit.district_id,
    }[breakdown]
    ended = Dossier.ended_at.is_not(None)
    late = func.coalesce(
        case(
            (ended, late_by_journal(Event.dossier_id == Dossier.id, Event.leg_id.is_(None))),
            else_=literal(False),
        ),
        False,
    )
    dossiers = (
        select(
            key.label("key"),
            (Dossier.submitted_at < START).label("carried"),
            Dossier.channel.in_(ONLINE).label("online"),
            and_(ended, Dossier.ended_at < END).label("over"),
            Dossier.state.in_(DECIDED).label("decided"),
            (Dossier.state == State.REFUSED).label("refused"),
            late.label("late"),
            _was_due().label("due"),
            Dossier.ended_at.is_(None).label("open"),
        )
        .select_from(Dossier)
        .where(
            Dossier.submitted_at < END,
            or_(Dossier.ended_at.is_(None), Dossier.ended_at >= START),
            Dossier.is_rehearsal.is_(False),
        )
    )
    if breakdown is Breakdown.PROCEDURE:
        dossiers = dossiers.join(Version, Version.id == Dossier.procedure_version_id)
    else:
        dossiers = dossiers.join(Unit, Unit.id == Dossier.commune_id)
    if in_one_place:
        place = Dossier.commune_id if breakdown is Breakdown.PROCEDURE else Unit.district_id
        dossiers = dossiers.where(place == bindparam("place", type_=Integer))
    return _counted(dossiers.subquery().c)


def _was_due() -> ColumnElement[bool]:
    """Whether the limit was over when the period ended.

    What ended since has no limit any more: if it was late then, the promised day tells.
    """
    return case(
        (
            Dossier.ended_at.is_(None),
            and_(Dossier.due_at < AS_OF, Dossier.state != State.SUPPLEMENTING),
        ),
        else_=Dossier.promised_at < END,
    )


def _counted(row: Any) -> Select[Any]:
    fresh, done = row.carried.is_(False), and_(row.over, row.decided)
    overdue = and_(func.coalesce(row.due, False), or_(row.open, row.late))
    numbers = (
        row.carried,
        and_(fresh, row.online),
        and_(fresh, row.online.is_(False)),
        and_(done, row.late.is_(False)),
        and_(done, row.late),
        and_(done, row.refused),
        and_(row.over, row.decided.is_(False)),
        and_(row.over.is_(False), overdue.is_(False)),
        and_(row.over.is_(False), overdue),
    )
    return select(row.key, *(func.count().filter(number) for number in numbers)).group_by(row.key)
