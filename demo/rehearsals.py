"""Rehearsals of the communes without dossiers: copies of one that was played step by step.

Playing two hundred would take longer than all the rest; the copies are written in one statement for
each table, with keys, people and places of their own.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import inspect, select, text

from app.accounts.models.staff import Posting
from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier, Event
from app.dossiers.models.slips import Slip
from app.handoffs.models import Leg, Packet
from app.kernel.db import Base, db, transaction
from app.organisation import queries as organisation
from app.organisation.models import Unit, UnitKind
from demo import communes
from demo.communes import Progress

TABLES: Mapping[type[Base], str] = {
    Dossier: "id = :dossier",
    Event: "dossier_id = :dossier order by id",
    Leg: "dossier_id = :dossier",
    Packet: "leg_id in (select id from leg where dossier_id = :dossier)",
    Slip: "dossier_id = :dossier and kind = 'receipt'",
}
"""What shows how far a rehearsal went; its papers and bookkeeping are left out."""
OF_UNITS = ("commune_id", "holder_unit_id")

Row = dict[str, Any]


def settle() -> None:
    """Give every commune that is ready a rehearsal, unless it has one."""
    with transaction():
        rows = db.session.execute(
            select(Dossier.commune_id, Dossier.id)
            .where(Dossier.is_rehearsal)
            .order_by(Dossier.code)
        )
        done: dict[int, UUID] = dict(iter(rows))
        wanted = [
            each
            for each in organisation.communes()
            if each.id not in done and communes.progress(each) is Progress.READY
        ]
        if done and wanted:
            _copy(organisation.unit(next(iter(done))), next(iter(done.values())), wanted)


def _copy(source: Unit, dossier_id: Any, targets: Sequence[Unit]) -> None:
    played: dict[type[Base], list[Row]] = {}
    for model, condition in TABLES.items():
        query = f"select to_jsonb(t) from {model.__tablename__} t where {condition}"  # noqa: S608
        played[model] = list(db.session.scalars(text(query), {"dossier": dossier_id}))
    keys = {row["id"] for rows in played.values() for row in rows if isinstance(row["id"], str)}
    agencies, seats = _agencies(), _seats()
    here = _units_of(source, agencies)
    for model, rows in played.items():
        moved: list[Row] = []
        for target in targets:
            units = dict(zip(here, _units_of(target, agencies), strict=True))
            words = _places(source, target) | _people(units, seats)
            words |= {key: str(uuid5(NAMESPACE_OID, f"{key} {target.code}")) for key in keys}
            moved += _moved(rows, words, units)
        _insert(model, moved)


def _agencies() -> dict[tuple[int | None, UnitKind], int]:
    rows = db.session.execute(select(Unit.district_id, Unit.kind, Unit.id))
    return {(district_id, kind): unit_id for district_id, kind, unit_id in rows}


def _units_of(commune: Unit, agencies: Mapping[tuple[int | None, UnitKind], int]) -> list[int]:
    """The commune, the police and the insurance that act on its dossiers."""
    kinds = (UnitKind.POLICE, UnitKind.INSURANCE)
    return [commune.id, *(agencies[commune.district_id, kind] for kind in kinds)]


def _seats() -> dict[int, list[tuple[Role, str, str]]]:
    """The postings of each unit with their holders, chairmen before their deputies."""
    found = defaultdict[int, list[tuple[Role, str, str]]](list)
    rows = db.session.execute(
        select(Posting.unit_id, Posting.role, Posting.id, Posting.staff_id).order_by(Posting.title)
    )
    for unit_id, role, posting_id, staff_id in rows:
        found[unit_id].append((role, str(posting_id), str(staff_id)))
    return found


def _people(
    units: Mapping[int, int], seats: Mapping[int, Sequence[tuple[Role, str, str]]]
) -> dict[str, str]:
    """Postings and staff of the target instead of those who hold the same role in the source."""
    words: dict[str, str] = {}
    for here, there in units.items():
        first = {role: found for role, *found in reversed(seats[there])}
        for role, *known in seats[here]:
            words |= dict(zip(known, first[role], strict=True))
    return words


def _places(source: Unit, target: Unit) -> dict[str, str]:
    return {
        str(source.agency_code): str(target.agency_code),
        source.name: target.name,
        source.code: target.code,
        str(source.district): str(target.district),
    }


def _moved(
    rows: Sequence[Row], words: Mapping[str, str], units: Mapping[int, int]
) -> Iterator[Row]:
    longest_first = sorted(words, key=len, reverse=True)
    known = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})(?!\w)")
    for row in rows:
        written = json.dumps(row, ensure_ascii=False)
        moved: Row = json.loads(known.sub(lambda found: words[found[0]], written))
        moved |= {name: units[row[name]] for name in OF_UNITS if row.get(name) in units}
        if "storage_key" in moved:
            moved["storage_key"] = None  # the file names the other commune
        yield moved


def _insert(model: type[Base], rows: Sequence[Row]) -> None:
    """Insert rows as JSON; the database numbers those that have a number for a key."""
    table = inspect(model).local_table
    names = [each.name for each in table.columns if each.name != "xact"]
    if rows and isinstance(rows[0]["id"], int):
        names.remove("id")
    columns = ", ".join(names)
    db.session.execute(
        text(
            f"insert into {table.name} ({columns}) select {columns}"  # noqa: S608  # our own names
            f" from jsonb_populate_recordset(null::{table.name}, cast(:rows as jsonb))"
        ),
        {"rows": json.dumps(rows, ensure_ascii=False)},
    )
