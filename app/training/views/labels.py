"""Labels of training."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.kernel.i18n import formatting
from app.training.models.classes import AttendanceOutcome, ClassSession, Way

OUTCOMES: Mapping[AttendanceOutcome, LazyString] = {
    AttendanceOutcome.WAITING: _("On the waiting list"),
    AttendanceOutcome.ENROLLED: _("Enrolled"),
    AttendanceOutcome.CANCELLED: _("Cancelled"),
    AttendanceOutcome.ATTENDED: _("Attended"),
    AttendanceOutcome.PASSED: _("Passed the test"),
    AttendanceOutcome.FAILED: _("Failed the test"),
    AttendanceOutcome.ABSENT: _("Absent"),
}
OUTCOME_SHAPES = {
    AttendanceOutcome.WAITING: "waiting",
    AttendanceOutcome.ENROLLED: "new",
    AttendanceOutcome.CANCELLED: "closed",
    AttendanceOutcome.ATTENDED: "process",
    AttendanceOutcome.PASSED: "ready",
    AttendanceOutcome.FAILED: "late",
    AttendanceOutcome.ABSENT: "closed",
}
WAYS: Mapping[Way, LazyString] = {Way.QR: _("by QR"), Way.HAND: _("by hand")}


def sitting(session: ClassSession) -> str:
    """The time of a session: ``thứ Hai, 14/11/2016, 08:00–11:30``."""
    hours = f"{formatting.hour(session.begins)}–{formatting.hour(session.ends)}"
    return f"{formatting.weekday_date(session.begins)}, {hours}"
