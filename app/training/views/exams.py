"""The test of a class, for its organiser."""

from typing import Any

from flask import Response, flash, redirect, url_for
from flask_appbuilder import BaseView
from flask_babel import ngettext

from app.kernel import clock
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import transaction
from app.kernel.errors import NotFound
from app.kernel.printing import pdf
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.training import slips
from app.training.models.classes import Attendance
from app.training.models.results import ExamPaper, PaperState
from app.training.operations import exams
from app.training.queries import classes, exam_papers, participants
from app.training.rules.exam_papers import in_groups


class ClassExam(BaseView):
    """Bài kiểm tra của lớp."""

    route_base = "/can-bo/kiem-tra-lop"
    default_view = "papers"
    class_permission_name = "Attendance"

    @route("/<int:class_id>/", verb="check_in")
    def papers(self, class_id: int) -> Any:
        """Who is writing, who has submitted, with which score."""
        actor = current_actor()
        found = classes.kept_class(class_id, actor)
        if found.course is None:
            raise NotFound
        rows = [each for each in participants.holders_of_seats(class_id) if each.check_ins]
        access_log.log_list_access(actor, Attendance, ())
        return self.render_template(
            "training/exam.html",
            found=found,
            rows=rows,
            papers=exam_papers.papers_of(class_id),
            is_open=_is_open,
            code_of=lambda each: in_groups(exams.secret_of(each)),
        )

    @route("/<int:class_id>/mo", verb="check_in", methods=["POST"])
    def open(self, class_id: int) -> Any:
        """Create papers for everyone present who may take the test."""
        actor = current_actor()
        found = classes.kept_class(class_id, actor)
        with refusals() as refused, transaction():
            made = len(exams.open_test(found, by=actor))
        if not refused:
            told = ngettext(
                "%(num)d test can be taken now.", "%(num)d tests can be taken now.", made
            )
            flash(told, "success")
        return redirect(url_for("ClassExam.papers", class_id=class_id))

    @route("/<int:class_id>/phieu", verb="check_in")
    def slips(self, class_id: int) -> Response:
        """Slips with everyone's URL of the paper, to be cut apart."""
        actor = current_actor()
        found = classes.kept_class(class_id, actor)
        rows = [each for each in participants.holders_of_seats(class_id) if each.check_ins]
        access_log.log_list_access(actor, Attendance, (), AccessKind.PRINT)
        content = slips.papers(found, [(each, exams.secret_of(each)) for each in rows])
        return Response(content, headers=pdf.headers(f"phieu-kiem-tra-{class_id}.pdf"))


def _is_open(paper: ExamPaper) -> bool:
    return paper.state is PaperState.OPEN and paper.closes_at > clock.now()
