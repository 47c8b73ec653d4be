"""Choosing rows of a list, to do something with all of them (``bulk.py`` asks and does it)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.dossiers import rules
from app.dossiers.models import Dossier
from app.dossiers.rules.bulk import STEPS, at_a_glance
from app.dossiers.workflow import Action, Transition
from app.kernel.scope import Actor

_GLANCES = {action: at_a_glance(row) for action, row in STEPS.items()}


def suits(row: Transition, dossier: Dossier, actor: Actor) -> bool:
    """Whether the step leads this person on from where the dossier stands, as its row tells."""
    glance, unit = _GLANCES[row.action], dossier.commune_id
    if dossier.state not in row.source:
        return False
    return any(
        by.within(row.by) and not rules.unmet(glance, dossier, by)
        for by in (rules.officer(actor, unit), rules.supervisor(actor, unit))
    )


def steps_for(
    dossiers: Iterable[Dossier], actor: Actor, *, shared: bool = True
) -> Sequence[Transition]:
    """The steps for many that at least one of these rows leads on to, in the table's order.

    ``shared``: whether the person has colleagues to whom something can be given.
    """
    rows, steps = list(dossiers), STEPS.values()
    offered = (row for row in steps if shared or row.action is not Action.ASSIGN)
    return [row for row in offered if any(suits(row, each, actor) for each in rows)]
