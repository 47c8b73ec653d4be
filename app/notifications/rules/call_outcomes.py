"""Outcomes of a call to a citizen (kết quả gọi điện)."""

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
"""Outcomes that officers may enter, the usual one first; the system sets the others."""
CALLED = frozenset({CallOutcome.TOLD, CallOutcome.NO_ANSWER, CallOutcome.WRONG_NUMBER})
"""Outcomes that only a call can have: they count as an attempt."""
