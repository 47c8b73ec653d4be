"""As long as what a message said still has to be told: whoever calls must not tell old news.

A notice speaks of a state. Once the dossier has left it, a later notice says more, or the citizen
has done what was asked, or has been here.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.dossiers.workflow import OPEN, Action, State
from app.notifications.rules import MessageKind

_BEFORE_SIGNING = frozenset({State.ACCEPTED, State.PREPARED, State.TO_SIGN})

HOLDS_WHILE: Mapping[MessageKind, frozenset[State]] = {
    MessageKind.SUBMITTED: frozenset({State.SUBMITTED}),
    MessageKind.ACCEPTED: _BEFORE_SIGNING,
    MessageKind.VISIT_SOON: frozenset({State.ACCEPTED}),
    MessageKind.SUPPLEMENT: frozenset({State.SUPPLEMENTING}),
    MessageKind.SUPPLEMENT_DUE: frozenset({State.SUPPLEMENTING}),
    MessageKind.EXPIRED: frozenset({State.STOPPED, State.NOT_ACCEPTED}),
    MessageKind.NOT_ACCEPTED: frozenset({State.NOT_ACCEPTED}),
    MessageKind.REFUSED: frozenset({State.REFUSED}),
    MessageKind.READY: frozenset({State.READY}),
    MessageKind.RETURNED: frozenset({State.RETURNED}),
    MessageKind.STOPPED: frozenset({State.STOPPED}),
    MessageKind.LATE: OPEN - {State.READY},
    MessageKind.VERIFYING: OPEN - {State.READY},
    MessageKind.TRANSFER: frozenset({State.SUBMITTED}),
    MessageKind.UNDONE: OPEN,
}
"""In which states of the dossier each notice is news."""

FACE_TO_FACE = frozenset({
    Action.VISIT,
    Action.RETURN_RESULT,
    Action.GIVE_BACK,
    Action.WITHDRAW_AT_DESK,
})  # fmt: skip
"""Steps at which the citizen is told everything by word of mouth: nobody need call."""
