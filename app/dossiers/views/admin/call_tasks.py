"""Generated screen of the calls to citizens, with their outcomes."""

from operator import attrgetter

from flask_babel import lazy_gettext as _

from app.dossiers.queries import call_tasks
from app.dossiers.views.admin.lookup_oversight import code_where_readable
from app.kernel.actor import Actor
from app.kernel.web.crud.datamodel import COUNT_LITTLE, Interface
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.display import state_chip
from app.notifications.models.calls_and_preferences import CallTask
from app.notifications.rules.message_kinds import NAMES


class CallTaskView(GeneratedView):
    """Calls requested, made or not needed (cuộc gọi cho công dân)."""

    datamodel = Interface(CallTask)
    counts_up_to = COUNT_LITTLE
    route_base = "/can-bo/cuoc-goi"
    writes = ()
    label_columns = {"message.template": _("What was to be told")}
    words = {"message.template": NAMES.__getitem__, "outcome": attrgetter("label")}
    formatters_columns = {
        "code": code_where_readable,
        "outcome": state_chip,
    }
    bare = ("code",)
    list_columns = ["code", "message.template", "outcome", "by_name", "opened_at", "done_at"]
    show_columns = [
        "code", "unit.name", "message.template", "opened_at", "tries", "outcome", "note", "by_name",
        "last_at", "done_at",
    ]  # fmt: skip
    search_columns = ["outcome", "opened_at", "done_at"]
    order_columns = ["opened_at", "done_at"]
    base_order = ("opened_at", "desc")

    def scope(self, actor: Actor) -> Clauses:
        return (call_tasks.calls_in_scope(actor),)
