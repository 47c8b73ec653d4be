"""How the words of training are said."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.kernel.i18n import formatting
from app.training.models import ClassSession, Outcome, Way

OUTCOMES: Mapping[Outcome, LazyString] = {
    Outcome.WAITING: _("On the waiting list"),
    Outcome.ENROLLED: _("Enrolled"),
    Outcome.CANCELLED: _("Cancelled"),
    Outcome.ATTENDED: _("Attended"),
    Outcome.PASSED: _("Passed the test"),
    Outcome.FAILED: _("Failed the test"),
    Outcome.ABSENT: _("Absent"),
}
OUTCOME_SHAPES = {
    Outcome.WAITING: "waiting",
    Outcome.ENROLLED: "new",
    Outcome.CANCELLED: "closed",
    Outcome.ATTENDED: "process",
    Outcome.PASSED: "ready",
    Outcome.FAILED: "late",
    Outcome.ABSENT: "closed",
}
WAYS: Mapping[Way, LazyString] = {Way.QR: _("by QR"), Way.HAND: _("by hand")}


def sitting(session: ClassSession) -> str:
    """When it is held: ``thứ Hai, 14/11/2016, 08:00–11:30``."""
    hours = f"{formatting.hour(session.begins)}–{formatting.hour(session.ends)}"
    return f"{formatting.weekday_date(session.begins)}, {hours}"
