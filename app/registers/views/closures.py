"""The closing of a book: what its minutes state, the steps, print and export."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, flash, redirect, url_for
from flask_appbuilder import BaseView
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.accounts.roles import Role
from app.dossiers import rules as dossiers
from app.dossiers.rules import StepActor
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import transaction
from app.kernel.errors import NotFound
from app.kernel.printing import pdf
from app.kernel.web import access_log
from app.kernel.web.counters import Counter
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.registers import exports
from app.registers.forms.books import ClosureForm
from app.registers.models.closures import BookAction, BookEvent
from app.registers.models.entries import Book
from app.registers.operations import closures
from app.registers.queries import books
from app.registers.queries.notes import count_from_elsewhere, notes_by_entry
from app.registers.slips import books as slips
from app.registers.views.admin import KINDS

STEPS: Mapping[BookAction, tuple[Callable[[Book, str, StepActor], BookEvent], LazyString]] = {
    BookAction.PREPARE: (
        lambda book, _reason, by: closures.prepare(book, by=by),
        _("The closing minutes are prepared. The leader signs them on this page."),
    ),
    BookAction.SEND_BACK: (
        lambda book, reason, by: closures.send_back(book, reason, by=by),
        _("The closing minutes are sent back to the officer."),
    ),
    BookAction.CLOSE: (
        lambda book, _reason, by: closures.close(book, by=by),
        _("The book is locked. Print the minutes and the book for binding."),
    ),
    BookAction.REOPEN: (
        lambda book, reason, by: closures.reopen(book, reason, by=by),
        _("The book is open again."),
    ),
}


class Closures(BaseView):
    """Closing of books (khóa sổ hộ tịch): those that wait, and the page of each."""

    route_base = "/can-bo/so-ho-tich/khoa-so"
    default_view = "waiting"
    class_permission_name = "Desk"

    @route("/", verb="read")
    def waiting(self) -> Any:
        """Books of former years that the user's communes have not locked."""
        actor = current_actor()
        access_log.log_list_access(actor, Book)
        found = books.to_close(actor, clock.today())
        return self.render_template("registers/closures.html", found=found, kinds=KINDS)

    @route("/<int:key>", verb="read")
    def show(self, key: int) -> Any:
        return self._page(books.book(key, current_actor()), ClosureForm(formdata=None))

    @route("/<int:key>/<word>", verb="work", methods=["POST"])
    def step(self, key: int, word: str) -> Any:
        """Prepare, sign, send back or reopen."""
        actor, form = current_actor(), ClosureForm()
        book = books.book(key, actor)
        if word not in STEPS:
            raise NotFound
        take, said = STEPS[BookAction(word)]
        if form.validate():
            with refusals(form) as refused, transaction():
                take(book, form.reason.data or "", dossiers.officer(actor, book.unit_id))
            if not refused:
                flash(str(said), "success")
                return redirect(url_for("Closures.show", key=key))
        return self._page(books.book(key, actor), form)

    @route("/<int:key>/bien-ban", verb="read")
    def minutes(self, key: int) -> Response:
        actor = current_actor()
        book = books.book(key, actor)
        signed = _signed(book)
        if signed is None:
            raise NotFound
        access_log.log_access(actor, book, AccessKind.PRINT)
        return Response(
            slips.minutes(book, *signed), headers=pdf.headers(f"bien-ban-khoa-so-{_file(book)}.pdf")
        )

    @route("/<int:key>/in", verb="read")
    def whole(self, key: int) -> Response:
        """The whole volume for binding."""
        actor = current_actor()
        book = books.book(key, actor)
        entries = books.entries_of(book)
        notes = notes_by_entry(entry.id for entry in entries)
        access_log.log_access(actor, book, AccessKind.PRINT)
        return Response(
            slips.whole(book, entries, notes, _signed(book)),
            headers=pdf.headers(f"so-ho-tich-{_file(book)}.pdf"),
        )

    @route("/<int:key>/du-lieu", verb="read")
    def export(self, key: int) -> Response:
        """The volume as data with checksums."""
        actor = current_actor()
        book = books.book(key, actor)
        entries = books.entries_of(book)
        notes = notes_by_entry(entry.id for entry in entries)
        access_log.log_access(actor, book, AccessKind.EXPORT)
        return Response(
            exports.archive(book, entries, notes, books.journal(book.id)),
            headers={
                "Content-Type": "application/zip",
                "Content-Disposition": f"attachment; filename=so-ho-tich-{_file(book)}.zip",
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "private, no-store",
            },
        )

    def _page(self, book: Book, form: ClosureForm) -> Any:
        actor = current_actor()
        access_log.log_access(actor, book)
        steps = books.journal(book.id)
        newest = steps[-1].action if steps else None
        return self.render_template(
            "registers/closure.html",
            form=form,
            book=book,
            kind=KINDS[book.kind],
            now=books.minutes_of(book),
            missing=books.missing_numbers(book),
            stated=closures.stated(steps[-1]) if newest is BookAction.PREPARE else None,
            signed=_signed(book),
            offers=_offers(actor, book, newest),
            events=[
                {
                    "at": step.at,
                    "what": step.action.label,
                    "who": step.staff_name,
                    "reason": step.reason,
                }
                for step in steps
            ],
        )


def _offers(actor: Actor, book: Book, newest: BookAction | None) -> frozenset[BookAction]:
    """The steps that this user can take now."""
    roles = {seat.role for seat in actor.postings_in(book.unit_id)}
    found = set()
    if Role.COMMUNE_JUSTICE in roles and not book.locked_on and newest is not BookAction.PREPARE:
        found.add(BookAction.PREPARE)
    if Role.COMMUNE_LEADER in roles:
        if book.locked_on:
            found.add(BookAction.REOPEN)
        elif newest is BookAction.PREPARE:
            found |= {BookAction.CLOSE, BookAction.SEND_BACK}
    return frozenset(found)


def _signed(book: Book) -> tuple[BookEvent, BookEvent] | None:
    """Of a locked book: who prepared the minutes, and who signed them."""
    steps = books.journal(book.id) if book.locked_on else ()
    return (steps[-2], steps[-1]) if len(steps) > 1 else None


def _file(book: Book) -> str:
    return book.code.replace("/", "-").lower()


COUNTERS = (
    Counter(
        key="books.to_close",
        label=_("Books of last year to close"),
        permission=("can_work", "Desk"),
        count=lambda actor: books.count_to_close(actor, clock.today()),
        url=lambda: url_for("Closures.waiting"),
        tone="late",
        roles=frozenset({Role.COMMUNE_JUSTICE, Role.COMMUNE_LEADER}),
    ),
    Counter(
        key="notes.from_elsewhere",
        label=_("Notes from other communes on our entries, 30 days"),
        permission=("can_read", "Entry"),
        count=count_from_elsewhere,
        url=lambda: url_for("EntryNoteView.list", viec="xa-khac"),
        roles=frozenset({Role.COMMUNE_JUSTICE}),
    ),
)
