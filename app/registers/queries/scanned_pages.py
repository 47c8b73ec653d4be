"""Scanned pages of old books: the one with an entry, and how far each book is scanned."""

from uuid import UUID

from sqlalchemy import select

from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.registers.models.scanned_pages import ScannedPage
from app.registers.queries.keyed_entries import EntryPlace


def page_of(place: EntryPlace) -> ScannedPage | None:
    """The newest scan of the page on which the entry stands."""
    query = (
        select(ScannedPage)
        .filter_by(
            unit_id=place.unit_id,
            is_rehearsal=place.is_rehearsal,
            kind=place.kind,
            book=place.book,
        )
        .where(ScannedPage.first <= place.number, ScannedPage.last >= place.number)
        .order_by(ScannedPage.at.desc(), ScannedPage.id)
        .limit(1)
    )
    return db.session.scalars(query).first()


def page(key: UUID, actor: Actor) -> ScannedPage:
    """One scan.

    Raises:
        NotFound: there is none in a commune in which this person works.
    """
    found = db.session.get(ScannedPage, key)
    if found is None or not actor.postings_in(found.unit_id):
        raise NotFound
    return found
