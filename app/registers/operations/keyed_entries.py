"""Old books keyed in by two officers: each alone, then what differs is settled before the book."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from uuid import uuid4

from flask_babel import lazy_gettext as _

from app.kernel import clock
from app.kernel.actor import Actor, CurrentPosting
from app.kernel.db import db
from app.kernel.errors import NotAllowed, Refused
from app.organisation import queries as organisation
from app.registers.models.entries import RegisterKind
from app.registers.models.keyed_entries import KeyedEntry, KeyedStep
from app.registers.operations.extracts import FUTURE_ENTRY, PaperEntry, copied
from app.registers.queries import keyed_entries
from app.registers.queries.keyed_entries import EntryPlace

DAY = "registered_on"


KEYED_TWICE = _("Entry %(number)s of this book was keyed twice already. Go on with the next one.")


class Difference(NamedTuple):
    """A field in which the two officers wrote different things."""

    key: str
    first: str
    second: str


def key_in(actor: Actor, seat: CurrentPosting, paper: PaperEntry) -> KeyedEntry:
    """Keep what one officer keyed; when both wrote the same, the entry is copied in.

    Raises:
        Refused: the day of the entry is still to come.
        Refused: the same person keyed it before.
        Refused: two officers have keyed it.
    """
    if paper.registered_on > clock.today():
        raise Refused(FUTURE_ENTRY, field=DAY)
    place = EntryPlace(
        seat.unit_id, actor.is_rehearsal, RegisterKind(paper.kind), paper.book, paper.number
    )
    before = keyed_entries.keyed(place)
    if KeyedStep.SECOND in before:
        raise Refused(KEYED_TWICE, field="number", number=paper.number)
    first = before.get(KeyedStep.FIRST)
    if first is not None and first.staff_id == actor.staff_id:
        raise Refused(
            _(
                "You have keyed entry %(number)s of this book already. A colleague keys it the"
                " second time."
            ),
            field="number",
            number=paper.number,
        )
    row = _keep(actor, seat, place, paper, KeyedStep.SECOND if first else KeyedStep.FIRST)
    if first is not None and not differences(first, row):
        _agree(actor, seat, place, paper)
    return row


def settle(actor: Actor, seat: CurrentPosting, second: KeyedEntry, paper: PaperEntry) -> None:
    """Copy the entry in as somebody read it again in the book.

    Raises:
        Refused: the differences were settled meanwhile.
        Refused: the day of the entry is still to come.
    """
    if paper.registered_on > clock.today():
        raise Refused(FUTURE_ENTRY, field=DAY)
    place = keyed_entries.place_of(second)
    if KeyedStep.AGREED in keyed_entries.keyed(place):
        raise Refused(KEYED_TWICE, number=second.number)
    _agree(actor, seat, place, paper)


def differences(first: KeyedEntry, second: KeyedEntry) -> list[Difference]:
    """The fields in which they differ, in the order of the form."""
    return [*_differing(_said(first), _said(second))]


def _said(row: KeyedEntry) -> dict[str, str]:
    return {DAY: f"{row.registered_on:%d/%m/%Y}", **row.typed}


def _differing(first: Mapping[str, str], second: Mapping[str, str]) -> Iterator[Difference]:
    for key in dict.fromkeys((*first, *second)):
        if first.get(key, "") != second.get(key, ""):
            yield Difference(key, first.get(key, ""), second.get(key, ""))


def _keep(
    actor: Actor, seat: CurrentPosting, place: EntryPlace, paper: PaperEntry, step: KeyedStep
) -> KeyedEntry:
    if actor.staff_id is None or seat not in actor.postings:
        raise NotAllowed
    row = KeyedEntry(
        id=uuid4(),
        **place._asdict(),
        step=step,
        registered_on=paper.registered_on,
        typed=dict(paper.typed),
        at=clock.now(),
        staff_id=actor.staff_id,
        posting_id=seat.posting_id,
    )
    db.session.add(row)
    return row


def _agree(actor: Actor, seat: CurrentPosting, place: EntryPlace, paper: PaperEntry) -> None:
    _keep(actor, seat, place, paper, KeyedStep.AGREED)
    commune = organisation.unit(place.unit_id)
    db.session.add(
        copied(commune, paper, is_rehearsal=place.is_rehearsal, posting_id=seat.posting_id)
    )
