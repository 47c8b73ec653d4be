"""Extracts: whether a dossier asks for one, and the entry chosen for it."""

from typing import NamedTuple
from uuid import UUID

from app.dossiers.models.dossier import Dossier
from app.dossiers.rules import undo
from app.dossiers.rules.verification import form_of
from app.dossiers.workflow import Action
from app.procedures.models.vocabulary import BookKind
from app.procedures.rules.papers_and_fees import results


class ChosenEntry(NamedTuple):
    """The table and key of the entry that the extract copies."""

    table: str
    key: UUID

    @property
    def facts(self) -> dict[str, str]:
        """For the journal, which keeps the choice."""
        return {"table": self.table, "entry": str(self.key)}


def copies_an_entry(dossier: Dossier) -> bool:
    return any(result.book is BookKind.EXTRACT for result in results(form_of(dossier)))


def chosen_entry(dossier: Dossier) -> ChosenEntry | None:
    """The last choice in the journal."""
    for event in reversed(undo.standing(dossier.journal)):
        if event.action == Action.CHOOSE_ENTRY:
            return ChosenEntry(event.facts["table"], UUID(event.facts["entry"]))
    return None


def lacks_entry(dossier: Dossier) -> bool:
    """Whether nobody has said yet which entry the extract copies."""
    return copies_an_entry(dossier) and chosen_entry(dossier) is None
