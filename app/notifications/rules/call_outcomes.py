"""What a call to a citizen can end with (kết quả gọi điện)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.notifications.models import CallOutcome

OUTCOMES: Mapping[CallOutcome, LazyString] = {
    CallOutcome.TOLD: _("told the citizen"),
    CallOutcome.NO_ANSWER: _("no answer, call again"),
    CallOutcome.WRONG_NUMBER: _("wrong number"),
    CallOutcome.CAME_IN: _("the citizen came to the desk"),
    CallOutcome.NOT_NEEDED: _("not needed"),
    CallOutcome.TOLD_LATER: _("told by a later message"),
    CallOutcome.OVERTAKEN: _("the dossier has gone on"),
}
BY_PEOPLE = (
    CallOutcome.TOLD,
    CallOutcome.NO_ANSWER,
    CallOutcome.WRONG_NUMBER,
    CallOutcome.CAME_IN,
    CallOutcome.NOT_NEEDED,
)
"""What an officer may find, the usual first; the rest the system finds by itself."""
CALLED = frozenset({CallOutcome.TOLD, CallOutcome.NO_ANSWER, CallOutcome.WRONG_NUMBER})
"""What only a call can end with: it counts as a try."""
