"""Labels and icons of states, steps and verdicts of staff lists."""

from collections.abc import Mapping
from datetime import date

from flask_babel import LazyString, ngettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup

from app.kernel import clock
from app.kernel.web.display import format_value, render_cell
from app.organisation.models import UnitKind
from app.organisation.queries import working_days_until
from app.rollout.models.staff_lists import ListState
from app.rollout.rules.checked_list import ListRowVerdict
from app.rollout.rules.list_headings import GIVEN_NAME, HEAD_OF
from app.rollout.rules.staff_lists import ListAction

STATES: Mapping[ListState, LazyString] = {
    ListState.DRAFT: _("Being drawn up"),
    ListState.SUBMITTED: _("Waiting for approval"),
    ListState.RETURNED: _("Returned with remarks"),
    ListState.APPROVED: _("Approved"),
}
STATE_SHAPES: Mapping[ListState, str] = {
    ListState.DRAFT: "new",
    ListState.SUBMITTED: "process",
    ListState.RETURNED: "waiting",
    ListState.APPROVED: "ready",
}
ACTIONS: Mapping[str, LazyString] = {
    ListAction.OPEN: _("List started"),
    ListAction.BRING_IN: _("File imported"),
    ListAction.SUBMIT: _("Handed in"),
    ListAction.TAKE_BACK: _("Taken back"),
    ListAction.RETURN: _("Returned with remarks"),
    ListAction.APPROVE: _("Approved"),
}
VERDICTS: Mapping[ListRowVerdict, LazyString] = {
    ListRowVerdict.NEW: _("New line"),
    ListRowVerdict.CHANGED: _("Line changed"),
    ListRowVerdict.LOOK: _("To be looked at"),
    ListRowVerdict.HIDDEN: _("Hidden row"),
    ListRowVerdict.SAME: _("As it is already"),
    ListRowVerdict.WRONG: _("To be put right"),
    ListRowVerdict.NOBODY: _("No person"),
}
VERDICT_SHAPES: Mapping[ListRowVerdict, str] = {
    ListRowVerdict.NEW: "new",
    ListRowVerdict.CHANGED: "process",
    ListRowVerdict.LOOK: "waiting",
    ListRowVerdict.HIDDEN: "waiting",
    ListRowVerdict.SAME: "closed",
    ListRowVerdict.WRONG: "late",
    ListRowVerdict.NOBODY: "closed",
}
DECIDERS: Mapping[UnitKind, LazyString] = {
    UnitKind.DISTRICT: _("The city (Sở TT&TT)"),
    UnitKind.COMMUNE: _("The district"),
}
"""Who decides on the list of a unit of this kind."""
COLUMN_LABELS: Mapping[str, LazyString | str] = {
    **HEAD_OF,
    GIVEN_NAME: _("Given name, put behind the first column of names"),
}
"""What a column of a file may be taken for, in the words of the template."""


def due(day: date | None) -> Markup | str:
    """The due date, and how many working days away it is."""
    if day is None:
        return ""
    left = working_days_until(clock.at(day), clock.at(clock.today()))
    if left < 0:
        late = ngettext("%(num)d working day late", "%(num)d working days late", -left)
        return render_cell("chip", "late", f"{format_value(day)} · {late}")
    words = ngettext("%(num)d working day left", "%(num)d working days left", left)
    return f"{format_value(day)} · {words}"
