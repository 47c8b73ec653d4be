"""Generated screens of classes, sessions and participants."""

from collections.abc import Sequence
from typing import Any

from flask import redirect, url_for
from flask_appbuilder.forms import DynamicForm
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired, NumberRange, ValidationError

from app.accounts import queries as accounts
from app.accounts.models.staff import Staff
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import managed
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import Clauses, all_rows
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.display import PageLink, chips
from app.kernel.web.forms.fields import MomentField
from app.kernel.web.forms.lookup import Lookup
from app.organisation.models import Unit
from app.training.models.classes import Attendance, ClassSession, TrainingClass
from app.training.models.courses import Course
from app.training.operations import enrolment
from app.training.operations import timetable as sittings
from app.training.views.labels import OUTCOME_SHAPES, OUTCOMES, sitting

MANAGED_UNITS = Lookup(lambda actor: select(Unit).where(managed(Unit.id, actor)))
CLASSES = Lookup(
    lambda _actor: select(TrainingClass).order_by(TrainingClass.held_on.desc(), TrainingClass.id)
)
OWN_CLASSES = Lookup(
    lambda actor: (
        select(TrainingClass)
        .where(managed(TrainingClass.unit_id, actor), TrainingClass.closed_at.is_(None))
        .order_by(TrainingClass.held_on.desc(), TrainingClass.id)
    )
)
COURSES = Lookup(lambda _actor: select(Course).where(Course.active))
PEOPLE = Lookup(
    lambda actor: select(Staff).where(
        accounts.staff_visible_to(actor), managed(Staff.unit_id, actor)
    )
)


class SessionForm(DynamicForm):
    """A session; beginning and end are two fields of one column."""

    def __init__(self, *args: Any, obj: ClassSession | None = None, **kwargs: Any) -> None:
        told = {} if obj is None else {"begins": obj.begins, "ends": obj.ends}
        super().__init__(*args, obj=obj, **{**told, **kwargs})

    def populate_obj(self, obj: ClassSession) -> None:
        for name, field in self._fields.items():
            if name in obj.__mapper__.attrs:
                field.populate_obj(obj, name)
        obj.during = Range(self["begins"].data, self["ends"].data)

    def validate_ends(self, field: MomentField) -> None:
        begins, ends = self["begins"].data, field.data
        if begins and ends and (ends <= begins or ends.date() != begins.date()):
            raise ValidationError(str(_("A sitting ends later on the day on which it begins.")))


class SessionView(GeneratedView):
    """Buổi học."""

    datamodel = Interface(ClassSession)
    class_permission_name = "TrainingClass"
    route_base = "/can-bo/buoi-tap-huan"
    writes = ("add", "edit", "delete")
    form_base = SessionForm
    label_columns = {"begins": _("Begins"), "ends": _("Ends")}
    lookups = {"training_class": OWN_CLASSES}
    formatters_columns = {"during": lambda during: sitting(ClassSession(during=during))}
    list_columns = ["during", "place", "trainer", "training_class.name"]
    show_columns = ["training_class.name", "during", "place", "trainer"]
    edit_columns = ["begins", "ends", "place", "trainer"]
    first_columns = ["training_class"]
    add_form_extra_fields = {
        "begins": MomentField(validators=[InputRequired()]),
        "ends": MomentField(validators=[InputRequired()]),
    }
    search_columns = ["place", "trainer"]
    order_columns = ["place", "trainer"]
    base_order = ("during", "desc")
    scope = all_rows  # all colleagues see when classes are held

    def manages(self, actor: Actor) -> Clauses:
        """Managed by the unit that organises the class."""
        return (
            ClassSession.training_class.has(
                managed(TrainingClass.unit_id, actor) & TrainingClass.closed_at.is_(None)
            ),
        )

    def takes(self, parent: TrainingClass) -> bool:
        return parent.closed_at is None

    def pre_add(self, item: ClassSession) -> None:
        sittings.check(item, class_id=item.training_class.id)

    def pre_update(self, item: ClassSession) -> None:
        sittings.check(item, class_id=item.class_id)

    def after(self, item: ClassSession) -> Response:
        return redirect(url_for("ClassView.show", pk=item.class_id))


