"""Generated pages of district data: shorter limits and primary care facilities."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flask_appbuilder.actions import action
from flask_babel import lazy_gettext as _
from sqlalchemy import Select, select
from wtforms.validators import Regexp

from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import transaction
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.forms.lookup import Lookup
from app.kernel.web.refusals import refusals
from app.organisation.models import Unit, UnitKind
from app.procedures import queries
from app.procedures.models.local import HealthFacility, LocalLimit
from app.procedures.operations import local_limits
from app.procedures.views.base import VERSIONS, CatalogueView
from app.procedures.views.labels import saying


def kept_by(role: Role) -> Lookup:
    """The districts that a holder of this role maintains; all of them for other users."""

    def rows(actor: Actor) -> Select[Any]:
        districts = select(Unit).where(Unit.kind == UnitKind.DISTRICT)
        if {seat.role for seat in actor.postings} & {role, Role.CITY_ADMIN}:
            districts = districts.where(Unit.id.in_(queries.districts_kept_by(actor, role)))
        return districts.order_by(Unit.folded, Unit.id)

    return Lookup(rows=rows, matches=lambda text: Unit.folded.contains(text, autoescape=True))


class LocalLimitView(CatalogueView):
    """Thời hạn ngắn hơn do huyện quy định."""

    datamodel = Interface(LocalLimit)
    route_base = "/can-bo/thoi-han-cua-huyen"
    writes: Iterable[str] = ("add",)
    add_title = _("Set a shorter limit")
    words = saying("step", "unit")
    description_columns = {
        "amount": _("Never longer than the limit of the law, and counted in the same unit.")
    }
    lookups = {"district": kept_by(Role.DISTRICT_JUSTICE), "version": VERSIONS}
    list_columns = ["district.name", "version.procedure.short_name", "step", "amount", "unit"]
    show_columns = [*list_columns, "during"]
    add_columns = ["district", "version", "step", "amount", "unit", "during"]
    search_columns = ["district", "version", "step"]
    order_columns = ["district.name", "step", "amount"]
    base_order = ("id", "asc")

    def manages(self, actor: Actor) -> Clauses:
        kept = queries.districts_kept_by(actor, Role.DISTRICT_JUSTICE)
        return (LocalLimit.unit_id.in_(kept),)

    def pre_add(self, item: LocalLimit) -> None:
        local_limits.check_local_limit(item)

    def offers(self, action: str, item: LocalLimit) -> bool:
        ends = item.during.upper
        return ends is None or ends > clock.today() + timedelta(days=1)

    @action("end", _("End today"), _("Let these limits end today?"), "fa-stop", single=True)
    def end(self, chosen: Any) -> None:
        with refusals(), transaction():
            for row in chosen if isinstance(chosen, list) else [chosen]:
                self.note("end", row)
                local_limits.end_local_limit(row)


class HealthFacilityView(CatalogueView):
    """Nơi đăng ký khám, chữa bệnh ban đầu."""

    datamodel = Interface(HealthFacility)
    route_base = "/can-bo/noi-kham-ban-dau"
    writes: Iterable[str] = ("add", "edit")
    lookups = {"district": kept_by(Role.INSURANCE)}
    description_columns = {
        "code": _("As it stands on the health card: letters, figures and hyphens.")
    }
    validators_columns = {
        "code": [Regexp(r"^[0-9A-Za-z-]{2,12}$", message=_("Letters, figures and hyphens only."))]
    }
    list_columns = ["name", "district.name", "code"]
    show_columns = ["name", "code", "district.name", "during"]
    add_columns = ["district", "name", "code", "during"]
    edit_columns = ["name", "during"]
    imports = ["code", "name", "district", "during"]
    search_columns = ["name", "district"]
    order_columns = ["name", "district.name", "code"]
    base_order = ("code", "asc")

    def manages(self, actor: Actor) -> Clauses:
        """The social insurance maintains the facilities of its own district."""
        kept = queries.districts_kept_by(actor, Role.INSURANCE)
        return (HealthFacility.district_id.in_(kept),)
