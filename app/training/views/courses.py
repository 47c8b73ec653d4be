"""Generated screens of courses and of the questions of their tests."""

from typing import Any

from flask import redirect, url_for
from flask_appbuilder.forms import DynamicForm
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import all_rows
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.forms.fields import LinesWidget
from app.kernel.web.forms.lookup import Lookup
from app.training.models.courses import Course, ExamChoice, ExamQuestion
from app.training.rules import answer_choices

COURSES = Lookup(lambda _actor: select(Course))


class QuestionForm(DynamicForm):
    """A question; its choices are the lines of one field."""

    def __init__(self, *args: Any, obj: ExamQuestion | None = None, **kwargs: Any) -> None:
        told = {} if obj is None else {"options": _lines(obj.choices)}
        super().__init__(*args, obj=obj, **{**told, **kwargs})

    def populate_obj(self, obj: ExamQuestion) -> None:
        for name, field in self._fields.items():
            if name in obj.__mapper__.attrs:
                field.populate_obj(obj, name)
        said = answer_choices.read(self["options"].data or "")
        if said != [(each.text, each.right) for each in obj.choices]:
            obj.choices = [ExamChoice(text=text, right=right) for text, right in said]

    def validate_options(self, field: TextAreaField) -> None:
        if not answer_choices.fit(answer_choices.read(field.data or "")):
            raise ValidationError(
                str(_("Enter 2 to 6 different answers, one a line, with * before the right one."))
            )


def _lines(rows: list[ExamChoice]) -> str:
    return answer_choices.write((each.text, each.right) for each in rows)


class ExamQuestionView(GeneratedView):
    """Câu hỏi trắc nghiệm."""

    datamodel = Interface(ExamQuestion)
    route_base = "/can-bo/cau-hoi-tap-huan"
    writes = ("add", "edit", "delete")
    form_base = QuestionForm
    label_columns = {"options": _("Answers")}
    lookups = {"course": COURSES}
    formatters_columns = {"choices": _lines}
    list_columns = ["text", "active", "course.name"]
    show_columns = ["text", "choices", "active", "course.name"]
    edit_columns = ["text", "options", "active"]
    first_columns = ["course"]
    add_form_extra_fields = {
        "options": TextAreaField(
            description=_("One a line, 2 to 6 of them; a * before the right one."),
            validators=[InputRequired()],
            widget=LinesWidget(),
            render_kw={"rows": 7},
        )
    }
    search_columns = ["text", "course"]
    order_columns = ["text"]
    base_order = ("id", "asc")
    scope = all_rows  # all of them, for any user with access to the page

    def after(self, item: ExamQuestion) -> Response:
        return redirect(url_for("CourseView.show", pk=item.course_id))


class CourseView(GeneratedView):
    """Khoá tập huấn."""

    datamodel = Interface(Course)
    route_base = "/can-bo/khoa-tap-huan"
    writes = ("add", "edit")
    related_views = [ExamQuestionView]
    description_columns = {"role": _("Those who pass may get an account with this role.")}
    validators_columns = {
        "questions_asked": [NumberRange(min=1, max=60)],
        "pass_mark": [NumberRange(min=1, max=100)],
        "minutes": [NumberRange(min=5, max=180)],
        "tries": [NumberRange(min=1, max=5)],
    }
    list_columns = ["name", "role", "questions_asked", "pass_mark", "active"]
    show_columns = [
        "name", "role", "summary", "questions_asked", "pass_mark", "minutes", "tries", "active",
    ]  # fmt: skip
    add_columns = show_columns
    search_columns = ["name", "role"]
    order_columns = ["name", "role"]
    base_order = ("name", "asc")
    scope = all_rows  # all colleagues see the courses