class AttendanceView(GeneratedView):
    """Học viên của lớp tập huấn."""

    datamodel = Interface(Attendance)
    about = "staff"
    route_base = "/can-bo/hoc-vien"
    writes = ("add", "edit")
    add_title = _("Enrol a person")
    label_columns = {"staff.unit.name": _("Unit of the person")}
    words = {"outcome": OUTCOMES.__getitem__}
    formatters_columns = {"outcome": chips(OUTCOME_SHAPES, OUTCOMES.__getitem__)}
    lookups = {"training_class": CLASSES, "staff": PEOPLE}
    list_columns = ["staff.full_name", "staff.unit.name", "training_class.name", "outcome"]
    show_columns = [
        "staff.full_name", "staff.unit.name", "training_class.name", "training_class.held_on",
        "outcome", "nominated_at", "invited_at", "note",
    ]  # fmt: skip
    first_columns = ["training_class", "staff"]
    edit_columns = ["note"]
    search_columns = ["training_class", "outcome"]
    order_columns = ["staff.full_name", "training_class.name"]
    base_order = ("id", "asc")

    def scope(self, actor: Actor) -> Clauses:
        return (
            () if actor.manages_all else (Attendance.staff.has(accounts.staff_visible_to(actor)),)
        )

    def manages(self, actor: Actor) -> Clauses:
        return () if actor.manages_all else (Attendance.staff.has(managed(Staff.unit_id, actor)),)

    def takes(self, parent: TrainingClass) -> bool:
        return parent.closed_at is None

    def pre_add(self, item: Attendance) -> None:
        """Refuse a closed class and conflicting times; the last seats are assigned under lock."""
        item.outcome = enrolment.place(item.training_class, item.staff.id)
        item.nominated_at = clock.now()

    def page_links(self, item: Attendance) -> Sequence[PageLink]:
        if not self.may("can_check_in"):
            return []
        return [
            PageLink(_("At the door"), url_for("CheckInCode.seen", attendance=item.id), "check")
        ]


class ClassView(GeneratedView):
    """Lớp tập huấn."""

    datamodel = Interface(TrainingClass)
    class_permission_name = "TrainingClass"
    route_base = "/can-bo/lop-tap-huan"
    writes = ("add", "edit", "delete")
    related_views = [SessionView, AttendanceView]
    description_columns = {
        "seats": _("Those who come after the last seat wait; leave it empty when nobody waits."),
        "make_up_of": _("The class whose absent people come again in this one."),
    }
    validators_columns = {
        "seats": [NumberRange(min=1, max=2000)],
        "phase": [NumberRange(min=1, max=2)],
    }
    lookups = {"unit": MANAGED_UNITS, "course": COURSES, "make_up_of": CLASSES}
    list_columns = ["name", "course.name", "held_on", "unit.name", "place", "seats", "phase"]
    show_columns = [
        "name", "course.name", "held_on", "unit.name", "place", "phase", "seats",
        "make_up_of.name", "closed_at", "note",
    ]  # fmt: skip
    add_columns = [
        "name", "course", "held_on", "unit", "place", "phase", "seats", "make_up_of", "note",
    ]  # fmt: skip
    search_columns = ["name", "course", "held_on", "phase"]
    order_columns = ["name", "held_on", "phase"]
    base_order = ("held_on", "desc")
    scope = all_rows  # all colleagues see the classes

    def manages(self, actor: Actor) -> Clauses:
        """Managed by the unit that organises the class."""
        return (managed(TrainingClass.unit_id, actor),)

    def pre_delete(self, item: TrainingClass) -> None:
        """Refuse if the class has or had participants."""
        enrolment.check_empty(item)

    def update(self, item: TrainingClass) -> None:
        """Save the change; with more seats, the waiting list moves up."""
        super().update(item)
        enrolment.move_up(item)

    def page_links(self, item: TrainingClass) -> Sequence[PageLink]:
        may = self.appbuilder.sm.has_access
        found = []
        if may("can_check_in", "Attendance"):
            address = url_for("Classroom.people", class_id=item.id)
            found.append(PageLink(_("The class at work"), address, "check"))
        if may("can_add", "Attendance") and item.course_id and item.closed_at is None:
            address = url_for("Nominations.choose", class_id=item.id)
            found.append(PageLink(_("Nominate people"), address, "users"))
        return found
