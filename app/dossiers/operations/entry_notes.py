"""What follows when another office's decision is noted on the entry of a dossier."""

from collections.abc import Callable
from enum import StrEnum

from app.dossiers.models.dossier import Dossier
from app.kernel.hooks import Hook


class AfterNote(StrEnum):
    """Who works with the old text, and is known to a higher package alone."""

    AGENCIES = "agencies"


after_note: Hook[AfterNote, Callable[[Dossier], None]] = Hook(AfterNote)
"""Tells them of the note; ``create_app()`` binds each."""
