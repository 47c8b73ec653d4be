"""Opening procedures in many communes at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import Range

from app.kernel.db import db
from app.organisation.models import Opening


def open_from(
    codes: Collection[str], unit_ids: Collection[int], first: date, *, reason: str
) -> list[Opening]:
    """Open the procedures in the units from ``first`` on; returns the new or changed rows.

    Openings valid on that day stay unchanged; later ones are moved forward.
    """
    known = defaultdict[tuple[int, str], list[Opening]](list)
    for each in _openings(codes, unit_ids):
        for code in codes if each.procedure_code is None else (each.procedure_code,):
            known[each.unit_id, code].append(each)
    changed = []
    for unit_id in unit_ids:
        for code in codes:
            row = _next(known[unit_id, code], first)
            if row is None:
                row = Opening(unit_id=unit_id, procedure_code=code, during=Range(first, None))
            elif first in row.during or row.procedure_code is None:
                continue
            row.during, row.reason = Range(first, row.during.upper), reason
            changed.append(row)
    db.session.add_all(changed)
    db.session.flush()  # assigns the keys logged below
    return changed


def _openings(codes: Iterable[str], unit_ids: Collection[int]) -> Iterable[Opening]:
    return db.session.scalars(
        select(Opening)
        .where(
            Opening.unit_id.in_(unit_ids),
            or_(Opening.procedure_code.is_(None), Opening.procedure_code.in_(codes)),
        )
        .order_by(Opening.during)
    )


def _next(rows: Iterable[Opening], first: date) -> Opening | None:
    return next((row for row in rows if row.during.upper is None or row.during.upper > first), None)
