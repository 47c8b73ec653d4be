"""The panel of a dossier's entries; before the signature, previews of the results."""

from app.dossiers.models.dossier import Dossier
from app.dossiers.views.desk.panels import Filled
from app.dossiers.workflow import BEFORE_SIGNING
from app.kernel.actor import Actor
from app.procedures import queries as procedures
from app.procedures.rules.papers_and_fees import results_for
from app.registers import queries
from app.registers.models import RegisterKind


def entry_panel(dossier: Dossier, actor: Actor) -> Filled | None:
    """Bound to ``Panel.ENTRY``."""
    if dossier.state in BEFORE_SIGNING and actor.postings_in(dossier.commune_id):
        plan = results_for(procedures.form(dossier.procedure_version), dossier.answers)
        return Filled("registers/preview_panel.html", {"results": plan})
    if dossier.registered_at is None:
        return None
    entries = queries.for_panel(dossier.id, actor)
    if not entries:
        return None
    copies = {entry.id for entry in entries if entry.kind is RegisterKind.BIRTH}
    facts = {"entries": entries, "copies": copies if actor.postings_in(dossier.commune_id) else ()}
    return Filled("registers/entry_panel.html", facts)
