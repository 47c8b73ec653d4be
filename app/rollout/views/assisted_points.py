"""Generated screens of assisted points and their duty roster."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import redirect, request, url_for
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from werkzeug.wrappers import Response as AnyResponse
from wtforms import TimeField
from wtforms.validators import InputRequired, NumberRange

from app.accounts import queries as accounts
from app.accounts.models.staff import Staff
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.text.parsing import InvalidInput, control_day
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.display import chips
from app.kernel.web.forms.fields import DayField
from app.kernel.web.forms.lookup import Lookup
from app.rollout.models.outreach import AssistedPoint, Duty
from app.rollout.operations.duty_roster import set_time
from app.rollout.queries import outreach
from app.rollout.views.commune_choices import COMMUNES, POINTS, offer_own_commune

OPEN_SHAPES = {True: "ready", False: "closed"}
OPEN_WORDS = {True: _("Open"), False: _("Shut")}
HELPERS = Lookup(
    lambda actor: select(Staff).where(
        accounts.staff_visible_to(actor), Staff.unit_id.in_(outreach.worked_in(actor))
    )
)


def hours(during: Range[datetime] | None) -> str:
    if during is None or during.lower is None or during.upper is None:
        return ""
    begins, ends = clock.local(during.lower), clock.local(during.upper)
    return f"{begins:%d/%m/%Y}, {begins:%H:%M}–{ends:%H:%M}"


class DutyView(GeneratedView):
    """Who helps at a point, from when to when (lịch trực)."""

    datamodel = Interface(Duty)
    route_base = "/can-bo/lich-truc"
    writes: Iterable[str] = ("add", "delete")
    title = _("Duty roster")
    add_title = _("Put somebody on the roster")
    label_columns = {"day": _("Day"), "begins": _("From"), "ends": _("Until")}
    add_form_extra_fields = {
        "day": DayField(_("Day"), validators=[InputRequired()]),
        "begins": TimeField(_("From"), validators=[InputRequired()]),
        "ends": TimeField(_("Until"), validators=[InputRequired()]),
    }
    formatters_columns = {"during": hours}
    lookups = {"point": POINTS, "staff": HELPERS}
    list_columns = ["during", "point.name", "staff.full_name"]
    add_columns = ["point", "staff", "day", "begins", "ends"]
    search_columns = ["point", "staff"]
    order_columns = ["during", "point.name"]
    base_order = ("during", "desc")

    def scope(self, actor: Actor) -> Clauses:
        return (outreach.near(actor, Duty.unit_id),)

    def manages(self, actor: Actor) -> Clauses:
        return (Duty.unit_id.in_(outreach.worked_in(actor)),)

    def _prefill(self, form: Any) -> None:
        super()._prefill(form)
        try:
            form.day.data = control_day(request.args.get("ngay", ""))
        except InvalidInput:
            form.day.data = None

    def pre_add(self, item: Any) -> None:
        set_time(item, item.day, item.begins, item.ends)

    def after(self, item: Duty) -> AnyResponse:
        return _to_week(item)

    def left(self, item: Duty) -> AnyResponse:
        return _to_week(item)


class AssistedPointView(GeneratedView):
    """Where citizens are helped to fill in the form (điểm hỗ trợ nhập hồ sơ)."""

    datamodel = Interface(AssistedPoint)
    route_base = "/can-bo/diem-ho-tro"
    writes: Iterable[str] = ("add", "edit")
    related_views = [DutyView]
    description_columns = {
        "hours": _("As citizens read it, for example “Thứ 2 đến thứ 6, 8:00–11:30”."),
        "equipment": _("Scanner, printer, telephones … that are there."),
        "active": _("Citizens see open points on the page of the commune and on its poster."),
    }
    validators_columns = {"computers": [NumberRange(0, 100, message=_("0 to 100."))]}
    formatters_columns = {"active": chips(OPEN_SHAPES, OPEN_WORDS.__getitem__)}
    lookups = {"unit": COMMUNES}
    list_columns = ["name", "unit.name", "place", "hours", "computers", "active"]
    show_columns = [
        "name", "unit.name", "unit.district.name", "place", "hours", "computers", "equipment",
        "active",
    ]  # fmt: skip
    first_columns = ["unit"]
    edit_columns = ["name", "place", "hours", "computers", "equipment", "active"]
    search_columns = ["unit", "name", "place", "active"]
    order_columns = ["name", "computers"]
    base_order = ("name", "asc")

    def scope(self, actor: Actor) -> Clauses:
        """Points of the communes in which this user works, or which the user reads or manages."""
        return (outreach.near(actor, AssistedPoint.unit_id),)

    def manages(self, actor: Actor) -> Clauses:
        return (AssistedPoint.unit_id.in_(outreach.worked_in(actor)),)

    def _prefill(self, form: Any) -> None:
        """The user's own commune; a new point is open."""
        super()._prefill(form)
        form.active.data = True
        offer_own_commune(form)


def _to_week(duty: Duty) -> AnyResponse:
    begins = duty.during.lower
    day = clock.local(begins).date() if begins else clock.today()
    return redirect(url_for("OutreachDuties.week", code=duty.point.unit.code, tuan=day.isoformat()))
