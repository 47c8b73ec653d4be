"""The communes, their population, and their officers."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import select

from app.accounts.models.staff import Posting
from app.accounts.operations import staff as accounts_staff
from app.accounts.roles import Role
from app.kernel.db import db, transaction
from app.organisation import queries as organisation
from app.organisation.models import Unit, UnitKind

CENSUS = Path(__file__).parent / "data" / "communes_census2009.csv"
SINCE = date(2016, 1, 1)

IN_A_COMMUNE = (
    Role.COMMUNE_LEADER,
    Role.COMMUNE_RECEPTION,
    Role.COMMUNE_JUSTICE,
    Role.COMMUNE_LABOUR,
)
IN_AGENCIES = {Role.POLICE: UnitKind.POLICE, Role.INSURANCE: UnitKind.INSURANCE}

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Town:
    """A commune as dossiers name it: every word, key and number that differs between two."""

    weight: int
    """Inhabitants."""
    words: dict[str, str]
    """Its words, by the name of the placeholder."""
    places: dict[str, str]
    """The reverse, for words that are recognised anywhere; several may share a placeholder."""
    columns: dict[str, dict[str, str]]
    """The same for small numbers, which are unique within their column only."""


def staff_everywhere() -> None:
    """Fill every posting that dossiers need; existing ones stay.

    Two thousand people in bulk: no other postings need to be looked up.
    """
    taken = {(p.unit_id, p.role) for p in db.session.scalars(select(Posting))}
    with transaction():
        for n, (role, unit) in enumerate(_seats()):
            if (unit.id, role) not in taken:
                staff = accounts_staff.create_staff(f"Trần Mẫu {_letters(n)}", unit)
                during = accounts_staff.period(SINCE)
                db.session.add(
                    Posting(staff=staff, unit=unit, role=role, title="Công chức", during=during)
                )


def _seats() -> Iterator[tuple[Role, Unit]]:
    for commune in db.session.scalars(organisation.select_units(UnitKind.COMMUNE)):
        yield from ((role, commune) for role in IN_A_COMMUNE)
    for role, kind in IN_AGENCIES.items():
        for agency in db.session.scalars(organisation.select_units(kind)):
            yield role, agency


def towns(connection: psycopg.Connection[Any]) -> dict[int, Town]:
    """Every commune by its key, in the order of codes."""
    with CENSUS.open() as stream:
        people = {row["code"]: int(row["population_2009"]) for row in csv.DictReader(stream)}
    agencies = {
        (kind, district): unit_id
        for unit_id, kind, district in connection.execute(
            "select id, kind, district_id from unit where kind in ('police', 'insurance')"
        )
    }
    seats: dict[int, list[Row]] = {}
    for unit_id, *seat in connection.execute(
        "select unit_id, role, staff_id, id from posting order by unit_id, role, during, id"
    ):
        seats.setdefault(unit_id, []).append(tuple(seat))
    rows = connection.execute(
        "select c.id, c.code, c.name, c.agency_code, d.id, d.name from unit c"
        " join unit d on d.id = c.district_id where c.kind = 'commune' order by c.code"
    ).fetchall()
    return {row[0]: _town(row, people[row[1]], agencies, seats) for row in rows}


def _town(
    row: Row, people: int, agencies: dict[tuple[str, int], int], seats: dict[int, list[Row]]
) -> Town:
    unit_id, code, name, agency_code, district_id, district = row
    police, insurance = (agencies[kind, district_id] for kind in ("police", "insurance"))
    places = {agency_code: "agency", name: "commune", district: "district", code: "place"}
    for role, staff_id, posting_id in (
        seat for unit in (unit_id, police, insurance) for seat in seats[unit]
    ):
        places |= {str(staff_id): f"staff_{role}", str(posting_id): f"posting_{role}"}
    units = {str(unit_id): "unit", str(police): "police", str(insurance): "insurance"}
    columns = {"commune_id": units, "unit_id": units, "holder_unit_id": units}
    words = {place: word for word, place in reversed((units | places).items())}
    return Town(people, words, places, columns)


def _letters(number: int) -> str:
    """A name without digits."""
    letters = ""
    while True:
        number, rest = divmod(number, 26)
        letters = chr(ord("a") + rest) + letters
        if not number:
            return letters.capitalize()
