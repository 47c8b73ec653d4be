"""Who has opened a dossier, as its citizen reads it: office, role, day and purpose, no names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import func, select

from app.accounts.roles import Role
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import db
from app.reports.vocabulary import AccessPurpose

MOST = 300
SETTLING = frozenset(
    {
        Role.COMMUNE_LEADER,
        Role.COMMUNE_RECEPTION,
        Role.COMMUNE_JUSTICE,
        Role.COMMUNE_LABOUR,
        Role.POLICE,
        Role.INSURANCE,
    }
)
DATA_REQUESTS = "HeldAbout"


@dataclass(frozen=True)
class Access:
    """What officers of one office and role did with the dossier on one day, how often, and why."""

    office: str
    role: Role
    how: AccessKind
    purpose: AccessPurpose
    times: int


def of_own_dossier() -> Mapping[date, Sequence[Access]]:
    """By day, the newest first, of the dossier whose citizen asks."""
    told = func.mc_access_history(MOST).table_valued(
        "on_day", "office", "is_own", "role", "action", "page", "times"
    )
    rows = db.session.execute(select(*told.c)).all()
    return {day: _of_day(list(found)) for day, found in groupby(rows, key=lambda row: row.on_day)}


def _of_day(rows: Sequence[Any]) -> Sequence[Access]:
    times: dict[tuple[str, Role, AccessKind, AccessPurpose], int] = {}
    for row in rows:
        role = Role(row.role)
        why = purpose(role, row.page, is_own=row.is_own)
        key = row.office, role, AccessKind(row.action), why
        times[key] = times.get(key, 0) + row.times
    return [Access(*key, count) for key, count in times.items()]


def purpose(role: Role, page: str, *, is_own: bool) -> AccessPurpose:
    """By the page that was opened, and by whom: of the dossier's own commune, or of another."""
    if page == DATA_REQUESTS:
        return AccessPurpose.DATA_REQUEST
    if role not in SETTLING:
        return AccessPurpose.SUPERVISE
    return AccessPurpose.SETTLE if is_own else AccessPurpose.PART
