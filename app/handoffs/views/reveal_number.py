"""Numbers that a page shows masked, and the access log entry when one is shown in full."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask_appbuilder import BaseView
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from app.handoffs import rules
from app.handoffs.models import Leg
from app.kernel import clock
from app.kernel.audit.access_log import AccessKind
from app.kernel.errors import NotFound
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.procedures.models.vocabulary import LegKind, QuestionKind

HIDDEN = frozenset({QuestionKind.IDENTITY, QuestionKind.PHONE})
"""Kinds of answers that a packet's page shows masked: an agency contacts the commune only."""

RESULT = "result"
NUMBER_LABELS: Mapping[LegKind, LazyString] = {
    LegKind.POLICE: _("Number of the household book"),
    LegKind.INSURANCE: _("Number of the health card"),
    LegKind.COMMUNE: _("Number of the letter of answer"),
}
"""Label of the number that the agency answers with."""


class Hidden(NamedTuple):
    """Label and full value of a masked number."""

    label: str
    number: str


def hidden_in(leg: Leg, field: str) -> Hidden | None:
    """The number behind ``result``, or behind ``part.row`` of the newest packet."""
    if field == RESULT:
        number = str(leg.result.get("number", ""))
        return Hidden(str(NUMBER_LABELS[leg.kind]), number) if number else None
    rows = {
        f"{n}.{m}": row
        for n, part in enumerate(leg.packets[-1].content["parts"])
        for m, row in enumerate(part["rows"])
    }
    label, value, kind = rows.get(field, ("", "", ""))
    return Hidden(label, value) if kind in HIDDEN and value else None


def revealed(view: BaseView, leg: Leg, field: str, *, frame: str, back: str) -> Any:
    """Show one number of a leg in full; the access is logged first.

    Raises:
        NotFound: no page masks such a number.
    """
    found = hidden_in(leg, field)
    if found is None:
        raise NotFound
    access_log.log_access(current_actor(), leg, AccessKind.REVEAL, [found.label])
    return view.render_template(
        "handoffs/revealed_number.html",
        frame=frame,
        leg=leg,
        title=found.label,
        number=found.number,
        back=back,
        back_label=gettext("Back"),
        now=clock.now(),
        kind=rules.label_of(leg),
    )
