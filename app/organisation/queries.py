"""Queries for units, openings and the calendar."""

import csv
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path

from sqlalchemy import Date, Integer, Select, bindparam, cast, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, load_only

from app.kernel import clock
from app.kernel.db import among, db
from app.kernel.deadlines.deadline import Calendar
from app.kernel.errors import NotFound
from app.kernel.reference_data import kept
from app.kernel.text.folding import fold
from app.organisation import rules
from app.organisation.models import CalendarDay, Opening, Unit, UnitKind
from app.organisation.rules import AddressRegion

DATA = Path(__file__).parent / "data"


def select_units(kind: UnitKind | None = None) -> Select[Unit]:
    """Units valid today, ordered by code."""
    query = select(Unit).where(Unit.during.contains(clock.today())).order_by(Unit.kind, Unit.code)
    return query if kind is None else query.where(Unit.kind == kind)


def unit(unit_id: int) -> Unit:
    """The unit with this key.

    Raises:
        NotFound: there is none.
    """
    found = db.session.get(Unit, unit_id)
    if found is None:
        raise NotFound
    return found


def commune_by_code(code: str) -> Unit | None:
    return db.session.scalar(
        select_units(UnitKind.COMMUNE).where(Unit.code == code).options(joinedload(Unit.district))
    )


def districts() -> Sequence[Unit]:
    """The 18 districts of the plan, sorted by name; pages of the whole city begin with them."""
    return db.session.scalars(_districts(), {"day": clock.today()}).all()


@cache
def _districts() -> Select[Unit]:
    return (
        select(Unit)
        .where(Unit.during.contains(bindparam("day", type_=Date)), Unit.kind == UnitKind.DISTRICT)
        .order_by(Unit.folded)
        .options(load_only(Unit.code, Unit.kind, Unit.name, Unit.folded))
    )


def communes(district_id: int | None = None, q: str = "", limit: int = 500) -> Sequence[Unit]:
    """Communes of a district, or those that match the typed text; exact tone marks rank first.

    The district may follow the commune, since names repeat: "Kim Chung, Hoài Đức".
    """
    district = aliased(Unit)
    query = (
        select_units(UnitKind.COMMUNE)
        .join(district, Unit.district.of_type(district))
        .options(contains_eager(Unit.district.of_type(district)))
        .order_by(None)
        .order_by(Unit.folded, Unit.code)
    )
    if district_id is not None:
        query = query.where(Unit.district_id == district_id)
    if words := rules.search_words(q):
        bare = func.regexp_replace(district.folded, "^(huyen|thi xa) ", "")
        query = query.where(
            or_(
                *(
                    func.concat(" ", Unit.folded, " ", spelt).contains(f" {words}", autoescape=True)
                    for spelt in (district.folded, bare)
                ),
                Unit.code.in_(
                    [code for code, alias in _aliases() if f" {words}" in f" {fold(alias)}"]
                ),
            )
        )
    found = db.session.scalars(query).all()
    return sorted(found, key=lambda commune: rules.closeness(commune.name, q))[:limit]


def near_communes(typed: str) -> list[Unit]:
    """Communes with a name like the typed one, for whoever found none."""
    every = communes()
    near = set(rules.near_names(typed, {each.folded for each in every}))
    return [each for each in every if each.folded in near]


def commune_names_and_districts() -> list[dict[str, str]]:
    """All communes for suggestions, with other names in use; then the quarters, without code."""
    also = dict(_aliases())
    found = [
        {
            "code": each.code,
            "name": each.name,
            "district": each.district.name if each.district else "",
            "also": also.get(each.code, ""),
        }
        for each in communes()
    ]
    return [*found, *({"code": "", "name": each.name} for each in inner_districts())]


def inner_district(typed: str) -> AddressRegion | None:
    """The inner district (quận) that was typed instead of a commune."""
    words = rules.search_words(typed)
    named = (each for each in inner_districts() if fold(each.name).endswith(words))
    return next(named, None) if len(words) > 2 else None


def commune_counts() -> dict[int | None, int]:
    """How many communes each district has today."""
    rows = db.session.execute(
        select(Unit.district_id, func.count())
        .where(Unit.kind == UnitKind.COMMUNE, Unit.during.contains(clock.today()))
        .group_by(Unit.district_id)
    )
    return dict(iter(rows))


def commune_names(unit_ids: Collection[int]) -> dict[int, str]:
    """Names of communes by key, sorted alphabetically."""
    rows = db.session.execute(
        select(Unit.id, Unit.name)
        .where(Unit.id.in_(unit_ids), Unit.kind == UnitKind.COMMUNE)
        .order_by(Unit.folded, Unit.code)
    )
    return dict(iter(rows))


def opening(unit_id: int, procedure_code: str, day: date) -> Opening | None:
    return db.session.scalar(
        select(Opening)
        .where(
            Opening.unit_id == unit_id,
            or_(Opening.procedure_code.is_(None), Opening.procedure_code == procedure_code),
            Opening.during.contains(day),
        )
        .limit(1)
    )


def opened_codes(unit_ids: Collection[int], day: date) -> frozenset[str | None]:
    """The procedures that any of these units accepts on the day; None means all."""
    return frozenset(
        db.session.scalars(
            select(Opening.procedure_code)
            .where(Opening.unit_id.in_(unit_ids), Opening.during.contains(day))
            .distinct()
        )
    )


