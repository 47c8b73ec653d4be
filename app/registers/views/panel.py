"""The panel of a dossier's entries; before the signature, previews of the results."""

from collections.abc import Mapping

from app.dossiers.models.dossier import Dossier
from app.dossiers.views.desk.panels import Filled
from app.dossiers.workflow import BEFORE_SIGNING
from app.kernel.actor import Actor
from app.procedures import queries as procedures
from app.procedures.rules.papers_and_fees import results
from app.registers import queries
from app.registers.models import RegisterKind
from app.registers.models.blanks import BlankKind
from app.registers.queries import blanks

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
        plan = results(procedures.form(dossier.procedure_version))
        return Filled("registers/preview_panel.html", {"results": plan})
    if dossier.registered_at is None:
        return None
    entries = queries.for_panel(dossier.id, actor)
    if not entries:
        return None
    copies = {entry.id for entry in entries if entry.kind is RegisterKind.BIRTH}
    own = bool(actor.postings_in(dossier.commune_id))
    facts = {
        "entries": entries,
        "copies": copies if own else (),
        "blanks": blanks.of_papers([entry.certificate_id for entry in entries]),
        "blank_of": BLANK_OF if own and not dossier.is_rehearsal else {},
    }
    return Filled("registers/entry_panel.html", facts)
