"""Generated screens of courses and of who attended them."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.accounts import queries as accounts
from app.accounts.models import Staff
from app.kernel.scope import Actor
from app.kernel.web import HouseView, Interface, Lookup, chips
from app.kernel.web.view import Clauses
from app.organisation.models import Unit
from app.training.models import Attendance, Course, Outcome

OUTCOMES: Mapping[Outcome, LazyString] = {
    Outcome.ENROLLED: _("Enrolled"),
    Outcome.ATTENDED: _("Attended"),
    Outcome.PASSED: _("Passed the test"),
    Outcome.ABSENT: _("Absent"),
}
OUTCOME_SHAPES = {
    Outcome.ENROLLED: "new",
    Outcome.ATTENDED: "process",
    Outcome.PASSED: "ready",
    Outcome.ABSENT: "closed",
}
MANAGED_UNITS = Lookup(
    rows=lambda actor: (
        select(Unit).where(Unit.id.in_(actor.manages)).order_by(Unit.folded, Unit.id)
    ),
    matches=lambda text: Unit.folded.contains(text, autoescape=True),
)
COURSES = Lookup(
    rows=lambda _actor: select(Course).order_by(Course.held_on.desc(), Course.id),
    matches=lambda text: Course.name.icontains(text, autoescape=True),
)
PEOPLE = Lookup(
    rows=lambda actor: (
        select(Staff)
        .where(accounts.staff_visible_to(actor), Staff.unit_id.in_(actor.manages))
        .order_by(Staff.folded, Staff.id)
    ),
    matches=lambda text: Staff.folded.contains(text, autoescape=True),
)


class CourseView(HouseView):
    """Lớp tập huấn."""

    datamodel = Interface(Course)
    class_permission_name = "Course"
    route_base = "/can-bo/lop-tap-huan"
    writes = ("add", "edit", "delete")
    list_title = _("Training courses")
    show_title = _("Training course")
    add_title = _("Add a course")
    edit_title = _("Change a course")
    label_columns = {
        "name": _("Course"),
        "held_on": _("Held on"),
        "phase": _("Phase"),
        "place": _("Place"),
        "unit": _("Held by"),
        "unit.name": _("Held by"),
        "note": _("Note"),
    }
    lookups = {"unit": MANAGED_UNITS}
    list_columns = ["name", "held_on", "unit.name", "place", "phase"]
    show_columns = ["name", "held_on", "unit.name", "place", "phase", "note"]
    add_columns = ["name", "held_on", "unit", "place", "phase", "note"]
    edit_columns = ["name", "held_on", "unit", "place", "phase", "note"]
    search_columns = ["name", "held_on", "phase"]
    order_columns = ["name", "held_on", "phase"]
    base_order = ("held_on", "desc")

    def scope(self, actor: Actor) -> Clauses:
        """Which courses there are is no secret among colleagues."""
        return ()

    def manages(self, actor: Actor) -> Clauses:
        """A course is kept by whoever manages the unit that holds it."""
        return (Course.unit_id.in_(actor.manages),)


class AttendanceView(HouseView):
    """Học viên của lớp tập huấn."""

    datamodel = Interface(Attendance)
    class_permission_name = "Attendance"
    route_base = "/can-bo/hoc-vien"
    writes = ("add", "edit", "delete")
    list_title = _("Training records")
    show_title = _("Training record")
    add_title = _("Enrol a person")
    edit_title = _("Change a training record")
    label_columns = {
        "staff": _("Person"),
        "staff.full_name": _("Person"),
        "staff.unit.name": _("Unit of the person"),
        "course": _("Course"),
        "course.name": _("Course"),
        "course.held_on": _("Held on"),
        "outcome": _("Outcome of the course"),
        "note": _("Note"),
    }
    words = {"outcome": OUTCOMES.__getitem__}
    formatters_columns = {"outcome": chips(OUTCOME_SHAPES, OUTCOMES.__getitem__)}
    lookups = {"course": COURSES, "staff": PEOPLE}
    list_columns = ["staff.full_name", "staff.unit.name", "course.name", "outcome"]
    show_columns = [
        "staff.full_name",
        "staff.unit.name",
        "course.name",
        "course.held_on",
        "outcome",
        "note",
    ]
    add_columns = ["course", "staff", "outcome", "note"]
    edit_columns = ["outcome", "note"]
    search_columns = ["course", "outcome"]
    order_columns = ["staff.full_name", "course.name"]
    base_order = ("id", "asc")

    def scope(self, actor: Actor) -> Clauses:
        """Records of the people this person may see."""
        return (Attendance.staff.has(accounts.staff_visible_to(actor)),)

    def manages(self, actor: Actor) -> Clauses:
        """Records are kept by whoever manages the person's unit."""
        return (Attendance.staff.has(Staff.unit_id.in_(actor.manages)),)
