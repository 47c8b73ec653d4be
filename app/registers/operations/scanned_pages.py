"""Scans of the pages of old books are added before the entries are keyed."""

from uuid import uuid4

from app.kernel import clock
from app.kernel.actor import Actor, CurrentPosting
from app.kernel.db import db
from app.kernel.errors import NotAllowed
from app.kernel.files.storage import Stored
from app.registers.models.scanned_pages import ScannedPage
from app.registers.queries.keyed_entries import EntryPlace


def add_page(
    actor: Actor, seat: CurrentPosting, first: EntryPlace, last: int, file: Stored
) -> ScannedPage:
    """Keep the scan of the page on which the entries from ``first`` to ``last`` stand.

    Raises:
        NotAllowed: the person has no such posting today.
    """
    if seat not in actor.postings:
        raise NotAllowed
    page = ScannedPage(
        id=uuid4(),
        unit_id=first.unit_id,
        is_rehearsal=first.is_rehearsal,
        kind=first.kind,
        book=first.book,
        first=first.number,
        last=last,
        **file.columns,
        at=clock.now(),
        posting_id=seat.posting_id,
    )
    db.session.add(page)
    return page
