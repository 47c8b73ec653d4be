"""Rules of the books that follow from plain values: when a volume is full, what a note says."""

from collections.abc import Mapping
from typing import Any

from app.procedures.models.vocabulary import BookKind
from app.registers.models.notes import NoteKind

_volume_size = 200

NOTED: Mapping[BookKind, NoteKind] = {
    BookKind.CHANGE: NoteKind.CHANGE,
    BookKind.RECOGNITION: NoteKind.RECOGNITION,
    BookKind.MARRIAGE: NoteKind.MARRIAGE,
    BookKind.DEATH: NoteKind.DEATH,
}
"""Events that are noted on an earlier entry; a change is told apart by its answers."""

REPLACING = frozenset(
    {
        NoteKind.CHANGE,
        NoteKind.CORRECTION,
        NoteKind.SUPPLEMENT,
        NoteKind.RECOGNITION,
        NoteKind.COURT,
        NoteKind.DIVORCE,
    }
)
"""Notes after which the paper issued before no longer tells what the book tells."""

TOLD = REPLACING - {NoteKind.DIVORCE}
"""Notes that police and insurance enter in the data which they took from a birth."""

_CHANGES = {"correct": NoteKind.CORRECTION, "": NoteKind.SUPPLEMENT}
"""By the answer to ``change_kind``; a supplement has no such question."""


def use_volume_size(entries: int) -> None:
    """Set once per process (``VOLUME_ENTRIES``)."""
    global _volume_size  # one process has one setting; set once at start
    _volume_size = entries


def volume_size() -> int:
    """Entries after which a volume is full and the next one is opened."""
    return _volume_size


def note_kind(book: BookKind, answers: Mapping[str, Any]) -> NoteKind | None:
    """What an event of this book writes on the earlier entry, if anything."""
    if book is BookKind.CHANGE:
        return _CHANGES.get(str(answers.get("change_kind") or ""), NoteKind.CHANGE)
    return NOTED.get(book)


def note_text(kind: NoteKind, content: Mapping[str, Any]) -> str:
    """The words of the note, from the entry that causes it; Vietnamese, as all that is printed."""
    said: Mapping[str, str] = content.get("answers") or {}
    before, after = said.get("change_from", ""), said.get("change_to", "")
    if kind is NoteKind.SUPPLEMENT:
        return f"Bổ sung: {after}."
    if before and after:
        what = "Cải chính" if kind is NoteKind.CORRECTION else "Thay đổi"
        return f"{what}: “{before}” nay là “{after}”."
    return f"{content['result']['name']}."
