"""The calendar of appointments: who comes to a desk, by day and by week."""

from datetime import date, timedelta
from typing import Any

from flask import request
from flask_appbuilder import BaseView

from app.dossiers import rules
from app.dossiers.models.dossier import Dossier
from app.dossiers.queries import appointments
from app.dossiers.rules.appointments import desk_days, is_awaited, visits_at_once, week_of
from app.dossiers.views.desk.daily_documents import commune_asked, communes_of
from app.kernel import clock
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.routes import route
from app.organisation import queries as organisation

ONE_DAY = timedelta(days=1)


class Appointments(BaseView):
    """Appointments at the desks where this person works."""

    route_base = "/can-bo/mot-cua/lich-hen"
    default_view = "week"
    class_permission_name = "Desk"

    @route("/", verb="read")
    def week(self) -> Any:
        """The week of the day asked for: each slot, how full it is, who comes."""
        day = _day()
        return self._page(day, week_of(day), "week")

    @route("/ngay", verb="read")
    def day(self) -> Any:
        """One day, with what can be done for each person."""
        day = _day()
        return self._page(day, (day,), "day")

    def _page(self, day: date, days: tuple[date, ...], view: str) -> Any:
        actor = current_actor()
        commune = commune_asked(actor)
        access_log.log_list_access(actor, Dossier)
        found = appointments.appointed(actor, commune.id, days[0], days[-1] + ONE_DAY)
        most = visits_at_once(commune)
        shown = desk_days(days, organisation.calendar(), found, most)
        return self.render_template(
            "dossiers/desk/appointments.html",
            view=view,
            day=day,
            days=shown,
            before=day - len(days) * ONE_DAY,
            after=day + len(days) * ONE_DAY,
            commune=commune,
            communes=communes_of(actor),
            capacity=most,
            may_move=bool(rules.officer(actor, commune.id).capacities),
            awaited=is_awaited,
            today=clock.today(),
            now=clock.now(),
        )


def _day() -> date:
    """The day in the address, else today; never so far away that a week has no name."""
    try:
        asked = date.fromisoformat(request.args.get("ngay", ""))
    except ValueError:
        return clock.today()
    far = timedelta(days=366)
    return min(max(asked, clock.today() - far), clock.today() + far)
