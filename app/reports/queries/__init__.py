"""Queries across packages: subject access, statistics, message costs."""

from app.reports.queries.processing_statistics import months_of, settled
from app.reports.queries.subject_access import (
    SubjectDossier,
    candidates,
    heard_from,
    held_as_staff,
    held_in_dossiers,
    look_ups_about,
)

__all__ = [
    "SubjectDossier",
    "candidates",
    "heard_from",
    "held_as_staff",
    "held_in_dossiers",
    "look_ups_about",
    "months_of",
    "settled",
]
