"""The page of an exam paper, for people who have no account yet."""

from typing import Any

from flask import flash, make_response, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_babel import gettext
from flask_wtf import FlaskForm

from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.security.rate_limits import EXAM_PLACE
from app.kernel.web.attempts import here
from app.kernel.web.refusals import refusals
from app.training.models.results import ExamPaper, PaperState
from app.training.operations import exams
from app.training.queries import exam_papers
from app.training.queries.exam_papers import ExamPaperInfo
from app.training.rules.exam_papers import as_typed

LONGEST_CODE = 60
CHOICE = "cau-"
"""Prefix of the fields of the questions."""


class ExamPapers(BaseView):
    """Bài kiểm tra trắc nghiệm. The code of the slip is the access key; no session, no name."""

    route_base = "/can-bo/bai-kiem-tra"
    default_view = "ask"
    keeps_posts = False

    @expose("/", methods=["GET", "POST"])
    def ask(self) -> Any:
        code, form = as_typed(request.form.get("ma", "")[:LONGEST_CODE]), FlaskForm()
        if form.validate_on_submit() and code.isalnum():
            return redirect(url_for("ExamPapers.write", token=code))
        wrong = request.method == "POST"
        title = gettext("Test of the training class")
        return self._answer("training/exam_paper_code.html", title=title, form=form, wrong=wrong)

    @expose("/<string:token>", methods=["GET", "POST"])
    def write(self, token: str) -> Any:
        """Tick, save, submit once; afterwards see the result."""
        with transaction():
            paper = exam_papers.newest_paper(token[:LONGEST_CODE], lock=request.method == "POST")
            if paper is None:
                return self._nobodys()
            about = exam_papers.about(paper)
            form = FlaskForm()
            if form.validate_on_submit() and paper.state is PaperState.OPEN:
                self._take(paper, about)
                return redirect(url_for("ExamPapers.write", token=token))
        if paper.state is PaperState.DONE or paper.closes_at <= clock.now():
            return self._result(paper, about)
        return self._answer(
            "training/exam_paper.html",
            title=about.course_name,
            form=form,
            paper=paper,
            about=about,
            ticks=paper.ticks or [None] * len(paper.questions),
            minutes=max(0, round((paper.closes_at - clock.now()).total_seconds() / 60)),
            choice=CHOICE,
        )

    def _take(self, paper: ExamPaper, about: ExamPaperInfo) -> None:
        said = {n: request.form.get(f"{CHOICE}{n}", "")[:3] for n in range(len(paper.questions))}
        with refusals() as refused:
            if "nop" in request.form:
                exams.hand_in(paper, said, pass_mark=about.pass_mark)
            else:
                exams.keep_ticks(paper, said)
        if not refused and paper.state is PaperState.OPEN:
            flash(gettext("Your answers are kept. Hand the test in when you are ready."), "success")

    def _result(self, paper: ExamPaper, about: ExamPaperInfo) -> Any:
        tries_left = 0 if paper.passed else max(0, about.tries - paper.n)
        return self._answer(
            "training/exam_paper_done.html",
            title=gettext("Result of the test"),
            paper=paper,
            about=about,
            ticks=paper.ticks or [],
            tries_left=tries_left,
        )

    def _nobodys(self) -> Any:
        EXAM_PLACE.consume(here())
        title = gettext("There is no test with this code")
        return self._answer("training/exam_paper_none.html", 404, title=title)

    def _answer(self, template: str, code: int = 200, **facts: Any) -> Any:
        """A page whose URL is a secret and is not sent as a referrer."""
        answer = make_response(self.render_template(template, **facts), code)
        answer.headers["Referrer-Policy"] = "strict-origin"
        answer.headers["Cache-Control"] = "no-store"
        return answer
