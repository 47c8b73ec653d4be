"""Keeping a page while it is being filled in, and saying so."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.dossiers.models import Draft
from app.kernel.i18n.formatting import hour

PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


def told_saved(draft: Draft) -> Any:
    """When the draft was kept, for the page that asked by itself."""
    return _("Draft saved at %(time)s", time=hour(draft.saved_at)), 200, PLAIN
