"""Saving a page while it is being filled in, with a visible confirmation."""

from typing import Any

from flask_babel import gettext as _

from app.dossiers.models.dossier import Draft
from app.kernel.i18n.formatting import hour

PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


def told_saved(draft: Draft) -> Any:
    """The time of the last save, for the page's background request."""
    return _("Draft saved at %(time)s", time=hour(draft.saved_at)), 200, PLAIN


def told_changed() -> Any:
    """Another window has saved other answers; the page's background request stops here."""
    words = _(
        "Not saved: the draft was changed in another window. Press the button that saves to see"
        " what changed; what you typed stays."
    )
    return words, 409, PLAIN
