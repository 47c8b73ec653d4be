"""Selecting rows of a list for a bulk step (``desk/bulk_steps.py``)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from typing import Any
from uuid import UUID

from flask_appbuilder import BaseView

from app.dossiers import rules
from app.dossiers.models.dossier import Dossier
from app.dossiers.queries import bulk, team
from app.dossiers.rules.bulk import AT_MOST, STEPS, at_a_glance
from app.dossiers.workflow import Action, State, Transition
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor

_GLANCES = {action: at_a_glance(row) for action, row in STEPS.items()}


def suits(row: Transition, dossier: Dossier, actor: Actor) -> bool:
    """Whether the step is available to this person for the dossier, as far as its row tells."""
    glance, unit = _GLANCES[row.action], dossier.commune_id
    if dossier.state not in row.source:
        return False
    return any(
        by.capacity_for(row.by) and not rules.unmet(glance, dossier, by)
        for by in (rules.officer(actor, unit), rules.supervisor(actor, unit))
    )


def steps_for(
    dossiers: Iterable[Dossier], actor: Actor, *, shared: bool = True
) -> Sequence[Transition]:
    """The bulk steps available for at least one of these rows, in the table's order.

    ``shared``: whether the person has colleagues to assign to.
    """
    of_state: dict[State, list[Dossier]] = defaultdict(list)
    for each in dossiers:
        of_state[each.state].append(each)
    offered = [row for row in STEPS.values() if shared or row.action is not Action.ASSIGN]

    def is_for_any(row: Transition) -> bool:
        found = chain.from_iterable(of_state[state] for state in of_state.keys() & row.source)
        return any(suits(row, each, actor) for each in found)

    return [row for row in offered if is_for_any(row)]


def choose_from(view: BaseView, keys: Collection[UUID]) -> Any:
    """A page of these dossiers, all ticked, with the steps available for any of them."""
    actor = current_actor()
    found = bulk.chosen(keys, actor)
    access_log.log_list_access(actor, Dossier)
    shared = team.team(team.desks_of(actor)).is_shared_by(actor.postings)
    return view.render_template(
        "dossiers/desk/bulk_selection.html",
        rows=[(each, each.row_version, False, True) for each in found],
        steps=steps_for(found, actor, shared=shared),
        elsewhere=len(keys) - len(found),
        more=len(keys) == AT_MOST,
        now=clock.now(),
        many_communes=actor.city or len(actor.reads) > 1,
    )
