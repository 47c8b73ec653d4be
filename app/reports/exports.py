"""Subject access as one archive (bản kết xuất dữ liệu cá nhân): JSON, an HTML page, the files.

The archive is streamed: no part of it is written to disk.
"""

import json
import mimetypes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from app.dossiers.models.dossier import Paper
from app.kernel import clock
from app.kernel.db import Base
from app.kernel.files import storage
from app.kernel.spreadsheets.writer import Pieces
from app.notifications.models.gateway import InboundMessage, OptOut
from app.notifications.models.outbox import Message
from app.notifications.operations import rendering
from app.procedures import queries as procedures
from app.procedures.answers.display import answers_summary
from app.registers.models.copied_entries import CopiedEntry
from app.registers.models.entries import Entry
from app.registers.models.keyed_entries import KeyedEntry
from app.reports.queries.subject_access import SubjectDossier
from app.residents.models.lookups import LookUp
from app.residents.rules.purposes import PURPOSES

LEFT_OUT = frozenset(
    {
        "secret_hash", "doors_from", "subject_folded", "folded", "storage_key", "user_id",
        "staff_id", "posting_id", "assigned_to_id", "prepared_by_id", "entered_by_id",
        "original_seen_by_id", "list_confirmed_by_id", "made_by_id", "signed_by_id",
        "copied_by_id", "parents_folded",
    }
)  # fmt: skip
"""Secrets, folded copies and keys of officers: not data about the person."""

CHUNK_BYTES = 64 * 1024


@dataclass
class Document:
    """Content of the archive: the data, and the stored files with their names in it."""

    data: dict[str, Any]
    files: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    """Storage key and SHA-256, by the name in the archive."""


def document(
    held: Iterable[SubjectDossier],
    paper_books: Iterable[CopiedEntry | KeyedEntry],
    staff: list[dict[str, Any]],
    look_ups: Iterable[LookUp],
) -> Document:
    """All data in readable form, and the place of each file."""
    made = Document({})
    made.data = {
        "made_at": clock.now(),
        "dossiers": [_dossier(each, made) for each in held],
        "paper_books": [_columns(each) for each in paper_books],
        "staff": staff,
        "look_ups": [_look_up(each) for each in look_ups],
    }
    return made


def add_telephone(
    made: Document, messages: Iterable[InboundMessage], stopped: OptOut | None
) -> None:
    """Messages from the person's own phone, and since when it opted out of notices."""
    made.data["sent_by_telephone"] = [_columns(each) for each in messages]
    made.data["no_notices_since"] = stopped.at if stopped else None


def stream(made: Document, page: str) -> Iterator[bytes]:
    pieces = Pieces()
    with ZipFile(pieces, "w", ZIP_DEFLATED) as archive:
        archive.writestr(_entry("chi-muc.html"), page)
        archive.writestr(_entry("du-lieu.json"), written(made.data))
        yield pieces.taken()
        for name, stored in made.files.items():
            with (
                storage.open_stored(*stored) as file,
                archive.open(_entry(name, ZIP_STORED), "w") as target,
            ):
                while chunk := file.read(CHUNK_BYTES):
                    target.write(chunk)
                    yield pieces.taken()
    yield pieces.taken()


def written(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2, default=str)


def _entry(name: str, how: int = ZIP_DEFLATED) -> ZipInfo:
    moment = clock.local(clock.now())
    entry = ZipInfo(name, moment.timetuple()[:6])
    entry.compress_type = how
    return entry


def _columns(row: Base) -> dict[str, Any]:
    names = (column.key for column in row.__table__.columns)
    return {name: getattr(row, name) for name in names if name not in LEFT_OUT}


def _dossier(held: SubjectDossier, made: Document) -> dict[str, Any]:
    dossier = held.dossier
    form = procedures.form(dossier.procedure_version)
    around = procedures.surroundings(dossier.commune)
    return {
        **_columns(dossier),
        "commune": dossier.commune.name,
        "procedure": dossier.procedure_version.procedure.name,
        "declared": [
            {"title": part.title, "rows": [[row.label, row.value] for row in part.rows]}
            for part in answers_summary(form, dossier.answers, around)
        ],
        "revisions": [_columns(each) for each in held.revisions],
        "papers": [_paper(n, each, dossier.code, made) for n, each in enumerate(dossier.papers, 1)],
        **{word: [_columns(each) for each in rows] for word, rows in held.parts.items()},
        "reappointment": _columns(dossier.reappointment) if dossier.reappointment else None,
        "legs": [
            {
                **_columns(leg),
                "holder": leg.holder.name,
                "packets": [_columns(packet) for packet in leg.packets],
            }
            for leg in held.legs
        ],
        "entry": _registered(held.entry) if held.entry else None,
        "messages": [_message(each) for each in held.messages],
    }


def _registered(entry: Entry) -> dict[str, Any]:
    later = {"personal_number": entry.personal_number}
    return {**_columns(entry), "book": entry.book.code, **later}


def _look_up(look_up: LookUp) -> dict[str, Any]:
    """When the population database was queried, where, for what purpose, and its answer."""
    answer = look_up.answer
    return {
        "at": look_up.at,
        "unit": look_up.unit.name,
        "purpose": str(PURPOSES[look_up.purpose].label),
        "dossier_id": look_up.dossier_id,
        "answer": answer.content if answer else None,
        "source": answer.source if answer else None,
        "as_of": answer.as_of if answer else None,
    }


def _paper(n: int, paper: Paper, code: str, made: Document) -> dict[str, Any]:
    """The paper; its name in the archive contains no personal data."""
    found = _columns(paper)
    found["in_archive"] = None
    if paper.storage_key and paper.mime:
        ending = mimetypes.guess_extension(paper.mime) or ""
        name = f"{code}/{n:02d}-{paper.key}{ending}"
        try:
            storage.open_stored(paper.storage_key, paper.sha256).close()
        except (storage.FileGone, storage.FileDamaged):
            return found
        made.files[name] = paper.storage_key, paper.sha256
        found["in_archive"] = name
    return found


def _message(message: Message) -> dict[str, Any]:
    words = rendering.render(message) if message.facts else None
    return {**_columns(message), "words": words.body if words else None}
