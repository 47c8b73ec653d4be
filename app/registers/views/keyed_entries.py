"""Old books keyed in: each book's progress, the form for one entry, differences of two officers."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext as _

from app.kernel.actor import Actor, CurrentPosting
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import transaction
from app.kernel.errors import NotAllowed, NotFound
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.procedures.models.vocabulary import BookKind
from app.registers.forms.extracts import HIGHEST, CopiedEntryForm, copied_entry_form
from app.registers.models.entries import RegisterKind
from app.registers.models.keyed_entries import KeyedEntry, KeyedStep
from app.registers.operations import keyed_entries as operations
from app.registers.operations.extracts import PaperEntry
from app.registers.queries import keyed_entries as queries
from app.registers.queries import scanned_pages
from app.registers.slips.book_fields import FIELDS
from app.registers.views.extracts import KINDS

HEAD = {"book", "number"}
"""What says where an entry stands: the same for both, so it is not settled."""


class KeyedEntries(BaseView):
    """Handwritten books of a commune, keyed twice (nhập sổ cũ)."""

    route_base = "/can-bo/so-ho-tich/so-cu"
    default_view = "books"
    class_permission_name = "KeyedEntry"

    @route("/", verb="work")
    def books(self) -> Any:
        """How far each book is, what a colleague has to key, what is to be settled."""
        actor = current_actor()
        seat = own_seat(actor)
        waiting = queries.waiting(seat.unit_id, actor, KeyedStep.FIRST, KeyedStep.SECOND)
        access_log.log_list_access(actor, KeyedEntry)
        return self.render_template(
            "registers/old_books.html",
            kinds=KINDS,
            progress=queries.progress(seat.unit_id, actor),
            mine=sum(row.staff_id == actor.staff_id for row in waiting),
            waiting=[row for row in waiting if row.staff_id != actor.staff_id],
            differing=queries.waiting(seat.unit_id, actor, KeyedStep.SECOND, KeyedStep.AGREED),
        )

    @route("/nhap/<book>", verb="work", methods=["GET", "POST"])
    def key_in(self, book: str) -> Any:
        """One entry, from the scanned page or the book; what a colleague wrote is not shown."""
        actor, kind = current_actor(), book_kind(book)
        form, seat = _form(kind), own_seat(actor)
        if not form.is_submitted():
            form.book.data = request.args.get("quyen", "")[:40]
            form.number.data = request.args.get("so", type=int)
        elif form.validate():
            with refusals(form) as refused, transaction():
                row = operations.key_in(actor, seat, _paper(kind, form))
                where, step = queries.place_of(row), row.step
                differs = step is KeyedStep.SECOND and KeyedStep.AGREED not in queries.keyed(where)
                key = row.id
            if not refused:
                flash(_said(step, where.number, differs=differs), "success")
                if differs:
                    return redirect(url_for("KeyedEntries.settle", key=key))
                so = where.number + 1
                return redirect(url_for("KeyedEntries.key_in", book=book, quyen=where.book, so=so))
        number = form.number.data or 0
        said = RegisterKind(kind), _book(form), number if 0 < number <= HIGHEST else 0
        place = queries.EntryPlace(seat.unit_id, actor.is_rehearsal, *said)
        return self.render_template(
            "registers/key_entry.html",
            book=kind,
            form=form,
            kind=KINDS[kind],
            place=place,
            scan=scanned_pages.page_of(place),
        )

    @route("/doi-chieu/<uuid:key>", verb="work", methods=["GET", "POST"])
    def settle(self, key: UUID) -> Any:
        """Fields that differ are read again in the book; the others stay as both wrote them."""
        actor = current_actor()
        second = queries.second(key, actor)
        first = queries.keyed(queries.place_of(second))[KeyedStep.FIRST]
        differing = {each.key: each for each in operations.differences(first, second)}
        kind = BookKind(second.kind)
        form = _form(kind)
        for name in HEAD:
            del form[name]
        if not form.is_submitted():
            for field in form.fields:
                if field.key not in differing:
                    form[field.key].data = second.typed.get(field.key, "")
            if operations.DAY not in differing:
                form.registered_on.data = second.registered_on
        elif form.validate():
            paper = PaperEntry(
                kind, second.book, second.number, form.registered_on.data, form.typed
            )
            with refusals(form) as refused, transaction():
                operations.settle(actor, own_seat(actor), second, paper)
            if not refused:
                flash(_("The entry is copied in."), "success")
                return redirect(url_for("KeyedEntries.books"))
        access_log.log_access(actor, second, AccessKind.READ)
        return self.render_template(
            "registers/settle_entry.html",
            form=form,
            first=first,
            second=second,
            differing=differing,
            kind=KINDS[kind],
            scan=scanned_pages.page_of(queries.place_of(second)),
        )


def _form(kind: BookKind) -> CopiedEntryForm:
    """The form of a copied entry, without the version of a dossier."""
    form = copied_entry_form(kind)
    del form.version
    return form


def _paper(kind: BookKind, form: CopiedEntryForm) -> PaperEntry:
    return PaperEntry(kind, _book(form), form.number.data, form.registered_on.data, form.typed)


def _book(form: CopiedEntryForm) -> str:
    return " ".join((form.book.data or "").split())


def book_kind(book: str) -> BookKind:
    """The kind of book in an address.

    Raises:
        NotFound: entries of such books are not copied.
    """
    kind = next((each for each in FIELDS if each == book), None)
    if kind is None:
        raise NotFound
    return kind


def own_seat(actor: Actor) -> CurrentPosting:
    """The posting at a commune in which the person keys.

    Raises:
        NotAllowed: the person has none today.
    """
    seat = next((each for each in actor.postings if each.unit_kind == "commune"), None)
    if seat is None:
        raise NotAllowed
    return seat


def _said(step: KeyedStep, number: int, *, differs: bool) -> str:
    if differs:
        return _("Entry %(number)s: you and your colleague wrote different things.", number=number)
    if step is KeyedStep.FIRST:
        return _("Entry %(number)s is keyed once. A colleague keys it again.", number=number)
    return _("Entry %(number)s: both wrote the same. It is copied in.", number=number)
