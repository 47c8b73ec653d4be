"""Civil-status statistics: counted from the entries of the books, never from dossiers.

Practice books are never counted. An entry counts in the period in which it was registered.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Date, Integer, Select, bindparam, func, select
from sqlalchemy.orm import joinedload

from app.kernel.actor import Actor
from app.kernel.db import db
from app.organisation.models import Unit
from app.registers import queries as registers
from app.registers.models.entries import Entry
from app.reports.queries.civil_figures import COUNTED, FACTS, FIGURES, Figure
from app.reports.vocabulary import ReportPeriod

Counts = tuple[int, ...]
"""The figures of one unit, in the order of ``FIGURES``."""
NOTHING: Counts = (0,) * len(FIGURES)


def counts(
    actor: Actor, period: ReportPeriod, *, district_id: int | None = None, by_district: bool = False
) -> dict[int, Counts]:
    """The figures of each unit with entries: of communes (of one district) or of districts."""
    if actor.is_rehearsal:
        return {}
    query = _statement(
        city=actor.city, by_district=by_district, of_district=district_id is not None
    )
    values = {
        "first": period.first,
        "last": period.last,
        "reads": sorted(actor.reads),
        "district": district_id,
    }
    rows = db.session.execute(query, values)
    return {unit: tuple(map(int, numbers)) for unit, *numbers in rows}


def total(lines: Sequence[Counts]) -> Counts:
    """The sum of the lines: of the communes of a district, or of the districts of the city."""
    return tuple(map(sum, zip(*lines, strict=True))) if lines else NOTHING


@cache
def _statement(*, city: bool, by_district: bool, of_district: bool) -> Select[Any]:
    """The statement of ``counts()``, built once.

    Entries with equal facts are grouped first: each fact is taken out of an entry once, not once
    for every figure.
    """
    unit = Unit.district_id if by_district else Unit.id
    facts = (
        select(
            unit.label("unit_id"),
            func.count().label("n"),
            *(fact.label(name) for name, fact in FACTS.items()),
        )
        .select_from(Entry)
        .join(Unit, Unit.id == Entry.unit_id)
        .where(
            Entry.kind.in_(COUNTED),
            Entry.registered_on.between(
                bindparam("first", type_=Date), bindparam("last", type_=Date)
            ),
        )
        .group_by(unit, *FACTS.values())
    )
    if not city:
        facts = facts.where(Entry.unit_id.in_(bindparam("reads", expanding=True)))
    if of_district:
        facts = facts.where(Unit.district_id == bindparam("district", type_=Integer))
    groups = facts.cte("facts")
    sums = (
        func.coalesce(func.sum(groups.c.n).filter(figure.holds(dict(groups.c.items()))), 0)
        for figure in FIGURES.values()
    )
    return select(groups.c.unit_id, *sums).group_by(groups.c.unit_id)


def entries_behind(
    actor: Actor, period: ReportPeriod, figure: Figure, unit: Unit | None = None
) -> Select[Entry]:
    """The entries that a figure counts, of one commune or district or of all that are read."""
    query = registers.visible_to(actor).where(
        figure.holds(FACTS),
        Entry.registered_on.between(period.first, period.last),
    )
    if unit is not None:
        query = query.join(Unit, Unit.id == Entry.unit_id).where(
            (Unit.id == unit.id) | (Unit.district_id == unit.id)
        )
    return query


def page_of(query: Select[Entry], page: int, size: int) -> tuple[Sequence[Entry], int]:
    """One page of the entries, newest first, and how many there are."""
    found = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db.session.scalars(
        query.options(joinedload(Entry.unit))
        .order_by(Entry.registered_on.desc(), Entry.number.desc(), Entry.id)
        .limit(size)
        .offset((page - 1) * size)
    )
    return rows.all(), found
