"""The first phase of an import: parse, validate row by row, compare with our data (kiểm tra tệp).

Nothing visible to look-ups changes. The rows are staged in a table of their own, written by COPY
in one transaction together with the state of the file: a worker that dies leaves the file as it
was, and the next one starts again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from flask_babel import force_locale, gettext
from sqlalchemy import delete, text

from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.errors import DomainError
from app.kernel.files import storage
from app.kernel.hooks import Hook
from app.organisation import queries as organisation
from app.organisation.models import UnitKind
from app.residents.models.residents import ImportState, ResidentImport, ResidentRow
from app.residents.operations import file_reader
from app.residents.operations.file_reader import Table
from app.residents.operations.import_progress import Dropped, Progress, moved, take_in_hand
from app.residents.operations.rejected_rows import Verdicts, verdicts
from app.residents.rules import file_layout
from app.residents.rules.cell_parser import Lists, words_of
from app.residents.rules.row_validation import RowReader, Values, digest_of

ROWS_AT_ONCE = 500
"""Rows sent to the database at a time."""


class Catalogue(StrEnum):
    """Lists of another package (danh mục dùng chung)."""

    ETHNIC_GROUPS = "ethnic_groups"
    NATIONALITIES = "nationalities"


catalogues: Hook[Catalogue, Callable[[], list[list[str]]]] = Hook(Catalogue)
"""Code and name of each entry."""

_COPY = f"copy resident_row (import_id, line, digest, {', '.join(file_layout.COLUMNS)}) from stdin"
_TWICE = """
select r.line, case when r.line = t.first then t.last else t.first end
from resident_row r join (
  select number, min(line) as first, max(line) as last from resident_row
  where import_id = %(id)s group by number having count(*) > 1
) t on t.number = r.number
where r.import_id = %(id)s order by r.line
"""
_DROP_TWICE = text("""
delete from resident_row where import_id = :id and number in (
  select number from resident_row where import_id = :id group by number having count(*) > 1)
""")
_COMPARE = text("""
select count(*) filter (where r.id is null) as new,
  count(*) filter (where r.digest <> s.digest and r.as_of <= :as_of) as changed,
  count(*) filter (where r.digest = s.digest) as same,
  count(*) filter (where r.digest <> s.digest and r.as_of > :as_of) as kept
from resident_row s left join resident r on r.number = s.number
where s.import_id = :id
""")


def read_file(import_id: UUID) -> None:
    """Parse the file from its beginning, regardless of earlier runs; a job, or a command."""
    with transaction():
        before = {ImportState.WAITING, ImportState.READING}
        if not moved(import_id, before, ImportState.READING, done=0):
            return
    with force_locale("vi"):  # for the police, whoever sent the file
        try:
            with transaction():
                _read(import_id)
        except DomainError as refusal:
            with transaction():
                moved(import_id, {ImportState.READING}, ImportState.FAILED, fault=str(refusal))
        except Dropped:
            return


def compared(import_id: UUID, as_of: date) -> Mapping[str, int]:
    """Numbers of staged rows that are new, changed, unchanged, or older than ours."""
    return {**db.session.execute(_COMPARE, {"id": import_id, "as_of": as_of}).mappings().one()}


def lists(as_of: date) -> Lists:
    communes = db.session.scalars(organisation.select_units(UnitKind.COMMUNE))
    return Lists(
        communes=frozenset(each.code for each in communes),
        ethnic_groups=words_of(catalogues[Catalogue.ETHNIC_GROUPS]()),
        nationalities=words_of(catalogues[Catalogue.NATIONALITIES]()),
        as_of=as_of,
    )


def _read(import_id: UUID) -> None:
    take_in_hand(import_id)
    file = db.session.get_one(ResidentImport, import_id)
    db.session.execute(delete(ResidentRow).where(ResidentRow.import_id == import_id))
    with (
        storage.open_stored(file.storage_key or "", file.sha256) as stored,
        file_reader.opened(path := Path(stored.name)) as table,
        storage.growing() as growing,
    ):
        reader = RowReader(file_layout.columns_of(table.headings), lists(file.as_of))
        with verdicts(growing.file, table.headings) as judged:
            rows = _stage(import_id, table, reader, judged)
            _refuse_twice(import_id, path, judged)
    if not judged.refused and not judged.warned:
        storage.remove(growing.key)
    found: dict[str, Any] = {
        "rows": rows,
        "refused": judged.refused,
        "warned": judged.warned,
        "refused_key": growing.key if judged.refused or judged.warned else None,
        "checked_at": clock.real_now(),
        "fault": None,
        **compared(import_id, file.as_of),
    }
    if not moved(import_id, {ImportState.READING}, ImportState.CHECKED, done=file.size, **found):
        raise Dropped


def _stage(import_id: UUID, table: Table, reader: RowReader, judged: Verdicts) -> int:
    """Copy valid rows to the staging table; returns the number of rows in the file."""
    progress, rows = Progress(import_id, ImportState.READING), 0
    raw: Any = db.session.connection().connection.driver_connection
    with raw.cursor() as cursor, cursor.copy(_COPY) as copy:
        waiting: list[str] = []
        for row in table.rows():
            rows += 1
            if row.fault:
                judged.refuse(row.line, row.cells, [row.fault])
                continue
            values, reasons, oddities = reader.read(row.cells)
            if reasons:
                judged.refuse(row.line, row.cells, reasons)
                continue
            if oddities:
                judged.warn(row.line, row.cells, oddities)
            waiting.append(_copied(import_id, row.line, values))
            if len(waiting) >= ROWS_AT_ONCE:
                copy.write("".join(waiting))
                waiting.clear()
                progress(table.bytes_read())
        copy.write("".join(waiting))
    return rows


def _copied(import_id: UUID, line: int, values: Values) -> str:
    """A row in COPY's text format; tidy values contain neither tabs nor line breaks."""
    facts: Sequence[str | None] = values
    if "\\" in "".join(filter(None, values)):
        facts = [value and value.replace("\\", "\\\\") for value in values]
    told = "\t".join([value or "\\N" for value in facts])
    return f"{import_id}\t{line}\t\\\\x{digest_of(values).hex()}\t{told}\n"


def _refuse_twice(import_id: UUID, path: Path, judged: Verdicts) -> None:
    """Refuse every row with a duplicate number: it is unknown which one is right."""
    twice = _twice(import_id)
    wanted = next(twice, None)
    if wanted is None:
        return
    with file_reader.opened(path) as table:
        for row in table.rows():
            if wanted is None:
                break
            if row.line == wanted[0]:
                reason = gettext("The same number is in line %(line)s too.", line=wanted[1])
                judged.refuse(row.line, row.cells, [reason])
                wanted = next(twice, None)
    db.session.execute(_DROP_TWICE, {"id": import_id})


def _twice(import_id: UUID) -> Iterator[Sequence[int]]:
    """Rows whose number occurs in another row, and that row; by a server-side cursor."""
    raw: Any = db.session.connection().connection.driver_connection
    with raw.cursor(name="twice") as cursor:
        cursor.execute(_TWICE, {"id": import_id})
        yield from cursor
