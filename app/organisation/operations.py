"""Loading the units, openings and calendar of 2016; running it again changes nothing."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range, insert

from app.kernel.db import db
from app.kernel.folding import fold
from app.organisation import rules
from app.organisation.models import Day, DayKind, Opening, Unit, UnitKind
from app.organisation.queries import DATA

Known = dict[tuple[UnitKind, str], Unit]

OFFICE_HOURS = "Thứ Hai – thứ Sáu: 08:00–12:00, 13:00–17:00"


def load() -> dict[str, int]:
    """Bring in what is not there yet; returns how many of each kind there are now."""
    known = {(u.kind, u.code): u for u in db.session.scalars(select(Unit))}
    city = _unit(known, UnitKind.CITY, "HN", "UBND Thành phố Hà Nội", agency_code="000.00.00.H26")
    for code, name in (("STTTT", "Sở Thông tin và Truyền thông"), ("STP", "Sở Tư pháp")):
        _unit(known, UnitKind.DEPARTMENT, code, name, parent=city)
    districts = {}
    for n, row in enumerate(_rows("districts_2016.csv"), 1):
        districts[row["code"]] = _district(known, city, n, row)
    numbers = Counter[str]()
    for row in _rows("communes_2016.csv"):
        numbers[row["district_code"]] += 1
        _commune(known, districts[row["district_code"]], numbers[row["district_code"]], row)
    db.session.flush()  # openings point at communes
    _open()
    _days()
    return counts()


def counts() -> dict[str, int]:
    """How many districts and communes stand in the database, and in which phase."""
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
        folded=rules.searchable(row["code"], row["kind"], row["name"]),
        phase=int(row["phase"]),
        agency_code=rules.agency_code(n),
    )
    db.session.flush()  # a district is its own district
    district.district_id = district.id
    for kind, words in rules.AGENCY_NAMES.items():
        code = f"{rules.AGENCY_CODES[kind]}-{row['code']}"
        _unit(known, kind, code, f"{words} {name}", parent=district, district_id=district.id)
    return district


def _commune(known: Known, district: Unit, n: int, row: dict[str, str]) -> Unit:
    return _unit(
        known,
        UnitKind.COMMUNE,
        row["code"],
        rules.full_name(row["kind"], row["name"]),
        parent=district,
        district_id=district.id,
        folded=rules.searchable(row["code"], row["kind"], row["name"]),
        phase=district.phase,
        agency_code=rules.agency_code(int((district.agency_code or "000.00.00").split(".")[2]), n),
    )


def _unit(known: Known, kind: UnitKind, code: str, name: str, **facts: Any) -> Unit:
    """The unit of this kind and code, made with ``facts`` if it is not there yet."""
    found = known.get((kind, code))
    if found is None:
        found = Unit(
            kind=kind,
            code=code,
            name=name,
            during=Range(rules.FIRST_DAY, None),
            agency_code_provisional=True,
            hours=OFFICE_HOURS,
            **{"folded": fold(name), **facts},
        )
        db.session.add(found)
        known[kind, code] = found
    return found


def _open() -> None:
    """Go-live of Plan 198: every commune from the first day of its phase."""
    opened = set(db.session.scalars(select(Opening.unit_id)))
    communes = select(Unit.id, Unit.phase).where(Unit.kind == UnitKind.COMMUNE)
    for unit_id, phase in db.session.execute(communes):
        if unit_id not in opened:
            db.session.add(
                Opening(
                    unit_id=unit_id,
                    procedure_code=None,
                    during=Range(rules.GO_LIVE[phase], None),
                    reason="Kế hoạch 198/KH-UBND ngày 26/10/2016",
                )
            )


def _days() -> None:
    rows = [
        {
            "date": date.fromisoformat(row["date"]),
            "kind": DayKind(row["kind"]),
            "certain": row["certain"] == "yes",
            "source": row["source"],
        }
        for row in _rows("calendar.csv")
    ]
    db.session.execute(insert(Day).values(rows).on_conflict_do_nothing())


def _rows(file_name: str) -> Iterator[dict[str, str]]:
    with (DATA / file_name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
