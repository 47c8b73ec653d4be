"""The entry beside the dossier that led to it."""

from __future__ import annotations

from app.dossiers.models import Dossier
from app.dossiers.views.panels import Filled
from app.kernel.scope import Actor
from app.registers import queries


def entry_panel(dossier: Dossier, actor: Actor) -> Filled | None:
    """Bound to ``Panel.ENTRY``; there is nothing to ask for before the head has signed."""
    if dossier.registered_at is None:
        return None
    entry = queries.for_panel(dossier.id, actor)
    return Filled("registers/entry_panel.html", {"entry": entry}) if entry else None