def open_communes(procedure_code: str, day: date, *, near: Unit) -> Sequence[Unit]:
    """Other communes that accept a procedure on the day, those of the same district first."""
    takes = exists().where(
        Opening.unit_id == Unit.id,
        or_(Opening.procedure_code.is_(None), Opening.procedure_code == procedure_code),
        Opening.during.contains(day),
    )
    query = select_units(UnitKind.COMMUNE).where(takes, Unit.id != near.id)
    order = (Unit.district_id != near.district_id, Unit.district_id, Unit.folded, Unit.code)
    return db.session.scalars(
        query.options(joinedload(Unit.district)).order_by(None).order_by(*order)
    ).all()


def opens_on(unit_id: int, procedure_code: str) -> date | None:
    """The first later day on which the unit will accept the procedure; None if unknown."""
    first_day = func.lower(Opening.during, type_=Date)
    return db.session.scalar(
        select(func.min(first_day)).where(
            Opening.unit_id == unit_id,
            or_(Opening.procedure_code.is_(None), Opening.procedure_code == procedure_code),
            first_day > clock.today(),
        )
    )


def first_days(unit_ids: Collection[int], day: date) -> dict[int, date]:
    """The day each unit opens: ``day`` or earlier means that it is open.

    Units that never open, or have closed permanently, are left out.
    """
    first_day, end = func.lower(Opening.during, type_=Date), func.upper(Opening.during, type_=Date)
    rows = db.session.execute(
        select(Opening.unit_id, func.min(first_day))
        .where(among(Opening.unit_id, unit_ids), or_(end.is_(None), end > day))
        .group_by(Opening.unit_id)
    )
    return dict(iter(rows))


def opening_days(day: date) -> list[tuple[date, int]]:
    """The number of communes by opening day; past days count as ``day``."""
    first_day, end = func.lower(Opening.during, type_=Date), func.upper(Opening.during, type_=Date)
    first = (
        select(Opening.unit_id, func.greatest(func.min(first_day), day).label("first"))
        .where(or_(end.is_(None), end > day))
        .group_by(Opening.unit_id)
        .subquery()
    )
    rows = db.session.execute(
        select(first.c.first, func.count()).group_by(first.c.first).order_by(first.c.first)
    )
    return [(found, count) for found, count in rows]


def agency_of(district_id: int | None, kind: UnitKind) -> Unit:
    """The police, social insurance or justice office of a district.

    Raises:
        NotFound: the district currently has none.
    """
    query = select_units(kind).where(Unit.district_id == district_id).limit(1)
    found: Unit | None = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def agency_names(district_id: int | None) -> dict[str, str]:
    """The agencies of a district by kind, as addressees of printed declarations."""
    rows = db.session.execute(
        select(Unit.kind, Unit.name).where(
            Unit.district_id == district_id,
            Unit.kind.in_((UnitKind.POLICE, UnitKind.INSURANCE, UnitKind.JUSTICE)),
            Unit.during.contains(clock.today()),
        )
    )
    return {str(kind): name for kind, name in rows}


def unit_names(ids: Iterable[int]) -> dict[int, str]:
    rows = db.session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(ids)))
    return {key: name for key, name in rows}  # noqa: C416  # a row is no pair


_DAYS = select(func.jsonb_object_agg(CalendarDay.date, CalendarDay.kind))
"""All in one value: as rows they take longer to receive than to find."""


@kept
def calendar() -> Calendar:
    """The exceptions to the working week, for ``kernel.deadlines.deadline``."""
    days = db.session.scalar(_DAYS) or {}
    return Calendar(days={date.fromisoformat(day): kind for day, kind in days.items()})


def working_days_until(moment: datetime, now: datetime, known: Calendar | None = None) -> int:
    """Working days from the day of ``now`` to that of a moment; negative for past moments."""
    known = known or calendar()
    if moment < now:
        return -known.working_days_between(moment, now)
    return known.working_days_between(now, moment)


def years_not_entered(day: date) -> tuple[int, ...]:
    """Years without any day off that should be entered by this day (lịch nghỉ năm)."""
    wanted = rules.years_to_know(day)
    year = cast(func.extract("year", CalendarDay.date), Integer)
    known = set(db.session.scalars(select(year).where(year.in_(wanted)).distinct()))
    return tuple(each for each in wanted if each not in known)


@cache
def provinces() -> tuple[AddressRegion, ...]:
    """The 63 provinces and cities of 2016."""
    return _places("provinces_2016.csv")


@cache
def inner_districts() -> tuple[AddressRegion, ...]:
    """The 12 inner districts of Hanoi, which are not part of the plan."""
    return _places("inner_districts_2016.csv")


@cache
def commune_points() -> dict[str, rules.MapPoint]:
    """The middle of each commune by its code."""
    return {code: rules.MapPoint(*where) for code, *where in _lines("commune_points.csv")}


@cache
def _aliases() -> tuple[tuple[str, str], ...]:
    """Names by which people still know a commune: code and name."""
    return tuple((code, alias) for code, alias in _lines("commune_aliases.csv"))


def _lines(file_name: str) -> list[list[str]]:
    text = (DATA / file_name).read_text(encoding="utf-8")
    return list(csv.reader(text.splitlines()))[1:]


def _places(file_name: str) -> tuple[AddressRegion, ...]:
    with (DATA / file_name).open(encoding="utf-8", newline="") as rows:
        return tuple(
            AddressRegion(row["code"], f"{row['kind']} {row['name']}")
            for row in csv.DictReader(rows)
        )
