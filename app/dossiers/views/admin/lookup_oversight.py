"""Generated screens for supervisors: lookups by officers, and alarms.

Nothing here identifies the person who was looked up; the code of the dossier is shown if the reader
may read the dossier.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from markupsafe import Markup
from sqlalchemy import select
from wtforms import TextAreaField
from wtforms.validators import DataRequired

from app.accounts.queries.audit import overseen
from app.accounts.views.audit_trail import OVERSEEN
from app.dossiers.views.admin.dossiers import code_at_desk
from app.kernel.actor import Actor
from app.kernel.text.parsing import paragraphs
from app.kernel.web import COUNT_LITTLE, Clauses, HouseView, Interface, Lookup, chips, current_actor
from app.kernel.web.forms.fields import LinesWidget
from app.organisation.models import Unit
from app.residents import queries
from app.residents.models import AlarmKind, LookUp, LookUpOutcome, PopulationAlarm
from app.residents.operations.oversight import settle
from app.residents.rules.lookup_outcomes import OUTCOME_LABELS
from app.residents.rules.purposes import PURPOSES

UNITS = Lookup(
    rows=lambda actor: select(Unit).where(overseen(actor, Unit.id)).order_by(Unit.folded, Unit.id),
    matches=lambda text: Unit.folded.contains(text, autoescape=True),
)
OUTCOME_SHAPES = {
    LookUpOutcome.FOUND: "ready",
    LookUpOutcome.NOT_FOUND: "waiting",
    LookUpOutcome.WAITING: "process",
    LookUpOutcome.UNANSWERED: "closed",
}
ALARMS = {AlarmKind.DECOY: _("A number that belongs to nobody was looked up")}


def code_where_readable(code: str | None) -> Markup | str:
    """The code, as a link if the user may read the dossier."""
    return code_at_desk(code) if code else ""


class LookUpView(HouseView):
    """Lookups: who, for what purpose, from which dossier (nhật ký tra cứu dân cư)."""

    datamodel = Interface(LookUp)
    counts_up_to = COUNT_LITTLE
    class_permission_name = "PopulationLookUp"
    route_base = "/can-bo/nhat-ky/tra-cuu-dan-cu"
    list_title = _("Look-ups in the population database")
    show_title = _("Look-up in the population database")
    label_columns = {
        "at": _("At"),
        "staff": _("Person"),
        "staff_name": _("Person"),
        "unit": _("Unit"),
        "unit.name": _("Unit"),
        "purpose": _("Purpose"),
        "outcome": _("What came of it"),
        "code": _("Dossier"),
    }
    words = {
        "purpose": lambda purpose: PURPOSES[purpose].label,
    }
    formatters_columns = {
        "code": code_where_readable,
        "outcome": chips(OUTCOME_SHAPES, OUTCOME_LABELS.__getitem__),
    }
    bare = ("code",)
    lookups = {"staff": OVERSEEN, "unit": UNITS}
    list_columns = ["staff_name", "unit.name", "purpose", "outcome", "code", "at"]
    show_columns = ["at", "staff_name", "unit.name", "purpose", "outcome", "code"]
    search_columns = ["staff", "unit", "purpose", "at"]
    order_columns = ["at"]
    base_order = ("at", "desc")

    def scope(self, actor: Actor) -> Clauses:
        return (overseen(actor, LookUp.unit_id),)


class AlarmView(HouseView):
    """Suspicious lookups that need an explanation (cảnh báo tra cứu)."""

    datamodel = Interface(PopulationAlarm)
    class_permission_name = "PopulationAlarm"
    route_base = "/can-bo/nhat-ky/canh-bao-tra-cuu"
    writes: Iterable[str] = ("edit",)
    list_title = _("Alarms of look-ups")
    show_title = _("Alarm of a look-up")
    edit_title = _("Settle the alarm")
    label_columns = {
        "at": _("At"),
        "kind": _("What happened"),
        "lookup.staff_name": _("Person"),
        "lookup.unit.name": _("Unit"),
        "lookup.purpose": _("Purpose"),
        "lookup.code": _("Dossier"),
        "settled_at": _("Settled at"),
        "settled_by_name": _("Settled by"),
        "finding": _("What came of it"),
    }
    words = {
        "kind": ALARMS.__getitem__,
        "lookup.purpose": lambda purpose: PURPOSES[purpose].label,
    }
    formatters_columns = {"lookup.code": code_where_readable}
    bare = ("lookup.code",)
    list_columns = ["lookup.staff_name", "lookup.unit.name", "kind", "at", "settled_at"]
    show_columns = [
        "at",
        "kind",
        "lookup.staff_name",
        "lookup.unit.name",
        "lookup.purpose",
        "lookup.code",
        "settled_at",
        "settled_by_name",
        "finding",
    ]
    edit_columns = ["finding"]
    edit_form_extra_fields = {
        "finding": TextAreaField(
            label_columns["finding"],
            description=_("Whom you asked, what the reason was, what follows from it."),
            validators=[DataRequired()],
            filters=[lambda text: paragraphs(text or "")],
            widget=LinesWidget(),
        )
    }
    search_columns = ["kind", "at", "settled_at"]
    order_columns = ["at", "settled_at"]
    base_order = ("at", "desc")

    def scope(self, actor: Actor) -> Clauses:
        return (queries.alarms_of(actor),)

    def pre_update(self, item: PopulationAlarm) -> None:
        settle(item, by=current_actor())
