"""Readiness of all communes of a user; the number of statements does not depend on theirs."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, cast, func, literal, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased, contains_eager
from sqlalchemy.types import Date, Integer, Text

from app.accounts.roles import Role
from app.kernel.actor import Actor
from app.kernel.db import db
from app.organisation import queries as organisation
from app.organisation.models import Unit, UnitKind
from app.rollout.models.phases import Phase, StaffingNeed
from app.rollout.models.readiness import GoLiveVerdict, SiteCheckKind
from app.rollout.rules.readiness import (
    Count,
    Evidence,
    Light,
    Readiness,
    Reading,
    Rehearsal,
    StaffingTarget,
    judge,
)

Wanted = tuple[tuple[Role, StaffingTarget], ...]
"""The staff that a commune of a phase needs."""

_AS_JSON = {"people", "readings", "rehearsal"}


class Found(NamedTuple):
    """A row of ``mc_readiness``, its documents as they are written."""

    people: str = "{}"
    readings: str = "{}"
    rehearsal: str | None = None
    sms: int = 0
    posted: int = 0
    points: int = 0
    verdict: str | None = None


_NOTHING = Found()


@dataclass(frozen=True)
class BoardUnit:
    """What a board shows of a commune or its district."""

    id: int
    code: str
    name: str
    folded: str
    phase: int | None = None
    district: BoardUnit | None = None


@dataclass(frozen=True)
class BoardPhase:
    """What a board shows of a phase."""

    n: int
    name: str
    opens_on: date


@dataclass(frozen=True)
class BoardCommune:
    """One commune on the board."""

    unit: BoardUnit
    needs: Mapping[Role, StaffingTarget]
    evidence: Evidence
    readiness: Readiness
    opens_on: date | None
    """From when it accepts dossiers online; None: never, or closed for good."""

    def is_open(self, day: date) -> bool:
        return self.opens_on is not None and self.opens_on <= day


@dataclass(frozen=True, eq=False)
class Board:
    """The communes of a user on a day (bảng theo dõi mức sẵn sàng); equal to no other."""

    day: date
    phases: tuple[BoardPhase, ...]
    standings: tuple[BoardCommune, ...]
    """By phase, district and name."""

    def of_phase(self, n: int) -> tuple[BoardCommune, ...]:
        return tuple(each for each in self.standings if each.unit.phase == n)

    def by_district(self, n: int) -> dict[BoardUnit, list[BoardCommune]]:
        found = defaultdict[BoardUnit, list[BoardCommune]](list)
        for each in self.of_phase(n):
            if each.unit.district:
                found[each.unit.district].append(each)
        return dict(found)


def lights(standings: Iterable[BoardCommune]) -> dict[Light, int]:
    """How many of them are ready, nearly ready and not ready."""
    counted = dict.fromkeys(Light, 0)
    for each in standings:
        counted[each.readiness.light] += 1
    return counted


def board(actor: Actor, day: date) -> Board:
    """Every commune that the user reads or manages, with its readiness on the day.

    The board of the whole city is counted again when some evidence has changed.
    """
    if not _is_of_city(actor):
        return _of(_near(actor), day)
    version = db.session.scalar(select(func.mc_evidence_version()))
    if version is None or (day, version) not in _city:
        _city.clear()
        _city[day, version] = _of(true(), day)
    return _city[day, version]


_city: dict[tuple[date, str | None], Board] = {}
"""The last board of the whole city, by its day and the version of its evidence."""


def standing(actor: Actor, commune: Unit, day: date) -> BoardCommune | None:
    """One commune; None for a user who may not see its readiness."""
    found = _of(_near(actor) & (Unit.id == commune.id), day).standings
    return found[0] if found else None


def everywhere(day: date) -> Board:
    return _of(true(), day)


def _needs() -> tuple[tuple[BoardPhase, ...], dict[int, Wanted]]:
    phases = db.session.scalars(
        select(Phase).outerjoin(StaffingNeed).options(contains_eager(Phase.needs)).order_by(Phase.n)
    ).unique()
    found = phases.all()
    return tuple(BoardPhase(each.n, each.name, each.opens_on) for each in found), {
        phase.n: tuple(
            (need.role, StaffingTarget(need.at_least, need.training))
            for need in phase.needs
            if need.at_least
        )
        for phase in found
    }


def _is_of_city(actor: Actor) -> bool:
    return actor.city or actor.manages_all


def _near(actor: Actor) -> ColumnElement[bool]:
    if _is_of_city(actor):
        return true()
    own = {seat.unit_id for seat in actor.postings}
    return Unit.id.in_(actor.reads | actor.manages | own)


def _of(which: ColumnElement[bool], day: date) -> Board:
    district = aliased(Unit)
    rows = db.session.execute(
        select(*_shown(Unit), Unit.phase, *_shown(district))
        .outerjoin(Unit.district.of_type(district))
        .where(which, Unit.kind == UnitKind.COMMUNE, Unit.during.contains(day))
    )
    communes = [
        BoardUnit(*row[:5], district=BoardUnit(*row[5:]) if row[5] else None) for row in rows
    ]
    ids = [each.id for each in communes]
    phases, needed = _needs()
    found, first = _evidence(ids, day), organisation.first_days(ids, day)
    targets = {n: dict(wanted) for n, wanted in needed.items()}
    standings = []
    for unit in communes:
        n = unit.phase or 0
        evidence, readiness = _judged(found.get(unit.id, _NOTHING), needed.get(n, ()), day)
        standings.append(
            BoardCommune(unit, targets.get(n, {}), evidence, readiness, first.get(unit.id))
        )
    return Board(day, phases, tuple(sorted(standings, key=_place)))


def _shown(unit: type[Unit]) -> tuple[Any, ...]:
    return unit.id, unit.code, unit.name, unit.folded


def _place(standing: BoardCommune) -> tuple[Any, ...]:
    unit, district = standing.unit, standing.unit.district
    above = (district.folded, district.id) if district else ("", 0)
    return (unit.phase or 0, *above, unit.folded, unit.id)


def _evidence(unit_ids: Collection[int], day: date) -> dict[int, Found]:
    names = ("unit_id", *Found._fields)
    counted = func.mc_readiness(
        literal(list(unit_ids), ARRAY(Integer)), literal(day, Date)
    ).table_valued(*names)
    columns = [
        cast(counted.c[name], Text) if name in _AS_JSON else counted.c[name] for name in names
    ]
    return {key: Found(*row) for key, *row in db.session.execute(select(*columns))}


@lru_cache(maxsize=4096)
def _judged(found: Found, wanted: Wanted, day: date) -> tuple[Evidence, Readiness]:
    """What rows say; from one visit of the board to the next nearly all are the same."""
    people, readings = json.loads(found.people), json.loads(found.readings)
    evidence = Evidence(
        people={Role(role): Count(*counts) for role, counts in people.items()},
        readings={
            SiteCheckKind(kind): Reading(met, date.fromisoformat(on))
            for kind, (met, on) in readings.items()
        },
        rehearsal=Rehearsal(*json.loads(found.rehearsal)) if found.rehearsal else None,
        sms=found.sms,
        posted=found.posted,
        points=found.points,
        verdict=GoLiveVerdict(found.verdict) if found.verdict else None,
    )
    return evidence, judge(evidence, dict(wanted), day)
