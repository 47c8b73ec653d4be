"""Names as columns of a dossier that lists load with its rows.

Not by joins: a planner that expects few rows in a queue would join and sort all of it for a page.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func, select

from app.organisation.models import Unit
from app.procedures.models.versions import Procedure, Version

_PROCEDURES = (
    select(func.jsonb_object_agg(Version.id, Procedure.short_name))
    .join(Procedure, Version.procedure_id == Procedure.id)
    .correlate(None)
    .scalar_subquery()
)
"""By the key of the version: a statement asks once, however many rows it sorts or reads."""


def name_of_unit(key: Any) -> ColumnElement[str]:
    """The name of the unit with this key (tên xã)."""
    return select(Unit.name).where(Unit.id == key).correlate_except(Unit).scalar_subquery()


def name_of_procedure(version: Any) -> ColumnElement[str]:
    """The short name of the procedure with this version (tên thủ tục)."""
    return _PROCEDURES.op("->>", return_type=Text())(cast(version, Text))
