"""Choosing the entry of the book that an extract copies, or copying it in from paper."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from flask import request
from flask_babel import LazyString, lazy_gettext
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app.dossiers.models.dossier import Dossier
from app.dossiers.rules import StepActor
from app.dossiers.rules.extracts import ChosenEntry, chosen_entry, copies_an_entry
from app.dossiers.views.desk.transitions import StepPages
from app.kernel.errors import NotFound
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.routes import route
from app.procedures.models.vocabulary import BookKind
from app.registers.forms.extracts import ChooseEntryForm, copied_entry_form
from app.registers.models.entries import Entry, RegisterKind
from app.registers.operations import extracts
from app.registers.operations.extracts import PaperEntry
from app.registers.queries.extract_sources import Wanted, candidates, choice_of, chosen
from app.registers.slips.extracts import EXTRACTS

ASKED: Mapping[str, tuple[BookKind, ...]] = {
    BookKind.GUARDIANSHIP: (BookKind.GUARDIANSHIP, BookKind.GUARDIANSHIP_END),
}
"""Books in which an event may stand, where they are several."""
KINDS: Mapping[BookKind, LazyString] = {
    BookKind.BIRTH: lazy_gettext("Birth"),
    BookKind.DEATH: lazy_gettext("Death"),
    BookKind.MARRIAGE: lazy_gettext("Marriage"),
    BookKind.GUARDIANSHIP: lazy_gettext("Guardianship"),
    BookKind.GUARDIANSHIP_END: lazy_gettext("End of a guardianship"),
    BookKind.RECOGNITION: lazy_gettext("Recognition of father, mother or child"),
    BookKind.CHANGE: lazy_gettext("Change, correction or supplement"),
}
LONGEST = 80


class ExtractSteps(StepPages):
    """The entry that an extract states (nội dung trích lục)."""

    @route("/choose-entry", verb="work", methods=["GET", "POST"])
    def choose_entry(self, key: UUID) -> Any:
        """Search the commune's books, and choose; what was declared only fills in the search."""
        dossier = self._extract(key)
        kinds, name = _kinds(dossier), request.args.get("ten", dossier.subject_name)[:LONGEST]
        number = request.args.get("so", "")
        asked = Wanted([RegisterKind(kind) for kind in kinds], name, _number(number))
        access_log.log_list_access(current_actor(), Entry)
        standing = chosen_entry(dossier)
        kept = standing and chosen(dossier, standing)
        listed = [*([kept] if kept else ()), *candidates(dossier, asked)]
        found = {_word(choice_of(each)): each for each in listed}
        form = ChooseEntryForm()
        form.entry.choices = [SelectChoice(word, str(each)) for word, each in found.items()]
        if standing and not form.is_submitted():
            form.entry.data = _word(standing)

        def act(opened: Dossier, by: StepActor, seen: int) -> Any:
            table, _colon, entry = str(form.entry.data).partition(":")
            choice = ChosenEntry(table, UUID(entry))
            return extracts.choose_entry(opened, choice, by=by, seen=seen)

        return self._page(
            dossier,
            form,
            act,
            "choose_entry.html",
            title=_("Choose the entry of the book"),
            found=found,
            name=name,
            number=number,
            kinds={kind: KINDS[kind] for kind in kinds},
        )

    @route("/copy-entry/<book>", verb="work", methods=["GET", "POST"])
    def copy_entry(self, key: UUID, book: str) -> Any:
        """Copy one entry in from the paper book, and choose it."""
        dossier = self._extract(key)
        kind = next((each for each in EXTRACTS if each == book), None)
        if kind is None:
            raise NotFound
        form = copied_entry_form(kind)

        def act(opened: Dossier, by: StepActor, seen: int) -> Any:
            paper = PaperEntry(
                kind, form.book.data.strip(), form.number.data, form.registered_on.data, form.typed
            )
            return extracts.copy_in(opened, paper, by=by, seen=seen)

        title = _("Copy an entry in from the handwritten book")
        return self._page(dossier, form, act, "copy_entry.html", title=title, kind=KINDS[kind])

    def _extract(self, key: UUID) -> Dossier:
        dossier = self._opened(key)
        if not copies_an_entry(dossier):
            raise NotFound
        return dossier


def _kinds(dossier: Dossier) -> Collection[BookKind]:
    """The books of the event that was asked for; all, if the form does not ask."""
    asked = str(dossier.answers.get("extract_kind", ""))
    kind = next((each for each in EXTRACTS if each == asked), None)
    return tuple(EXTRACTS) if kind is None else ASKED.get(kind, (kind,))


def _word(choice: ChosenEntry) -> str:
    return f"{choice.table}:{choice.key}"


def _number(text: str) -> int | None:
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else None
