"""The panel of a dossier's entries; before the signature, previews of the results."""

from collections.abc import Mapping

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.rules.extracts import lacks_entry
from app.dossiers.views.desk.panels import Filled
from app.dossiers.workflow import BEFORE_SIGNING
from app.kernel.actor import Actor
from app.procedures import queries as procedures
from app.procedures.rules.papers_and_fees import results_for
from app.registers import queries
from app.registers.models.blanks import BlankKind
from app.registers.models.entries import RegisterKind
from app.registers.operations.overprint import BLANKS
from app.registers.queries import notes, proposals
from app.registers.rules import NOTED, REPLACING
from app.registers.slips.extracts import EXTRACTS
from app.registers.views.earlier_entries import NAMED

BLANK_OF: Mapping[RegisterKind, BlankKind] = {
    **dict.fromkeys(RegisterKind, BlankKind.EXTRACT),
    RegisterKind.BIRTH: BlankKind.BIRTH,
    RegisterKind.MARRIAGE: BlankKind.MARRIAGE,
    RegisterKind.MARITAL_STATUS: BlankKind.MARITAL_STATUS,
    RegisterKind.CERTIFIED: BlankKind.OTHER,
    RegisterKind.OTHER: BlankKind.OTHER,
}
"""The blank on which the result of each book is printed."""


def entry_panel(dossier: Dossier, actor: Actor) -> Filled | None:
    """Bound to ``Panel.ENTRY``."""
    if dossier.state in BEFORE_SIGNING and actor.postings_in(dossier.commune_id):
        plan = results_for(procedures.form(dossier.procedure_version), dossier.answers)
        noted = any(result.book in NOTED for result in plan)
        named = notes.earlier_entries(dossier.id) if noted else ()
        shown = () if lacks_entry(dossier) else plan
        facts = {"results": shown, "noted": noted, "named": named}
        return Filled("registers/preview_panel.html", facts)
    if dossier.registered_at is None:
        return None
    entries = queries.for_panel(dossier.id, actor)
    if not entries:
        return None
    here = actor.postings_in(dossier.commune_id)
    beside = proposals.beside([entry.id for entry in entries])
    facts = {
        "proposes": any(seat.role == Role.COMMUNE_JUSTICE for seat in here),
        "noted_books": NAMED,
        **beside._asdict(),
        "replacing": REPLACING,
        "entries": entries,
        "copies": {entry.id for entry in entries if here and entry.content["kind"] in EXTRACTS},
        "overprinted": {entry.id for entry in entries if here and entry.kind in BLANKS},
        "blank_of": BLANK_OF if here and not dossier.is_rehearsal else {},
    }
    return Filled("registers/entry_panel.html", facts)
