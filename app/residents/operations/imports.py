"""A police file from upload to end: validated, imported or dropped."""

import hashlib
from datetime import date
from typing import IO
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _
from sqlalchemy import delete

from app.kernel import clock
from app.kernel.db import ChangedMeanwhile, db
from app.kernel.errors import Refused
from app.kernel.files import storage
from app.kernel.files.file_names import shown_name
from app.kernel.jobs import queue
from app.residents.models.residents import ImportState, ResidentImport, ResidentRow
from app.residents.operations import file_reader, import_apply, import_validation
from app.residents.operations.import_progress import moved
from app.residents.rules import file_layout

MOST_MB = 600
"""Maximum size of one file: a million people, with a margin."""
CHUNK_BYTES = 1024 * 1024
ONE_AT_A_TIME = "residents"
DROPPABLE = frozenset(ImportState) - {ImportState.APPLIED, ImportState.DROPPED}


def take_in(
    stream: IO[bytes], name: str, *, source: str, as_of: date, by: UUID | None
) -> ResidentImport:
    """Store the file, and check that its header has the expected columns.

    Raises:
        DomainError: the file is invalid; nothing is stored.
    """
    if as_of > clock.today():
        raise Refused(_("The day of the data is not later than today."), status=422, field="as_of")
    digest, size = hashlib.sha256(), 0
    with storage.growing() as growing:
        while chunk := stream.read(CHUNK_BYTES):
            size += len(chunk)
            if size > MOST_MB * storage.MEGABYTE:
                raise Refused(
                    _("The file is larger than %(most)s MB. Send it in several parts."),
                    status=413,
                    field="file",
                    most=MOST_MB,
                )
            digest.update(chunk)
            growing.file.write(chunk)
        growing.file.flush()
        with file_reader.opened(growing.path, heading_alone=True) as table:
            file_layout.columns_of(table.headings)
    taken = ResidentImport(
        id=uuid4(),
        file_name=shown_name(name),
        storage_key=growing.key,
        sha256=digest.hexdigest(),
        source=source,
        as_of=as_of,
        state=ImportState.WAITING,
        at=clock.real_now(),
        by_id=by,
        size=size,
        **dict.fromkeys(("done", "rows", "new", "changed", "same", "kept", "refused", "warned"), 0),
    )
    db.session.add(taken)
    db.session.flush()
    return taken


def let_read(file: ResidentImport) -> None:
    queue.defer("residents.read", one_at_a_time=ONE_AT_A_TIME, import_id=file.id)


def bring_in(file: ResidentImport, *, by: UUID) -> None:
    """Queue the validated file for import.

    Raises:
        ChangedMeanwhile: it is no longer waiting for that.
    """
    order(file.id)
    queue.defer("residents.apply", one_at_a_time=ONE_AT_A_TIME, import_id=file.id, by=by)


def order(import_id: UUID) -> None:
    """Move a validated file to the state of being imported.

    Raises:
        ChangedMeanwhile: it is no longer waiting for that.
    """
    if not moved(import_id, {ImportState.CHECKED}, ImportState.TO_APPLY, done=0):
        raise ChangedMeanwhile


def drop(file: ResidentImport) -> None:
    """Drop the file; work in progress is rolled back.

    Raises:
        ChangedMeanwhile: it has been imported, or dropped.
    """
    if not moved(file.id, DROPPABLE, ImportState.DROPPED):
        raise ChangedMeanwhile
    queue.defer("residents.forget", one_at_a_time=ONE_AT_A_TIME, import_id=file.id)


@queue.task("residents.read", whole=False)
def read(import_id: str) -> None:
    import_validation.read_file(UUID(import_id))


@queue.task("residents.apply", whole=False)
def apply(import_id: str, by: str) -> None:
    """Import a file; one whose staged rows were lost is validated again."""
    if not import_apply.apply_file(UUID(import_id), UUID(by)):
        import_validation.read_file(UUID(import_id))


@queue.task("residents.forget")
def forget(import_id: str) -> None:
    db.session.execute(delete(ResidentRow).where(ResidentRow.import_id == UUID(import_id)))
