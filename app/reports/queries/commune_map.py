"""Figures of communes for the map (bản đồ): few statements, however many communes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, true
from sqlalchemy.orm import aliased

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import among, db
from app.organisation import queries as organisation
from app.organisation.models import Unit, UnitKind
from app.reports.queries.rollout_results import results
from app.reports.rules import MapFigure
from app.reports.vocabulary import MapMeasure
from app.rollout.queries import readiness_board


@dataclass(frozen=True)
class MapDistrict:
    """What the map shows of a district."""

    id: int
    code: str
    name: str


@dataclass(frozen=True)
class MapCommune:
    """What the map shows of a commune."""

    id: int
    code: str
    name: str
    phase: int | None
    district: MapDistrict


Figures = dict[int, MapFigure]


def communes(actor: Actor) -> Sequence[MapCommune]:
    """The communes of which the user may see figures, by district and name."""
    district = aliased(Unit)
    near = actor.reads | actor.manages | {seat.unit_id for seat in actor.postings}
    rows = db.session.execute(
        select(Unit.id, Unit.code, Unit.name, Unit.phase, district.id, district.code, district.name)
        .join(Unit.district.of_type(district))
        .where(
            Unit.kind == UnitKind.COMMUNE,
            Unit.during.contains(clock.today()),
            true() if actor.city or actor.manages_all else among(Unit.id, near),
        )
        .order_by(district.folded, Unit.folded, Unit.code)
    )
    within: dict[int, MapDistrict] = {}
    return [MapCommune(*row[:4], within.setdefault(row[4], MapDistrict(*row[4:]))) for row in rows]


def figures(
    measure: MapMeasure, actor: Actor, shown: Sequence[MapCommune], first: date, last: date
) -> Figures:
    """What the measure says of these communes, by their key.

    Counts are of dossiers received from ``first`` to ``last``; opening and readiness are today's.
    """
    known = _known(measure, actor, shown, first, last)
    return {each.id: known.get(each.id, MapFigure(phase=each.phase)) for each in shown}


def _known(
    measure: MapMeasure, actor: Actor, shown: Sequence[MapCommune], first: date, last: date
) -> Figures:
    if measure is MapMeasure.OPENING:
        return _openings(shown)
    if measure is MapMeasure.READINESS:
        board = readiness_board.board(actor, clock.today())
        return {
            each.unit.id: MapFigure(each.readiness.score, 1, phase=each.unit.phase)
            for each in board.standings
        }
    if measure is MapMeasure.ONLINE:
        return _online(actor, first, last)
    return _counts(measure, first, last)


def _openings(shown: Sequence[MapCommune]) -> Figures:
    day = clock.today()
    opens_on = organisation.first_days([each.id for each in shown], day)
    return {
        each.id: MapFigure(int(on is not None and on <= day), 1, on, each.phase)
        for each in shown
        for on in [opens_on.get(each.id)]
    }


def _online(actor: Actor, first: date, last: date) -> Figures:
    found: Figures = {}
    if not actor.is_rehearsal:
        for line in results(first, last):
            before = found.get(line.unit_id, MapFigure())
            found[line.unit_id] = before + MapFigure(line.online, line.received)
    return found


def _counts(measure: MapMeasure, first: date, last: date) -> Figures:
    names = ("commune_id", "received", "in_time", "late", "overdue")
    counted = func.mc_kept_counts(first, last).table_valued(*names)
    return {
        commune_id: {
            MapMeasure.RECEIVED: MapFigure(received, received),
            MapMeasure.ON_TIME: MapFigure(in_time, in_time + late),
            MapMeasure.LATE: MapFigure(overdue, received),
        }[measure]
        for commune_id, received, in_time, late, overdue in db.session.execute(
            select(*(counted.c[name] for name in names))
        )
    }
