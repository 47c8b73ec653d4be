"""Generated pages of units, openings and the calendar."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import flash, g, redirect, url_for
from flask_babel import LazyString, ngettext
from flask_babel import lazy_gettext as _
from sqlalchemy import Select, select
from wtforms.validators import NumberRange

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import managed, transaction
from app.kernel.deadlines.ledger import LONGEST_FOR_DISTANCE
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import Clauses, all_rows
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.display import telephone
from app.kernel.web.forms.lookup import Lookup
from app.kernel.web.routes import route
from app.organisation import operations, queries
from app.organisation.forms import YearsForm
from app.organisation.models import MOST_VISITS_AT_ONCE, CalendarDay, DayKind, Unit, UnitKind


def working_days_shown(moment: datetime, now: datetime) -> int:
    """``working_days_until`` for pages, where each row asks: the calendar is looked up once."""
    if "calendar" not in g:
        g.calendar = queries.calendar()
    return queries.working_days_until(moment, now, g.calendar)


KINDS: Mapping[UnitKind, LazyString] = {
    UnitKind.CITY: _("City"),
    UnitKind.DEPARTMENT: _("City department"),
    UnitKind.DISTRICT: _("District"),
    UnitKind.COMMUNE: _("Commune"),
    UnitKind.POLICE: _("District police"),
    UnitKind.INSURANCE: _("District social insurance"),
    UnitKind.JUSTICE: _("Justice division"),
}
DAYS: Mapping[DayKind, LazyString] = {
    DayKind.CLOSED: _("Closed"),
    DayKind.MAKE_UP: _("Working day that makes up for another"),
    DayKind.HALF: _("Half day"),
    DayKind.OPEN_NOT_COUNTED: _("Open, not counted"),
}
SHOWN = [
    "name", "code", "kind", "district.name", "phase", "during", "agency_code",
    "agency_code_provisional", "address", "phone", "hours",
]  # fmt: skip

OF_COMMUNES = ["insurance_code", "remote_days", "visits_at_once"]


def units_of_kind(*kinds: UnitKind) -> Select[tuple[Unit]]:
    """Units of these kinds sorted by name, for drop-downs."""
    return select(Unit).where(Unit.kind.in_(kinds)).order_by(Unit.folded, Unit.id)


DISTRICTS = Lookup(lambda _actor: units_of_kind(UnitKind.DISTRICT))
OWN_UNITS = Lookup(lambda actor: select(Unit).where(managed(Unit.id, actor)))


class UnitView(GeneratedView):
    """Base class of the three pages of units."""

    kinds: frozenset[UnitKind] = frozenset()
    writes = ("edit",)
    folded = {"name": "folded"}
    lookups = {"district": DISTRICTS}
    words = {"kind": KINDS.__getitem__}
    formatters_columns = {"phone": telephone}
    show_columns = SHOWN
    edit_columns = ["address", "phone", "hours"]
    imports = ["code", "name", "address", "phone", "hours"]
    search_columns = ["name", "code"]
    base_order = ("folded", "asc")

    def scope(self, actor: Actor) -> Clauses:
        return (Unit.kind.in_(self.kinds),)

    def manages(self, actor: Actor) -> Clauses:
        """Address, phone and opening hours are edited by those who manage the unit."""
        return (managed(Unit.id, actor),)


class DistrictView(UnitView):
    """Quận, huyện, thị xã."""

    datamodel = Interface(Unit)
    route_base = "/can-bo/quan-huyen"
    kinds = frozenset({UnitKind.DISTRICT})
    noun = _("District"), _("Districts")
    edit_title = _("Contact of the district")
    list_columns = ["name", "code", "phase", "phone", "address"]
    show_columns = [each for each in SHOWN if each not in {"kind", "district.name"}]
    search_columns = ["name", "code", "phase"]


class CommuneView(UnitView):
    """Xã, phường, thị trấn."""

    datamodel = Interface(Unit)
    route_base = "/can-bo/xa-phuong"
    kinds = frozenset({UnitKind.COMMUNE})
    noun = _("Commune"), _("Communes")
    edit_title = _("Contact of the commune")
    show_columns = [*SHOWN, *OF_COMMUNES]
    edit_columns = ["address", "phone", "hours", *OF_COMMUNES]
    imports = ["code", "name", "address", "phone", "hours", *OF_COMMUNES]
    description_columns = {
        "insurance_code": _(
            "As the district social insurance gave it, for list D03-TS. Empty leaves it to the pen."
        ),
        "remote_days": _(
            "1 to 5, for linked dossiers of a commune 50 km away or more, hard to reach or without"
            " Internet. Empty everywhere else."
        ),
        "visits_at_once": _(
            "Appointments of its desk in one hour, by the number of its counters. Empty means 3."
        ),
    }
    validators_columns = {
        "remote_days": [NumberRange(1, LONGEST_FOR_DISTANCE, message=_("1 to 5, or nothing."))],
        "visits_at_once": [NumberRange(1, MOST_VISITS_AT_ONCE, _("1 to 20, or nothing."))],
    }
    list_columns = ["name", "district.name", "phase", "code", "phone"]
    search_columns = ["name", "district", "phase", "code", "during"]
    order_columns = ["name", "district.name", "phase", "code"]


class AgencyView(UnitView):
    """City departments, and the police, social insurance and justice divisions of each district."""

    datamodel = Interface(Unit)
    route_base = "/can-bo/co-quan"
    kinds = frozenset(UnitKind) - {UnitKind.DISTRICT, UnitKind.COMMUNE}
    noun = _("Agency"), _("Agencies")
    edit_title = _("Contact of the agency")
    list_columns = ["name", "kind", "district.name", "phone"]
    show_columns = [each for each in SHOWN if each != "phase"]
    search_columns = ["name", "kind", "district"]


class DayView(GeneratedView):
    """Exceptions to the working week."""

    datamodel = Interface(CalendarDay)
    route_base = "/can-bo/lich-lam-viec"
    writes = ("add", "edit", "delete")
    words = {"kind": DAYS.__getitem__}
    list_columns = ["date", "kind", "certain", "source"]
    first_columns = ["date"]
    edit_columns = ["kind", "certain", "source"]
    imports = ["date", "kind", "certain", "source"]
    search_columns = ["date", "kind", "certain"]
    base_order = ("date", "desc")
    list_template = "organisation/calendar.html"
    scope = all_rows  # the calendar is public

    @route("/nhieu-nam", verb="add", methods=["GET", "POST"])
    def add_years(self) -> Any:
        """Enter the days off of several years; days that are known stay as they are."""
        next_year = clock.today().year + 1
        form = YearsForm(first=next_year, last=next_year + 2)
        if form.validate_on_submit():
            with transaction():
                added = operations.enter_days_off(
                    form.days, source=form.source.data.strip(), certain=form.certain.data
                )
                for each in added:
                    self.note("add", each)
            said = ngettext("%(num)d day was entered.", "%(num)d days were entered.", len(added))
            flash(said, "success")
            return redirect(url_for("DayView.list"))
        return self.render_template("organisation/calendar_years.html", form=form)
