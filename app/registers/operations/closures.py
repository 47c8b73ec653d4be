"""Closing of books: the civil-status officer prepares the minutes, the leader signs (khóa sổ)."""

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.dossiers.rules import StepActor
from app.dossiers.workflow import Capacity
from app.kernel import clock
from app.kernel.actor import Acting
from app.kernel.db import db
from app.kernel.errors import NotAllowed, Refused
from app.registers.models.closures import BookAction, BookEvent
from app.registers.models.entries import Book, Counter
from app.registers.queries.books import Minutes, journal, minutes_of, missing_numbers

NOT_IN_THIS_STATE = _(
    "The book is no longer as this page showed it. Look at it again before going on."
)
"""Another step came before, or this one was taken already."""


NUMBERS_MISSING = _(
    "Numbers without an entry: %(numbers)s. The book cannot be closed; tell the administrator of"
    " the system, who compares it with the journal."
)
"""The volume has a gap, which must be explained before it is locked."""


def prepare(book: Book, *, by: StepActor) -> BookEvent:
    """Draw up the closing minutes of a volume, at the end of the year or when it is to end.

    Raises:
        NotAllowed: the person is no civil-status officer of the commune.
        Refused: the book is locked.
        Refused: a number has no entry.
    """
    acting = _hold(book, Capacity.CIVIL_STATUS, by)
    if book.locked_on:
        raise Refused(NOT_IN_THIS_STATE)
    if missing := missing_numbers(book):
        raise Refused(NUMBERS_MISSING, numbers=", ".join(map(str, missing)))
    return _record(book, BookAction.PREPARE, acting, by, minutes=minutes_of(book))


def send_back(book: Book, reason: str, *, by: StepActor) -> BookEvent:
    """Return the minutes to the officer who prepared them.

    Raises:
        NotAllowed: the person is no leader of the commune.
        Refused: no minutes wait for the signature.
        Refused: no reason is given.
    """
    acting = _hold(book, Capacity.SIGNER, by)
    _prepared(book)
    return _record(book, BookAction.SEND_BACK, acting, by, reason=_given(reason))


def close(book: Book, *, by: StepActor) -> BookEvent:
    """Sign the minutes and lock the volume: it takes no entry any more.

    Raises:
        NotAllowed: the person is no leader of the commune.
        Refused: no minutes wait for the signature.
        Refused: the same person has prepared them.
        Refused: the volume is not as the minutes state.
    """
    acting = _hold(book, Capacity.SIGNER, by)
    prepared, minutes = _prepared(book), minutes_of(book)
    if prepared.staff_id == by.staff_id:
        raise Refused(_("You prepared these minutes yourself. Another leader has to sign them."))
    if stated(prepared) != minutes:
        raise Refused(
            _(
                "The book has changed since the minutes were prepared. Send them back, so that they"
                " are prepared again."
            ),
        )
    event = _record(book, BookAction.CLOSE, acting, by, minutes=minutes)
    book.locked_on = clock.today()
    return event


def reopen(book: Book, reason: str, *, by: StepActor) -> BookEvent:
    """Open a locked volume again, with the reason in its journal.

    Raises:
        NotAllowed: the person is no leader of the commune.
        Refused: the book is not locked.
        Refused: no reason is given.
    """
    acting = _hold(book, Capacity.SIGNER, by)
    if not book.locked_on:
        raise Refused(NOT_IN_THIS_STATE)
    event = _record(book, BookAction.REOPEN, acting, by, reason=_given(reason))
    book.locked_on = None
    return event


def stated(event: BookEvent) -> Minutes:
    """The minutes as this step of the journal states them."""
    return Minutes(*(getattr(event, name) for name in Minutes._fields))


def _hold(book: Book, capacity: Capacity, by: StepActor) -> Acting[Capacity]:
    """Wait for signatures under way: they hold the counter until their transaction ends.

    Only officers of the commune can hold its book; to others the database does not show it so.
    """
    acting = by.capacity_for(frozenset({capacity}))
    if acting is None:
        raise NotAllowed
    mine = (Counter.unit_id == book.unit_id, Counter.kind == book.kind, Counter.year == book.year)
    db.session.scalar(select(Counter.last).where(*mine).with_for_update())
    db.session.refresh(book, ["locked_on"], with_for_update=True)
    return acting


def _prepared(book: Book) -> BookEvent:
    newest = next(reversed(journal(book.id)), None)
    if newest is None or newest.action is not BookAction.PREPARE:
        raise Refused(NOT_IN_THIS_STATE)
    return newest


def _given(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("Enter the reason: it stays in the journal of the book."), field="reason")
    return reason.strip()


def _record(
    book: Book,
    action: BookAction,
    acting: Acting[Capacity],
    by: StepActor,
    *,
    reason: str | None = None,
    minutes: Minutes | None = None,
) -> BookEvent:
    event = BookEvent(
        book_id=book.id,
        unit_id=book.unit_id,
        action=action,
        at=clock.now(),
        staff_id=by.staff_id,
        posting_id=acting.posting_id,
        reason=reason,
        **(minutes._asdict() if minutes else {}),
    )
    db.session.add(event)
    db.session.flush()  # the database compares the step with the book as it was before
    return event
