"""What is read across the rooms: everything held about one person, and how dossiers are settled."""

from app.reports.queries.held import (
    Held,
    candidates,
    heard_from,
    held_as_staff,
    held_in_dossiers,
    look_ups_about,
)
from app.reports.queries.settling import months_of, settled

__all__ = [
    "Held",
    "candidates",
    "heard_from",
    "held_as_staff",
    "held_in_dossiers",
    "look_ups_about",
    "months_of",
    "settled",
]
