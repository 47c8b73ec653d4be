"""Readiness of all communes of a user; the number of statements does not depend on theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.types import Date, Integer

from app.accounts.roles import Role
from app.kernel.actor import Actor
from app.kernel.db import db
from app.organisation import queries as organisation
from app.organisation.models import Unit, UnitKind
from app.rollout.models import GoLiveVerdict, Phase, SiteCheckKind, StaffingNeed
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

Needs = Mapping[int, Mapping[Role, StaffingTarget]]


@dataclass(frozen=True)
class BoardCommune:
    """One commune on the board."""

    unit: Unit
    needs: Mapping[Role, StaffingTarget]
    evidence: Evidence
    readiness: Readiness
    opens_on: date | None
    """From when it accepts dossiers online; None: never, or closed for good."""

    def is_open(self, day: date) -> bool:
        """Whether its form is open on the day."""
        return self.opens_on is not None and self.opens_on <= day


@dataclass(frozen=True)
class Board:
    """The communes of a user on a day (bảng theo dõi mức sẵn sàng)."""

    day: date
    phases: tuple[Phase, ...]
    standings: tuple[BoardCommune, ...]
    """By phase, district and name."""

    def of_phase(self, n: int) -> tuple[BoardCommune, ...]:
        return tuple(each for each in self.standings if each.unit.phase == n)

    def by_district(self, n: int) -> dict[Unit, list[BoardCommune]]:
        """The communes of one phase by district."""
        found = defaultdict[Unit, list[BoardCommune]](list)
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
    """Every commune that the user reads or manages, with its readiness on the day."""
    return _of(_near(actor), day)


def standing(actor: Actor, commune: Unit, day: date) -> BoardCommune | None:
    """One commune; None for a user who may not see its readiness."""
    found = _of(_near(actor) & (Unit.id == commune.id), day).standings
    return found[0] if found else None


def everywhere(day: date) -> Board:
    """All communes, for the nightly job."""
    return _of(true(), day)


def _needs() -> tuple[tuple[Phase, ...], Needs]:
    """The phases, and the staff that a commune of each needs."""
    phases = db.session.scalars(
        select(Phase).outerjoin(StaffingNeed).options(contains_eager(Phase.needs)).order_by(Phase.n)
    ).unique()
    found = tuple(phases)
    return found, {
        phase.n: {
            need.role: StaffingTarget(need.at_least, need.training)
            for need in phase.needs
            if need.at_least
        }
        for phase in found
    }


def _near(actor: Actor) -> ColumnElement[bool]:
    if actor.city:
        return true()
    own = {seat.unit_id for seat in actor.postings}
    return Unit.id.in_(actor.reads | actor.manages | own)


def _of(which: ColumnElement[bool], day: date) -> Board:
    communes = db.session.scalars(
        select(Unit)
        .where(which, Unit.kind == UnitKind.COMMUNE, Unit.during.contains(day))
        .options(joinedload(Unit.district))
    ).all()
    ids = [each.id for each in communes]
    phases, needed = _needs()
    found, first = _evidence(ids, day), organisation.first_days(ids, day)
    standings = []
    for unit in communes:
        evidence, wanted = found.get(unit.id, Evidence()), needed.get(unit.phase or 0, {})
        readiness = judge(evidence, wanted, day)
        standings.append(BoardCommune(unit, wanted, evidence, readiness, first.get(unit.id)))
    return Board(day, phases, tuple(sorted(standings, key=_place)))


def _place(standing: BoardCommune) -> tuple[Any, ...]:
    unit = standing.unit
    district = unit.district.folded if unit.district else ""
    return (unit.phase or 0, district, unit.district_id, unit.folded, unit.id)


def _evidence(unit_ids: Collection[int], day: date) -> dict[int, Evidence]:
    """Evidence that the database computes for these communes."""
    counted = func.mc_readiness(
        literal(list(unit_ids), ARRAY(Integer)), literal(day, Date)
    ).table_valued(
        "unit_id", "people", "readings", "rehearsal", "sms", "posted", "points", "verdict"
    )
    return {row.unit_id: _read(row) for row in db.session.execute(select(counted))}


def _read(row: Any) -> Evidence:
    return Evidence(
        people={Role(role): Count(*counts) for role, counts in row.people.items()},
        readings={
            SiteCheckKind(kind): Reading(met, date.fromisoformat(on))
            for kind, (met, on) in row.readings.items()
        },
        rehearsal=Rehearsal(*row.rehearsal) if row.rehearsal else None,
        sms=row.sms,
        posted=row.posted,
        points=row.points,
        verdict=GoLiveVerdict(row.verdict) if row.verdict else None,
    )
