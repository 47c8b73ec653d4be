"""Generated pages of periods without look-ups."""

from collections.abc import Iterable
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _

from app.kernel import clock
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import all_rows
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.current_actor import current_actor
from app.residents.models.oversight import PopulationOutage
from app.residents.operations.oversight import declare


class OutageView(GeneratedView):
    """When and why the population database is not available (thời gian tạm ngừng tra cứu)."""

    datamodel = Interface(PopulationOutage)
    class_permission_name = "PopulationOutage"
    route_base = "/can-bo/dan-cu/tam-ngung"
    writes: Iterable[str] = ("add", "edit")
    add_title = _("Let nobody be looked up for a time")
    edit_title = _("Until when nobody is looked up")
    description_columns = {
        "since": _("Look-ups that officers want from then on wait and are answered afterwards."),
        "until": _("Empty: until somebody enters an end here."),
        "reason": _("Officers read it where they would look somebody up."),
    }
    list_columns = ["since", "until", "reason", "by_name"]
    first_columns = ["since"]
    edit_columns = ["until", "reason"]
    search_columns = ["since", "until"]
    order_columns = ["since"]
    base_order = ("since", "desc")
    scope = all_rows  # visible to every officer

    def _prefill(self, form: Any) -> None:
        """Starts now, unless another time is entered."""
        super()._prefill(form)
        if request.method == "GET":
            form.since.process_data(clock.real_now())

    def pre_add(self, item: PopulationOutage) -> None:
        declare(item, by=current_actor())

    def pre_update(self, item: PopulationOutage) -> None:
        declare(item, by=current_actor())
