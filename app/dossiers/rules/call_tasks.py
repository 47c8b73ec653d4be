"""As long as what a message said still has to be told: whoever calls must not tell old news.

A notice speaks of a state. Once the dossier has left it, a later notice says more, or the citizen
has done what was asked, or has been here.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.dossiers.workflow import OPEN, Action, State
from app.notifications.rules import Template

_BEFORE_SIGNING = frozenset({State.ACCEPTED, State.PREPARED, State.TO_SIGN})

HOLDS_WHILE: Mapping[Template, frozenset[State]] = {
    Template.SUBMITTED: frozenset({State.SUBMITTED}),
    Template.ACCEPTED: _BEFORE_SIGNING,
    Template.VISIT_SOON: frozenset({State.ACCEPTED}),
    Template.SUPPLEMENT: frozenset({State.SUPPLEMENTING}),
    Template.SUPPLEMENT_DUE: frozenset({State.SUPPLEMENTING}),
    Template.EXPIRED: frozenset({State.STOPPED, State.NOT_ACCEPTED}),
    Template.NOT_ACCEPTED: frozenset({State.NOT_ACCEPTED}),
    Template.REFUSED: frozenset({State.REFUSED}),
    Template.READY: frozenset({State.READY}),
    Template.RETURNED: frozenset({State.RETURNED}),
    Template.STOPPED: frozenset({State.STOPPED}),
    Template.LATE: OPEN - {State.READY},
    Template.VERIFYING: OPEN - {State.READY},
    Template.PASSING: frozenset({State.SUBMITTED}),
    Template.UNDONE: OPEN,
}
"""In which states of the dossier each notice is news."""

FACE_TO_FACE = frozenset({
    Action.VISIT,
    Action.RETURN_RESULT,
    Action.GIVE_BACK,
    Action.WITHDRAW_AT_DESK,
})  # fmt: skip
"""Steps at which the citizen is told everything by word of mouth: nobody need call."""
