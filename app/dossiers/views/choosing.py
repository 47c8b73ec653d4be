"""Choosing rows of a list, to do something with all of them (``bulk.py`` asks and does it)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.dossiers import rules
from app.dossiers.models import Dossier
from app.dossiers.rules.bulk import STEPS, suits
from app.dossiers.workflow import Capacity, Transition
from app.kernel.scope import Actor


def capacities(actor: Actor, commune_id: int) -> frozenset[Capacity]:
    """In which capacities this person acts on dossiers of the commune."""
    return rules.officer(actor, commune_id).may_be | rules.supervisor(actor, commune_id).may_be


def steps_for(dossiers: Iterable[Dossier], actor: Actor) -> Sequence[Transition]:
    """The steps for many that at least one of these rows leads on to, in the table's order."""
    rows = [(each, capacities(actor, each.commune_id)) for each in dossiers]
    return [row for row in STEPS.values() if any(suits(row, each, may) for each, may in rows)]
