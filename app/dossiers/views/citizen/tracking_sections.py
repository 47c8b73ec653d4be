"""Sections of the tracking page that a higher package draws."""

from collections.abc import Callable
from enum import StrEnum

from app.dossiers.models.dossier import Dossier
from app.kernel.hooks import Hook


class TrackingSection(StrEnum):
    """Where on the page."""

    LAST = "last"
    ACCESSES = "accesses"
    """Beside what is said about the protection of the family."""


sections: Hook[TrackingSection, Callable[[Dossier], str]] = Hook(TrackingSection)
"""What stands there, as HTML; ``create_app()`` binds them."""
