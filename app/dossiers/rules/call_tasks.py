"""How long the news of a message stays current, so that no caller passes on old news.

A notice describes a state. Once the dossier has left it, a later notice says more, or the citizen
has done what was asked, or has visited the desk.
"""

from collections.abc import Mapping

from app.dossiers.workflow import BEFORE_SIGNING, IN_PROGRESS, OPEN, Phase, State, states_in
from app.notifications.vocabulary import MessageKind

HOLDS_WHILE: Mapping[MessageKind, frozenset[State]] = {
    MessageKind.SUBMITTED: frozenset({State.SUBMITTED}),
    MessageKind.ACCEPTED: BEFORE_SIGNING,
    MessageKind.VISIT_SOON: frozenset({State.ACCEPTED, State.PREPARED}),
    MessageKind.SUPPLEMENT: frozenset({State.SUPPLEMENTING}),
    MessageKind.SUPPLEMENT_DUE: frozenset({State.SUPPLEMENTING}),
    MessageKind.EXPIRED: frozenset({State.STOPPED, State.NOT_ACCEPTED}),
    MessageKind.NOT_ACCEPTED: frozenset({State.NOT_ACCEPTED}),
    MessageKind.REFUSED: frozenset({State.REFUSED}),
    MessageKind.WRITTEN_ANSWER: frozenset({State.NOT_ACCEPTED, State.STOPPED}),
    MessageKind.READY: frozenset({State.READY}),
    MessageKind.READY_BY_POST: frozenset({State.READY}),
    MessageKind.POSTED: frozenset({State.RETURNED}),
    MessageKind.RETURNED: frozenset({State.RETURNED}),
    MessageKind.STOPPED: frozenset({State.STOPPED}),
    MessageKind.WITHDRAWN: frozenset({State.WITHDRAWN}),
    MessageKind.LATE: IN_PROGRESS,
    MessageKind.VERIFYING: IN_PROGRESS,
    MessageKind.TRANSFER: frozenset({State.SUBMITTED}),
    MessageKind.UNDONE: OPEN,
    MessageKind.COMPLAINT_ACCEPTED: frozenset(State),
    MessageKind.COMPLAINT_ANSWERED: frozenset(State),
    MessageKind.PAPER_REVOKED: states_in(Phase.SIGNED, Phase.READY) | {State.RETURNED},
}
"""The states of the dossier in which each notice is current."""
