"""Steps that assign a dossier among the officers of the commune (phân công thụ lý)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.dossiers.workflow.transition import Transition, either
from app.dossiers.workflow.vocabulary import Action, Capacity, Effect, Need, State

OFFICERS = either(Capacity.RECEPTION, Capacity.CIVIL_STATUS, Capacity.SIGNER)
SIDE_ACTIONS = either(
    Action.ASSIGN,
    Action.TAKE_OVER,
    Action.RESOLVE_DUPLICATE,
    Action.CHANGE_PHONE,
    Action.NEW_SECRET,
)
"""Steps that do not move the dossier: the step before them can still be undone."""


def sharing(anywhere: frozenset[State]) -> tuple[Transition, ...]:
    return (
        Transition(
            action=Action.ASSIGN,
            label=_("Assign"),
            source=anywhere,
            target=None,
            by=OFFICERS,
            needs=(Need.MINE_TO_GIVE,),
            effects=(Effect.HAND_TO,),
            side_action=True,
            screen="Sharing.assign",
            law="QĐ 09/2015/QĐ-TTg Đ6",
        ),
        Transition(
            action=Action.TAKE_OVER,
            label=_("Take over"),
            source=anywhere,
            target=None,
            by=OFFICERS,
            needs=(Need.WITH_A_COLLEAGUE,),
            effects=(Effect.HAND_TO,),
            wants_reason=True,
            side_action=True,
            screen="Sharing.take_over",
            law="QĐ 09/2015/QĐ-TTg Đ6",
        ),
    )
