"""Generated screens of site checks and responsible parties."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import false, select
from wtforms.validators import ValidationError

from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import among
from app.kernel.web import Clauses, HouseView, Interface, Lookup, chips, current_actor, telephone
from app.organisation.models import Unit, UnitKind
from app.rollout.models import Party, SiteCheck
from app.rollout.views.readiness_labels import CONDITIONS


def _kept_by(actor: Actor) -> frozenset[int]:
    """Units whose readings this user records: those managed, and the one led."""
    led = {seat.unit_id for seat in actor.postings if seat.role == Role.COMMUNE_LEADER}
    return actor.manages | led


COMMUNES = Lookup(
    rows=lambda actor: (
        select(Unit)
        .where(Unit.kind == UnitKind.COMMUNE, Unit.id.in_(_kept_by(actor)))
        .order_by(Unit.folded, Unit.id)
    ),
    matches=lambda text: Unit.folded.contains(text, autoescape=True),
)
PARTIES = Lookup(
    rows=lambda _actor: select(Party).where(Party.active).order_by(Party.name, Party.id),
    matches=lambda text: Party.name.icontains(text, autoescape=True),
)


def not_ahead(_form: Any, field: Any) -> None:
    """Refuse a date in the future."""
    if field.data and field.data > clock.today():
        raise ValidationError(_("This day has not come yet."))


class ConditionView(HouseView):
    """Điều kiện kỹ thuật của xã: đường truyền, máy móc, trung tâm dữ liệu."""

    datamodel = Interface(SiteCheck)
    class_permission_name = "Condition"
    route_base = "/can-bo/dieu-kien"
    writes = ("add",)
    list_title = _("Readings of lines and equipment")
    show_title = _("Reading")
    add_title = _("Record a reading")
    label_columns = {
        "unit": _("Commune"),
        "unit.name": _("Commune"),
        "unit.district.name": _("District"),
        "kind": _("What was looked at"),
        "met": _("As needed"),
        "amount": _("Amount"),
        "detail": _("Details"),
        "proof": _("Number of the minutes"),
        "party": _("Who answers for it"),
        "party.name": _("Who answers for it"),
        "checked_on": _("Looked at on"),
        "at": _("Recorded"),
        "by_name": _("By"),
    }
    description_columns = {
        "amount": _("Computers, printers, scanners; Mbit/s of a line. May stay empty."),
        "proof": _("The minutes or the ticket in which it stands."),
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
        """Recorded by the managers of the commune, or its leader."""
        return () if actor.manages_all else (among(SiteCheck.unit_id, _kept_by(actor)),)

    def pre_add(self, item: SiteCheck) -> None:
        if by := current_actor().staff_id:
            item.by_id, item.at = by, clock.now()


class PartyView(HouseView):
    """Đơn vị chịu trách nhiệm về đường truyền, máy móc, phần mềm."""

    datamodel = Interface(Party)
    class_permission_name = "Party"
    route_base = "/can-bo/don-vi-chiu-trach-nhiem"
    writes = ("add", "edit")
    list_title = _("Who answers for lines and equipment")
    show_title = _("Responsible party")
    add_title = _("Add a responsible party")
    edit_title = _("Change a responsible party")
    label_columns = {
        "name": _("Name"),
        "answers_for": _("Answers for"),
        "phone": _("Telephone"),
        "email": _("E-mail"),
        "active": _("In use"),
    }
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
    edit_columns = ["name", "answers_for", "phone", "email", "active"]
    search_columns = ["name", "answers_for", "active"]
    order_columns = ["name"]
    base_order = ("name", "asc")

    def scope(self, actor: Actor) -> Clauses:
        """All users see whom to call."""
        return ()

    def manages(self, actor: Actor) -> Clauses:
        """Edited by the administrators of the city."""
        keeps = any(seat.role == Role.CITY_ADMIN for seat in actor.postings)
        return () if keeps else (false(),)
