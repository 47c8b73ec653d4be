"""How far the roll-out has come in each commune or district (tình hình triển khai Kế hoạch 198).

Of the Plan are the phases, the days on which they open, and whom it has trained and given accounts;
what counts as ready is that of the readiness board. The state is today's: what was yesterday is in
the report of yesterday.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.accounts.roles import ROLES
from app.kernel.actor import Actor
from app.kernel.db import db
from app.reports.queries.periodic_figures import Breakdown, ReportArea
from app.reports.rules.report_lines import ReportLine
from app.rollout.models.phases import Phase
from app.rollout.queries import readiness_board
from app.rollout.queries.readiness_board import Board, BoardCommune, BoardUnit
from app.rollout.rules.readiness import Light

NEAR = timedelta(days=14)
"""A commune that opens within so many days and is not ready is named: our choice, not the Plan's.
"""
OF_COMMUNES = frozenset(role for role, facts in ROLES.items() if "commune" in facts.sits_in)


@dataclass(frozen=True)
class RolloutLine(ReportLine):
    """The state of one commune, or of several together."""

    communes: int = 0
    open: int = 0
    ready: int = 0
    """Nothing stands in the way, whether it is open or not."""
    near: int = 0
    """Opens within ``NEAR``, and is not ready."""
    overdue: int = 0
    """The Plan's day is over, and it is not open."""
    needed: int = 0
    registered: int = 0
    """Staff of the commune in office or on an approved list; the next two are some of these."""
    trained: int = 0
    accounts: int = 0
    missing: int = 0
    """Checks of readiness without evidence."""


@dataclass(frozen=True)
class RolloutState:
    """Lines by unit, their names, and which of them are of which phase."""

    names: dict[int, str]
    lines: dict[int, RolloutLine]
    phases: dict[str, Sequence[int]]
    """The units of each phase by its name, where there is more than one."""


def state(actor: Actor, area: ReportArea, day: date) -> RolloutState:
    """The communes of a district, or the districts of the city, by phase and name."""
    board = readiness_board.board(actor, day)
    in_place = [
        each
        for each in board.standings
        if each.unit.district and area.place_id in {None, each.unit.district.id}
    ]
    names, lines, phases = dict[int, str](), dict[int, RolloutLine](), dict[str, list[int]]()
    titles = {each.n: each.name for each in board.phases}
    for each in in_place:
        unit = _unit_of(each, area)
        if unit.id not in names:
            names[unit.id] = unit.name
            phases.setdefault(titles.get(each.unit.phase or 0, ""), []).append(unit.id)
        lines[unit.id] = lines.get(unit.id, RolloutLine()) + _line(board, each)
    several = len(phases) > 1
    return RolloutState(names, lines, {**phases} if several else {})


def milestones() -> Iterable[Phase]:
    """The phases of the Plan with their days."""
    return db.session.scalars(select(Phase).order_by(Phase.n)).all()


def _unit_of(commune: BoardCommune, area: ReportArea) -> BoardUnit:
    if area.breakdown is Breakdown.DISTRICT and commune.unit.district:
        return commune.unit.district
    return commune.unit


def _line(board: Board, commune: BoardCommune) -> RolloutLine:
    planned = {each.n: each.opens_on for each in board.phases}.get(commune.unit.phase or 0)
    opens_on = commune.opens_on or planned or date.max
    is_open, is_ready = commune.is_open(board.day), commune.readiness.light is Light.READY
    people = [count for role, count in commune.evidence.people.items() if role in OF_COMMUNES]
    return RolloutLine(
        communes=1,
        open=int(is_open),
        ready=int(is_ready),
        near=int(not (is_open or is_ready) and board.day <= opens_on <= board.day + NEAR),
        overdue=int(not is_open and (planned or date.max) < board.day),
        needed=sum(need.at_least for role, need in commune.needs.items() if role in OF_COMMUNES),
        registered=sum(each.registered for each in people),
        trained=sum(each.trained for each in people),
        accounts=sum(each.active for each in people),
        missing=len(commune.readiness.blockers),
    )
