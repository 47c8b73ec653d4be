"""The state of a message computed from its delivery reports, in any order.

States are ranked and only rise: the same reports give the same state, whether early, late or
repeated. One delivery outweighs every failure of other attempts.
"""

from collections.abc import Iterable, Mapping

from app.notifications.models.outbox import MessageState

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
"""State by Kannel's report kind. Queued or accepted proves that the gateway has the message."""
WHY: Mapping[MessageState, str] = {
    MessageState.TEMPORARY_FAILURE: "not_reached",
    MessageState.PERMANENT_FAILURE: "rejected",
}
"""Failure code for the delivery log."""


def after(state: MessageState, kinds: Iterable[int]) -> MessageState:
    """The state of a message after these reports; never moves back."""
    told = [_SAYS[kind] for kind in kinds if kind in _SAYS]
    return max([state, *told], key=lambda each: _RANK[each])
