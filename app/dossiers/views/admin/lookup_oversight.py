"""Generated screens for supervisors: lookups by officers, and alarms.

Nothing here identifies the person who was looked up; the code of the dossier is shown if the reader
may read the dossier.
"""

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
from app.kernel.web.crud.datamodel import COUNT_LITTLE, Interface
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.current_actor import current_actor
from app.kernel.web.display import chips
from app.kernel.web.forms.fields import LinesWidget
from app.kernel.web.forms.lookup import Lookup
from app.kernel.web.lists.work_list import WorkList
from app.organisation.models import Unit
from app.residents import queries
from app.residents.models.lookups import LookUp, LookUpOutcome
from app.residents.models.oversight import AlarmKind, PopulationAlarm
from app.residents.operations.oversight import settle
from app.residents.rules.lookup_outcomes import OUTCOME_LABELS
from app.residents.rules.purposes import PURPOSES

UNITS = Lookup(lambda actor: select(Unit).where(overseen(actor, Unit.id)))
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


class LookUpView(GeneratedView):
    """Lookups: who, for what purpose, from which dossier (nhật ký tra cứu dân cư)."""

    datamodel = Interface(LookUp)
    counts_up_to = COUNT_LITTLE
    class_permission_name = "PopulationLookUp"
    route_base = "/can-bo/nhat-ky/tra-cuu-dan-cu"
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


class AlarmView(GeneratedView):
    """Suspicious lookups that need an explanation (cảnh báo tra cứu)."""

    datamodel = Interface(PopulationAlarm)
    class_permission_name = "PopulationAlarm"
    route_base = "/can-bo/nhat-ky/canh-bao-tra-cuu"
    writes: Iterable[str] = ("edit",)
    edit_title = _("Settle the alarm")
    words = {
        "kind": ALARMS.__getitem__,
        "lookup.purpose": lambda purpose: PURPOSES[purpose].label,
    }
    formatters_columns = {"lookup.code": code_where_readable}
    bare = ("lookup.code",)
    list_columns = ["lookup.staff_name", "lookup.unit.name", "kind", "at", "settled_at"]
    show_columns = [
        "at", "kind", "lookup.staff_name", "lookup.unit.name", "lookup.purpose", "lookup.code",
        "settled_at", "settled_by_name", "finding",
    ]  # fmt: skip
    edit_columns = ["finding"]
    edit_form_extra_fields = {
        "finding": TextAreaField(
            description=_("Whom you asked, what the reason was, what follows from it."),
            validators=[DataRequired()],
            filters=[lambda text: paragraphs(text or "")],
            widget=LinesWidget(),
        )
    }
    work_lists = {"chua-xong": WorkList(_("Not settled yet"), queries.is_unsettled)}
    search_columns = ["kind", "at", "settled_at"]
    order_columns = ["at", "settled_at"]
    base_order = ("at", "desc")

    def scope(self, actor: Actor) -> Clauses:
        return (queries.alarms_of(actor),)

    def pre_update(self, item: PopulationAlarm) -> None:
        settle(item, by=current_actor())
