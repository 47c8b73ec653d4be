"""The head of a dossier's page: its status, and the one step to take now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString

from app.dossiers import rules
from app.dossiers.models.dossier import Dossier
from app.dossiers.rules import StepActor
from app.dossiers.rules.status import Status, status
from app.dossiers.views.desk.panels import Filled, PanelStep
from app.dossiers.workflow import Action, Capacity, Transition
from app.kernel.actor import Acting
from app.kernel.workflow.table import Offer

AT_THE_COMMUNE = (Capacity.RECEPTION, Capacity.CIVIL_STATUS, Capacity.SIGNER)


@dataclass(frozen=True)
class DossierHead:
    """What the head says to one person."""

    status: Status
    step: PanelStep | None
    """The step in a panel, which goes before the steps of the dossier: others wait for it."""
    first: Offer[Transition] | None
    """The primary button, unless ``step`` is."""
    others: Sequence[Offer[Transition]]
    waits: Sequence[Offer[Any]]
    """Steps in a panel that are this person's, once something else has happened."""
    awaited: tuple[LazyString, LazyString] | None
    """Whose turn it is and what they do, if it is not this person's."""


def build_head(
    dossier: Dossier,
    by: StepActor,
    offers: Sequence[Offer[Transition]],
    panels: Iterable[Filled],
) -> DossierHead:
    """The head for one person; ``offers`` are all that the table gives them."""
    filled = tuple(panels)
    step = next((panel.step for panel in filled if panel.step), None)
    first = None if step else rules.next_step(dossier, by, offers)
    others = [each for each in offers if each is not first and not each.row.side_action]
    known = next((panel.status for panel in filled if panel.status), None)
    return DossierHead(
        status=known or status(dossier),
        step=step,
        first=first,
        others=others,
        waits=() if step else [each for panel in filled for each in panel.waits],
        awaited=None if step or first else _awaited(dossier),
    )


def _awaited(dossier: Dossier) -> tuple[LazyString, LazyString] | None:
    """The next step of the dossier at its commune, whoever takes it there."""
    for capacity in AT_THE_COMMUNE:
        by = StepActor(None, (Acting(capacity, None),))
        found = rules.next_step(dossier, by, rules.offers(dossier, by))
        if found and found.row.action is not Action.APOLOGISE:  # owed, but nobody waits for it
            return found.row.label, capacity.label
    return None
