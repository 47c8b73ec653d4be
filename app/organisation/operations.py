"""Loading the units, openings and calendar of 2016; idempotent."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range

from app.kernel.db import db
from app.kernel.text.folding import fold
from app.organisation import rules
from app.organisation.models import CalendarDay, DayKind, Opening, Unit, UnitKind
from app.organisation.queries import DATA

Known = dict[tuple[UnitKind, str], Unit]


def load() -> dict[str, int]:
    """Load missing units and years; returns the totals by kind.

    Changes by administrators are preserved: a commune is opened when it is first
    loaded, a year of the calendar is written when it has no days yet.
    """
    known = {(u.kind, u.code): u for u in db.session.scalars(select(Unit))}
    city = _unit(
        known, UnitKind.CITY, "HN", "UBND Thành phố Hà Nội", agency_code=rules.agency_code()
    )
    for code, name in rules.DEPARTMENTS.items():
        _unit(known, UnitKind.DEPARTMENT, code, name, parent=city)
    communes = defaultdict[str, list[dict[str, str]]](list)
    for row in _rows("communes_2016.csv"):
        communes[row["district_code"]].append(row)
    for n, row in enumerate(_rows("districts_2016.csv"), 1):
        district = _district(known, city, n, row)
        for number, commune in enumerate(communes[row["code"]], 1):
            _commune(known, district, commune, rules.agency_code(n, number))
    _days()
    db.session.flush()  # so that they are counted
    return counts()


def enter_days_off(
    days: Mapping[date, str], *, source: str, certain: bool
) -> Sequence[CalendarDay]:
    """Add the days that the calendar does not have yet; returns them, and leaves the others."""
    known = set(db.session.scalars(select(CalendarDay.date).where(CalendarDay.date.in_(days))))
    added = [
        CalendarDay(date=day, kind=DayKind.CLOSED, certain=certain, source=f"{name}; {source}")
        for day, name in sorted(days.items())
        if day not in known
    ]
    db.session.add_all(added)
    db.session.flush()  # so that the calendar has them
    return added


def counts() -> dict[str, int]:
    """The number of districts and communes in the database, by phase."""
    found = Counter[str]()
    for kind, phase in db.session.execute(select(Unit.kind, Unit.phase)):
        found[kind] += 1
        if kind == UnitKind.COMMUNE:
            found[f"phase_{phase}"] += 1
    return dict(found)


def _district(known: Known, city: Unit, n: int, row: dict[str, str]) -> Unit:
    name = rules.full_name(row["kind"], row["name"])
    district = _unit(
        known,
        UnitKind.DISTRICT,
        row["code"],
        name,
        parent=city,
        phase=int(row["phase"]),
        agency_code=rules.agency_code(n),
    )
    db.session.flush()  # a district is its own district
    district.district_id = district.id
    for kind, words in rules.AGENCY_NAMES.items():
        code = f"{rules.AGENCY_CODES[kind]}-{row['code']}"
        _unit(known, kind, code, f"{words} {name}", parent=district, district_id=district.id)
    return district


def _commune(known: Known, district: Unit, row: dict[str, str], agency_code: str) -> None:
    if (UnitKind.COMMUNE, row["code"]) in known or district.phase is None:
        return
    commune = _unit(
        known,
        UnitKind.COMMUNE,
        row["code"],
        rules.full_name(row["kind"], row["name"]),
        parent=district,
        district_id=district.id,
        phase=district.phase,
        agency_code=agency_code,
    )
    during = Range(rules.GO_LIVE[district.phase], None)
    db.session.add_all(
        Opening(unit=commune, procedure_code=code, during=during, reason=rules.PLAN_198)
        for code in rules.AT_GO_LIVE
    )


def _unit(known: Known, kind: UnitKind, code: str, name: str, **facts: Any) -> Unit:
    """The unit of this kind and code, created with ``facts`` if it is missing."""
    found = known.get((kind, code))
    if found is None:
        found = Unit(
            kind=kind,
            code=code,
            name=name,
            folded=fold(name),
            during=Range(rules.FIRST_DAY, None),
            agency_code_provisional=True,
            hours=rules.OFFICE_HOURS,
            **facts,
        )
        db.session.add(found)
        known[kind, code] = found
    return found


def _days() -> None:
    years = set(db.session.scalars(select(func.extract("year", CalendarDay.date)).distinct()))
    db.session.add_all(
        CalendarDay(
            date=day,
            kind=DayKind(row["kind"]),
            certain=row["certain"] == "yes",
            source=row["source"],
        )
        for row in _rows("calendar.csv")
        if (day := date.fromisoformat(row["date"])).year not in years
    )


def _rows(file_name: str) -> Iterator[dict[str, str]]:
    with (DATA / file_name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
