"""Generated screens of books and entries, read-only."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.dossiers.views.admin.dossiers import code_at_desk, page_link_to
from app.kernel.actor import Actor
from app.kernel.i18n.formatting import masked
from app.kernel.web.crud.datamodel import COUNT_LITTLE, Interface
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.display import PageLink
from app.kernel.web.lists.work_list import WorkList
from app.registers import queries
from app.registers.models.entries import Book, Entry, RegisterKind
from app.registers.models.notes import EntryNote, NoteKind
from app.registers.queries.notes import is_new_from_elsewhere, notes_in_scope

KINDS: Mapping[RegisterKind, LazyString] = {
    RegisterKind.BIRTH: _("Births"),
    RegisterKind.DEATH: _("Deaths"),
    RegisterKind.MARRIAGE: _("Marriages"),
    RegisterKind.GUARDIANSHIP: _("Guardianships"),
    RegisterKind.GUARDIANSHIP_END: _("Ended guardianships"),
    RegisterKind.RECOGNITION: _("Recognitions of father, mother or child"),
    RegisterKind.CHANGE: _("Changes and corrections"),
    RegisterKind.MARITAL_STATUS: _("Confirmations of marital status"),
    RegisterKind.EXTRACT: _("Copies of extracts"),
    RegisterKind.CERTIFIED: _("Certified copies"),
    RegisterKind.OTHER: _("Other results"),
    RegisterKind.PRACTICE: _("Rehearsals"),
}


NOTE_KINDS: Mapping[NoteKind, LazyString] = {kind: kind.label for kind in NoteKind}


class EntryNoteView(GeneratedView):
    """Notes on entries of the communes read, and those that the own office wrote elsewhere."""

    datamodel = Interface(EntryNote)
    watched = True
    route_base = "/can-bo/so-ho-tich/ghi-chu"
    class_permission_name = "Entry"
    words = {"kind": NOTE_KINDS.__getitem__}
    list_columns = [
        "made_on", "kind", "entry.subject_name", "entry.number", "entry.year", "text", "unit.name",
    ]  # fmt: skip
    show_columns = [*list_columns, "basis", "at"]
    work_lists = {"xa-khac": WorkList(_("New, from other communes"), is_new_from_elsewhere)}
    search_columns = ["kind", "made_on"]
    order_columns = ["made_on"]
    base_order = ("at", "desc")

    def scope(self, actor: Actor) -> Clauses:
        return (notes_in_scope(actor),)


class EntryView(GeneratedView):
    """Entries (nội dung đăng ký) of civil-status books."""

    datamodel = Interface(Entry)
    counts_up_to = COUNT_LITTLE
    watched = True
    route_base = "/can-bo/so-ho-tich/dang-ky"
    label_columns = {
        "signer_name": _("Signed by"),
        "signer_title": _("Capacity"),
        "personal_number": _("Personal number"),
        "dossier.code": _("Dossier"),
    }
    words = {"kind": KINDS.__getitem__}
    formatters_columns = {"dossier.code": code_at_desk, "personal_number": masked}
    bare = ("dossier.code",)
    folded = {"subject_name": "subject_folded"}
    list_columns = [
        "subject_name", "kind", "number", "year", "book.code", "unit.name", "registered_on",
        "personal_number",
    ]  # fmt: skip
    show_columns = [
        "number", "year", "kind", "book.code", "unit.name", "subject_name", "personal_number",
        "registered_on", "signer_name", "signer_title", "signed_at", "dossier.code",
    ]  # fmt: skip
    search_columns = ["subject_name", "kind", "number", "year", "registered_on"]
    order_columns = ["number", "registered_on"]
    base_order = ("signed_at", "desc")
    related_views = [EntryNoteView]

    def page_link(self, item: Any) -> PageLink:
        return page_link_to(item.dossier_id)

    def scope(self, actor: Actor) -> Clauses:
        return (queries.in_scope(actor),)


class BookView(GeneratedView):
    """Civil-status books (sổ hộ tịch) with their entries."""

    datamodel = Interface(Book)
    route_base = "/can-bo/so-ho-tich/quyen"
    words = {"kind": KINDS.__getitem__}
    list_columns = ["code", "unit.name", "kind", "year", "opened_on", "locked_on"]
    show_columns = [
        "code", "unit.name", "kind", "year", "n", "first_number", "opened_on", "locked_on",
    ]  # fmt: skip
    search_columns = ["code", "kind", "year"]
    order_columns = ["code", "year", "opened_on"]
    base_order = ("opened_on", "desc")
    related_views = [EntryView]

    def scope(self, actor: Actor) -> Clauses:
        return (queries.books_in_scope(actor),)

    def page_link(self, item: Any) -> PageLink:
        return PageLink(
            _("Closing, print and export"), url_for("Closures.show", key=item.id), "book"
        )
