"""Notes on entries, written when the event that causes them is signed (ghi chú vào Sổ hộ tịch)."""

from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier, Event
from app.dossiers.workflow import BEFORE_SIGNING
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.i18n import vietnamese
from app.procedures.models.vocabulary import BookKind
from app.registers.models.entries import Entry, RegisterKind
from app.registers.models.notes import EarlierEntry, EntryNote
from app.registers.operations import issued_papers
from app.registers.queries import all_of_dossier
from app.registers.queries.notes import FoundEntry, earlier_entries, find_entry
from app.registers.rules import REPLACING, note_kind, note_text

ALREADY_SIGNED = _(
    "This dossier is signed, and the note is written. Another correction undoes a wrong note."
)
"""The dossier is signed, and its notes are written."""


def name_earlier_entry(
    dossier: Dossier, unit_id: int, kind: RegisterKind, year: int, number: int, *, by: Actor
) -> EarlierEntry:
    """Say which entry the dossier is about; its signature writes a note there.

    Raises:
        Refused: the dossier is past its signature.
        Refused: nothing stands under the number.
    """
    if dossier.state not in BEFORE_SIGNING:
        raise Refused(ALREADY_SIGNED)
    found = find_entry(unit_id, kind, year, number, by)
    if found is None:
        raise Refused(
            _(
                "No entry has this number in that commune, book and year. Compare it with the"
                " certificate. An entry that is only in a book of before this system cannot be"
                " named here."
            ),
            field="number",
        )
    for earlier in earlier_entries(dossier.id):
        if earlier.entry_id == found.id:
            return earlier
    earlier = named(dossier, found, number, by=by)
    db.session.add(earlier)
    return earlier


def named(dossier: Dossier, found: FoundEntry, number: int, *, by: Actor) -> EarlierEntry:
    """The entry as the dossier names it, in the words that the officer is shown."""
    day = found.registered_on
    return EarlierEntry(
        dossier_id=dossier.id,
        entry_id=found.id,
        says=f"{found.subject_name}, số {number}/{day.year}, quyển {found.book},"
        f" ngày {vietnamese.in_digits(day)}",
        at=clock.now(),
        staff_id=by.staff_id,
    )


def remove_earlier_entries(dossier: Dossier) -> None:
    """Take back which entries the dossier is about.

    Raises:
        Refused: the dossier is past its signature.
    """
    if dossier.state not in BEFORE_SIGNING:
        raise Refused(ALREADY_SIGNED)
    for named in earlier_entries(dossier.id):
        db.session.delete(named)


def write_on_earlier(dossier: Dossier, event: Event) -> None:
    """Note the entries of the dossier on the earlier ones, in the transaction of the signature."""
    for named in earlier_entries(dossier.id):
        for entry in all_of_dossier(dossier.id):
            kind = note_kind(BookKind(entry.content["kind"]), dossier.answers)
            if kind is None:
                continue
            text = note_text(kind, entry.content)
            if kind in REPLACING:
                issued_papers.supersede(named.entry_id, entry, text)
            db.session.add(
                EntryNote(
                    entry_id=named.entry_id,
                    kind=kind,
                    text=text,
                    basis=_basis(entry),
                    made_on=entry.registered_on,
                    unit_id=entry.unit_id,
                    source_entry_id=entry.id,
                    at=entry.signed_at,
                    staff_id=event.staff_id,
                    posting_id=event.posting_id,
                )
            )


def _basis(entry: Entry) -> str:
    content = entry.content
    office = vietnamese.peoples_committee(content.get("office", ""), content.get("district", ""))
    day = vietnamese.in_digits(entry.registered_on)
    return f"{content['result']['name']} số {entry}, {office}, ngày {day}"
