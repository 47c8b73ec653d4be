"""How far a message has come, from all that the operator says of it, in whatever order it comes.

States have a rank and only rise: the same reports lead to the same state, be they early, late or
told twice. That it was delivered once outweighs every failure of another hand-over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.notifications.models import MessageState

_RANK: Mapping[MessageState, int] = {
    MessageState.CREATED: 0,
    MessageState.SENDING: 0,
    MessageState.SENT: 1,
    MessageState.TEMPORARY_FAILURE: 2,
    MessageState.PERMANENT_FAILURE: 3,
    MessageState.TECHNICAL_FAILURE: 4,
    MessageState.CANCELLED: 4,
    MessageState.DELIVERED: 5,
}
_SAYS: Mapping[int, MessageState] = {
    1: MessageState.DELIVERED,
    2: MessageState.TEMPORARY_FAILURE,
    4: MessageState.SENT,
    8: MessageState.SENT,
    16: MessageState.PERMANENT_FAILURE,
}
"""By Kannel's kind of report. Queued or accepted is proof that the gateway has the message."""
WHY: Mapping[MessageState, str] = {
    MessageState.TEMPORARY_FAILURE: "not_reached",
    MessageState.PERMANENT_FAILURE: "rejected",
}
"""The word for the ledger."""


def after(state: MessageState, kinds: Iterable[int]) -> MessageState:
    """Where a message stands after these reports; never further back."""
    told = [_SAYS[kind] for kind in kinds if kind in _SAYS]
    return max([state, *told], key=lambda each: _RANK[each])
