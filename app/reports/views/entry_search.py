"""Search across civil-status books, for a purpose that is logged."""

from typing import Any

from flask_appbuilder import BaseView

from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.routes import route
from app.registers.models.entries import Entry
from app.registers.views.admin import KINDS
from app.reports.forms import EntrySearchForm
from app.reports.queries import entry_search


class EntrySearch(BaseView):
    """Search across the books of all communes that a person reads (tra cứu sổ hộ tịch)."""

    route_base = "/can-bo/so-ho-tich/tra-cuu"
    default_view = "search"
    class_permission_name = "EntrySearch"

    @route("/", verb="work", methods=["GET", "POST"])
    def search(self) -> Any:
        """What is typed stays out of the address; purpose and names of fields are logged."""
        form, found = EntrySearchForm(), None
        if form.validate_on_submit() and (asked := form.asked()):
            actor = current_actor()
            access_log.log_list_access(
                actor, Entry, [*asked.fields, f"purpose={form.purpose.data}"]
            )
            found = entry_search.find(actor, asked)
        return self.render_template(
            "reports/entry_search.html",
            form=form,
            found=found,
            kinds=KINDS,
            most=entry_search.MOST,
        )
