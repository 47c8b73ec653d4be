"""The workflow of a leg: ``table`` has the steps, ``vocabulary`` the enums and labels.

``inquiries`` has the steps that only an inquiry at another commune knows. Nothing here depends on a
database, a request or the time.
"""

from app.handoffs.workflow.inquiries import OF_INQUIRIES
from app.handoffs.workflow.table import OF_AGENCIES, LegTransition
from app.handoffs.workflow.vocabulary import (
    AT_AGENCY,
    FINAL,
    UNANSWERED,
    LegAction,
    LegCapacity,
    LegEffect,
    LegNeed,
    LegState,
)
from app.kernel.workflow.table import Table

__all__ = [
    "ANSWERS",
    "ASKS",
    "AT_AGENCY",
    "FINAL",
    "RECEIVES",
    "REFUSES",
    "TABLE",
    "UNANSWERED",
    "LegAction",
    "LegCapacity",
    "LegEffect",
    "LegNeed",
    "LegState",
    "LegTransition",
]

TABLE = Table((*OF_AGENCIES, *OF_INQUIRIES), undo=LegAction.UNDO)
"""Undone are steps whose effects can all be undone; never what the hand-over ledger booked."""

RECEIVES = TABLE.leading_to(LegState.RECEIVED)
ASKS = TABLE.leading_to(LegState.COMPLETING)
REFUSES = TABLE.leading_to(LegState.REFUSED)
"""Refusal by an agency with an account, and by one whose signed sheet the commune records."""
ANSWERS = TABLE.stamping("answered_at") - REFUSES
