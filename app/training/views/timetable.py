"""The timetable of all classes, day by day."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from flask import request
from flask_appbuilder import BaseView

from app.kernel import clock
from app.kernel.web.current_actor import current_actor
from app.kernel.web.routes import route
from app.training.models.classes import ClassSession
from app.training.queries import classes, participants

DAYS = 14
"""Days on one page."""


class Timetable(BaseView):
    """Lịch tập huấn."""

    route_base = "/can-bo/lich-tap-huan"
    default_view = "days"
    class_permission_name = "TrainingClass"

    @route("/", verb="read")
    def days(self) -> Any:
        """Two weeks of sessions; those of the user's own classes are marked."""
        actor = current_actor()
        first = _first(request.args.get("tu", ""))
        found = classes.timetable(first, first + timedelta(days=DAYS - 1))
        own = participants.classes_of_person(actor.staff_id) if actor.staff_id else set()
        return self.render_template(
            "training/timetable.html",
            first=first,
            last=first + timedelta(days=DAYS - 1),
            before=first - timedelta(days=DAYS),
            after=first + timedelta(days=DAYS),
            days=[(day, list(rows)) for day, rows in groupby(found, key=_day)],
            own=own,
        )


def _day(session: ClassSession) -> date:
    return clock.local(session.begins).date()


def _first(word: str) -> date:
    """The first day of the page: a Monday, by default that of this week."""
    try:
        day = date.fromisoformat(word)
    except ValueError:
        day = clock.today()
    day = min(max(day, date(2016, 1, 1)), date(2100, 1, 1))
    return day - timedelta(days=day.weekday())
