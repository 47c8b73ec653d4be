"""Generated screens of site checks and responsible parties."""

from flask_babel import lazy_gettext as _
from sqlalchemy import false, select

from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import among
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import Clauses, all_rows
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.current_actor import current_actor
from app.kernel.web.display import chips, telephone
from app.kernel.web.forms.lookup import Lookup
from app.kernel.web.forms.validation import not_ahead
from app.organisation.models import Unit, UnitKind
from app.rollout.models.readiness import Party, SiteCheck
from app.rollout.views.readiness_labels import CONDITIONS


def _kept_by(actor: Actor) -> frozenset[int]:
    """Units whose readings this user records: those managed, and the one led."""
    led = {seat.unit_id for seat in actor.postings if seat.role == Role.COMMUNE_LEADER}
    return actor.manages | led


COMMUNES = Lookup(
    lambda actor: select(Unit).where(Unit.kind == UnitKind.COMMUNE, Unit.id.in_(_kept_by(actor)))
)
PARTIES = Lookup(lambda _actor: select(Party).where(Party.active))


class ConditionView(GeneratedView):
    """Điều kiện kỹ thuật của xã: đường truyền, máy móc, trung tâm dữ liệu."""

    datamodel = Interface(SiteCheck)
    route_base = "/can-bo/dieu-kien"
    writes = ("add",)
    add_title = _("Record a reading")
    description_columns = {
        "amount": _("Computers, printers, scanners; Mbit/s of a line. May stay empty."),
        "proof": _("The minutes or the ticket in which it is recorded."),
    }
    validators_columns = {"checked_on": [not_ahead]}
    lookups = {"unit": COMMUNES, "party": PARTIES}
    words = {"kind": CONDITIONS.__getitem__}
    formatters_columns = {
        "met": chips({True: "ready", False: "late"}, {True: _("Yes"), False: _("No")}.__getitem__)
    }
    list_columns = ["unit.name", "unit.district.name", "kind", "met", "checked_on", "party.name"]
    show_columns = [
        "unit.name", "unit.district.name", "kind", "met", "amount", "detail", "proof",
        "party.name", "checked_on", "at", "by_name",
    ]  # fmt: skip
    add_columns = ["unit", "kind", "met", "amount", "detail", "proof", "party", "checked_on"]
    search_columns = ["unit", "kind", "met", "party", "checked_on"]
    order_columns = ["unit.name", "kind", "checked_on"]
    base_order = ("id", "desc")

    def scope(self, actor: Actor) -> Clauses:
        """Readings of the communes that this user works in, reads or manages."""
        if actor.city or actor.manages_all:
            return ()
        own = {seat.unit_id for seat in actor.postings}
        return (among(SiteCheck.unit_id, actor.reads | actor.manages | own),)

    def manages(self, actor: Actor) -> Clauses:
        return () if actor.manages_all else (among(SiteCheck.unit_id, _kept_by(actor)),)

    def pre_add(self, item: SiteCheck) -> None:
        if by := current_actor().staff_id:
            item.by_id, item.at = by, clock.now()


class PartyView(GeneratedView):
    """Đơn vị chịu trách nhiệm về đường truyền, máy móc, phần mềm."""

    datamodel = Interface(Party)
    route_base = "/can-bo/don-vi-chiu-trach-nhiem"
    writes = ("add", "edit")
    description_columns = {
        "answers_for": _(
            "The plan names the firms, not how they share the work: what is marked as provisional "
            "holds until the department confirms it."
        )
    }
    formatters_columns = {"phone": telephone}
    list_columns = ["name", "answers_for", "phone", "active"]
    show_columns = ["name", "answers_for", "phone", "email", "active"]
    add_columns = ["name", "answers_for", "phone", "email", "active"]
    search_columns = ["name", "answers_for", "active"]
    order_columns = ["name"]
    base_order = ("name", "asc")
    scope = all_rows  # all users see whom to call

    def manages(self, actor: Actor) -> Clauses:
        keeps = any(seat.role == Role.CITY_ADMIN for seat in actor.postings)
        return () if keeps else (false(),)
