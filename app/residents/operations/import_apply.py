"""The second phase of an import: all rows at once, or none (đưa dữ liệu vào).

Look-ups meanwhile see the old data; with the commit, which includes the state of
the file, they see everything. Rows with an earlier reference date than ours change nothing.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, func, select, text

from app.accounts import queries as people
from app.kernel import clock
from app.kernel.actor import NOBODY
from app.kernel.audit import change_log
from app.kernel.audit.change_log import AuditAction
from app.kernel.db import db, transaction
from app.kernel.hooks import Hook
from app.residents.models.residents import ImportState, ResidentImport, ResidentRow
from app.residents.operations.import_progress import Dropped, Progress, moved, take_in_hand
from app.residents.operations.import_validation import compared
from app.residents.rules import file_layout

LINES_AT_ONCE = 20_000
"""Rows per statement, so that progress can be reported."""
LOST = _("The server had to start again, so the file is checked once more.")


class AfterImport(StrEnum):
    """Follow-ups after an import (việc tiếp theo sau khi nhập)."""

    NUMBERS = "numbers"


after_import: Hook[AfterImport, Callable[[UUID], None]] = Hook(AfterImport)
"""Called with the file in the importing transaction; slow work belongs in a job."""

_PERSON = ", ".join(key for key in file_layout.COLUMNS if key not in file_layout.OF_HOUSEHOLD)
_HOUSE = ", ".join(file_layout.OF_HOUSEHOLD)
_TELLS_MORE = """{0}.as_of < excluded.as_of
  or ({0}.as_of = excluded.as_of and {1})"""


def _excluded(columns: str) -> str:
    return ", ".join(f"excluded.{column}" for column in columns.split(", "))


_OURS = ", ".join(f"household.{column}" for column in file_layout.OF_HOUSEHOLD)

_BRING_IN = text(f"""
insert into resident (id, source, as_of, import_id, digest, {_PERSON})
select gen_random_uuid(), :source, :as_of, import_id, digest, {_PERSON}
from resident_row where import_id = :id and line > :after and line <= :until
on conflict (number) do update
set (source, as_of, import_id, digest, {_PERSON})
  = (excluded.source, excluded.as_of, excluded.import_id, excluded.digest, {_excluded(_PERSON)})
where {_TELLS_MORE.format("resident", "resident.digest <> excluded.digest")}
""")  # noqa: S608  # names of our own columns
_HOUSEHOLDS = text(f"""
insert into household (id, code, as_of, {_HOUSE})
select gen_random_uuid(), household_code, :as_of, {_HOUSE} from (
  select distinct on (household_code) household_code, {_HOUSE} from resident_row
  where import_id = :id and household_code is not null
    and coalesce({_HOUSE}) is not null
  order by household_code, line
) told
on conflict (code) do update set (as_of, {_HOUSE}) = (excluded.as_of, {_excluded(_HOUSE)})
where {_TELLS_MORE.format("household", f"({_OURS}) is distinct from ({_excluded(_HOUSE)})")}
""")  # noqa: S608  # as above


def apply_file(import_id: UUID, by: UUID | None = None) -> bool:
    """Import the validated rows, from a job or a command; False if the staged rows were lost.

    Raises:
        BeingWorkedOn: another worker is processing the file.
    """
    before = {ImportState.TO_APPLY, ImportState.APPLYING}
    with transaction():
        if not moved(import_id, before, ImportState.APPLYING, done=0):
            return True
    try:
        with transaction():
            return _apply(import_id, by)
    except Dropped:
        return True


def _apply(import_id: UUID, by: UUID | None) -> bool:
    take_in_hand(import_id)
    file = db.session.get_one(ResidentImport, import_id)
    rows = func.count(), func.max(ResidentRow.line)
    waiting = select(*rows).where(ResidentRow.import_id == import_id)
    found, last = db.session.execute(waiting).one()
    if found != file.rows - file.refused:  # the table is unlogged: a crash empties it
        moved(import_id, {ImportState.APPLYING}, ImportState.WAITING, fault=str(LOST), done=0)
        return False
    counts = compared(import_id, file.as_of)
    facts = {"id": import_id, "source": file.source, "as_of": file.as_of}
    db.session.execute(_HOUSEHOLDS, facts)
    progress = Progress(import_id, ImportState.APPLYING)
    for after in range(0, last or 0, LINES_AT_ONCE):
        until = after + LINES_AT_ONCE
        db.session.execute(_BRING_IN, facts | {"after": after, "until": until})
        progress(min(until, found))
    db.session.execute(delete(ResidentRow).where(ResidentRow.import_id == import_id))
    actor = people.actor_of(by, clock.today()) if by else NOBODY
    change_log.record(actor, AuditAction.IMPORT, file)
    for word in AfterImport:
        after_import[word](import_id)
    applied: dict[str, Any] = {
        "applied_at": clock.real_now(),
        "done": found,
        "fault": None,
        **counts,
    }
    if not moved(import_id, {ImportState.APPLYING}, ImportState.APPLIED, **applied):
        raise Dropped
    return True
