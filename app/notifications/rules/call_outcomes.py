"""Outcomes of a call to a citizen (kết quả gọi điện)."""

from app.notifications.models.calls_and_preferences import CallOutcome

BY_PEOPLE = (
    CallOutcome.TOLD,
    CallOutcome.NO_ANSWER,
    CallOutcome.WRONG_NUMBER,
    CallOutcome.CAME_IN,
    CallOutcome.NOT_NEEDED,
)
"""Outcomes that officers may enter, the usual one first; the system sets the others."""
CALLED = frozenset({CallOutcome.TOLD, CallOutcome.NO_ANSWER, CallOutcome.WRONG_NUMBER})
"""Outcomes that only a call can have: they count as an attempt."""
