"""The entry that an extract copies: chosen from the books, or copied in from a paper book first."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier
from app.dossiers.operations.transitions import advance
from app.dossiers.rules import StepActor
from app.dossiers.rules.extracts import ChosenEntry, chosen_entry
from app.dossiers.workflow import Action
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import NotAllowed, Refused
from app.kernel.text.folding import fold
from app.organisation.models import Unit
from app.procedures.models.vocabulary import BookKind
from app.registers.models.copied_entries import CopiedEntry
from app.registers.models.entries import Entry, RegisterKind
from app.registers.operations import entry_facts
from app.registers.queries import extract_sources
from app.registers.queries.notes import printed_notes
from app.registers.slips import book_fields, extracts

ENTRY_NOT_CHOSEN = _(
    "The entry of the book is not chosen yet. Choose it, or copy it in from the handwritten book."
)


FUTURE_ENTRY = _("The day of the entry has not come yet. Look at the date in the book again.")


class PaperEntry(NamedTuple):
    """What an officer copied from a paper book; ``typed`` has the fields of ``book_fields``."""

    kind: BookKind
    book: str
    number: int
    registered_on: date
    typed: Mapping[str, str]


def choose_entry(
    dossier: Dossier, choice: ChosenEntry, *, by: StepActor, seen: int | None = None
) -> None:
    """Choose the entry that the extract copies; the journal keeps the choice.

    Raises:
        Refused: it is no entry of this commune of which extracts are issued.
    """
    source = extract_sources.chosen(dossier, choice)
    if source is None or source.content["kind"] not in extracts.EXTRACTS:
        raise Refused(ENTRY_NOT_CHOSEN, field="entry")
    advance(dossier, Action.CHOOSE_ENTRY, by=by, seen=seen, facts=choice.facts)


def copy_in(
    dossier: Dossier, paper: PaperEntry, *, by: StepActor, seen: int | None = None
) -> CopiedEntry:
    """Keep an entry of a paper book as the officer copied it, and choose it for the extract.

    Raises:
        Refused: the day of the entry is still to come.
        NotAllowed: the person has no posting at the commune.
    """
    if paper.registered_on > clock.today():
        raise Refused(FUTURE_ENTRY, field="registered_on")
    choice = ChosenEntry(CopiedEntry.__tablename__, uuid4())
    event = advance(dossier, Action.CHOOSE_ENTRY, by=by, seen=seen, facts=choice.facts)
    if event.posting_id is None:
        raise NotAllowed
    entry = copied(
        dossier.commune, paper, is_rehearsal=dossier.is_rehearsal, posting_id=event.posting_id
    )
    entry.id = choice.key
    db.session.add(entry)
    return entry


def copied(
    commune: Unit, paper: PaperEntry, *, is_rehearsal: bool, posting_id: UUID
) -> CopiedEntry:
    """An entry of a paper book of the commune, as it is kept."""
    subject = book_fields.subject_of(paper.kind, paper.typed)
    return CopiedEntry(
        id=uuid4(),
        unit_id=commune.id,
        kind=RegisterKind(paper.kind),
        year=paper.registered_on.year,
        book=paper.book,
        number=paper.number,
        registered_on=paper.registered_on,
        content=_content(commune, paper, is_rehearsal=is_rehearsal),
        subject_name=subject,
        subject_folded=fold(subject),
        is_rehearsal=is_rehearsal,
        copied_at=clock.now(),
        copied_by_id=posting_id,
        **entry_facts.of_copied(paper.kind, paper.typed, paper.registered_on),
    )


def _content(commune: Unit, paper: PaperEntry, *, is_rehearsal: bool) -> dict[str, Any]:
    return {
        "kind": str(paper.kind),
        "number": paper.number,
        "year": paper.registered_on.year,
        "book": paper.book,
        "registered_on": paper.registered_on.isoformat(),
        "office": commune.name,
        "district": commune.district.name if commune.district else "",
        "answers": dict(paper.typed),
        "parts": book_fields.stated(paper.kind, paper.typed),
        "practice": is_rehearsal,
    }


def source_of(dossier: Dossier) -> dict[str, Any]:
    """What the extract of this dossier states: the chosen entry, and its person.

    Raises:
        Refused: nobody has chosen one.
    """
    choice = chosen_entry(dossier)
    source = choice and extract_sources.chosen(dossier, choice)
    if not source:
        raise Refused(ENTRY_NOT_CHOSEN)
    return {**stated(source), "subject_name": source.subject_name}


def stated(source: Entry | CopiedEntry) -> dict[str, Any]:
    """What an extract states of an entry, and no other answer of its declaration.

    What came later is part of it: the personal number, and the notes on the entry.
    """
    said = extracts.stated(source.content)
    if isinstance(source, CopiedEntry):
        noted = source.content["answers"].get(book_fields.NOTES.key)
        return {**said, "personal_number": "", "notes": [noted] if noted else []}
    number = source.personal_number or ""
    return {**said, "personal_number": number, "notes": printed_notes(source)}
