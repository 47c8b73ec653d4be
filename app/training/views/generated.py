"""Generated screens of classes and of who attended them."""

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
from app.training.models import Attendance, Outcome, TrainingClass

OUTCOMES: Mapping[Outcome, LazyString] = {
    Outcome.WAITING: _("On the waiting list"),
    Outcome.ENROLLED: _("Enrolled"),
    Outcome.CANCELLED: _("Cancelled"),
    Outcome.ATTENDED: _("Attended"),
    Outcome.PASSED: _("Passed the test"),
    Outcome.FAILED: _("Failed the test"),
    Outcome.ABSENT: _("Absent"),
}
OUTCOME_SHAPES = {
    Outcome.WAITING: "paused",
    Outcome.ENROLLED: "new",
    Outcome.CANCELLED: "closed",
    Outcome.ATTENDED: "process",
    Outcome.PASSED: "ready",
    Outcome.FAILED: "late",
    Outcome.ABSENT: "closed",
}
MANAGED_UNITS = Lookup(
    rows=lambda actor: (
        select(Unit).where(Unit.id.in_(actor.manages)).order_by(Unit.folded, Unit.id)
    ),
    matches=lambda text: Unit.folded.contains(text, autoescape=True),
)
CLASSES = Lookup(
    rows=lambda _actor: select(TrainingClass).order_by(
        TrainingClass.held_on.desc(), TrainingClass.id
    ),
    matches=lambda text: TrainingClass.name.icontains(text, autoescape=True),
)
PEOPLE = Lookup(
    rows=lambda actor: (
        select(Staff)
        .where(accounts.staff_visible_to(actor), Staff.unit_id.in_(actor.manages))
        .order_by(Staff.folded, Staff.id)
    ),
    matches=lambda text: Staff.folded.contains(text, autoescape=True),
)


class ClassView(HouseView):
    """Lớp tập huấn."""

    datamodel = Interface(TrainingClass)
    class_permission_name = "TrainingClass"
    route_base = "/can-bo/lop-tap-huan"
    writes = ("add", "edit", "delete")
    list_title = _("Training classes")
    show_title = _("Training class")
    add_title = _("Add a class")
    edit_title = _("Change a class")
    label_columns = {
        "name": _("Class"),
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
        """Which classes there are is no secret among colleagues."""
        return ()

    def manages(self, actor: Actor) -> Clauses:
        """A class is kept by whoever manages the unit that holds it."""
        return (TrainingClass.unit_id.in_(actor.manages),)


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
        "training_class": _("Class"),
        "training_class.name": _("Class"),
        "training_class.held_on": _("Held on"),
        "outcome": _("Outcome of the course"),
        "note": _("Note"),
    }
    words = {"outcome": OUTCOMES.__getitem__}
    formatters_columns = {"outcome": chips(OUTCOME_SHAPES, OUTCOMES.__getitem__)}
    lookups = {"training_class": CLASSES, "staff": PEOPLE}
    list_columns = ["staff.full_name", "staff.unit.name", "training_class.name", "outcome"]
    show_columns = [
        "staff.full_name",
        "staff.unit.name",
        "training_class.name",
        "training_class.held_on",
        "outcome",
        "note",
    ]
    add_columns = ["training_class", "staff", "outcome", "note"]
    edit_columns = ["outcome", "note"]
    search_columns = ["training_class", "outcome"]
    order_columns = ["staff.full_name", "training_class.name"]
    base_order = ("id", "asc")

    def scope(self, actor: Actor) -> Clauses:
        """Records of the people this person may see."""
        return (Attendance.staff.has(accounts.staff_visible_to(actor)),)

    def manages(self, actor: Actor) -> Clauses:
        """Records are kept by whoever manages the person's unit."""
        return (Attendance.staff.has(Staff.unit_id.in_(actor.manages)),)
