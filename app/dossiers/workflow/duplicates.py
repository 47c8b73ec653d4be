"""The step that decides on a duplicate candidate (kết luận hồ sơ nghi trùng)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.dossiers.workflow.assignments import OFFICERS
from app.dossiers.workflow.transition import Transition
from app.dossiers.workflow.vocabulary import Action, Effect, Need, State


def judging(anywhere: frozenset[State]) -> tuple[Transition, ...]:
    """The row, for dossiers in progress; a later decision prevails."""
    return (
        Transition(
            action=Action.RESOLVE_DUPLICATE,
            label=_("Judge a likely duplicate"),
            source=anywhere,
            target=None,
            by=OFFICERS,
            needs=(Need.LOOKS_ALIKE,),
            effects=(Effect.KEEP_JUDGEMENT,),
            wants_reason=True,
            side_action=True,
            screen="DuplicateDecisions.resolve_duplicate",
            law="Luật Hộ tịch 2014 Đ5.4",
        ),
    )
