"""Exchange by Excel: packets out, answers in, each row validated before booking."""

from collections import Counter
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext, ngettext

from app.handoffs import exports
from app.handoffs.forms import AnswersForm
from app.handoffs.models import Leg
from app.handoffs.operations import excel_answers
from app.handoffs.operations.excel_answers import GOOD, AnswerVerdict
from app.handoffs.queries import handovers
from app.handoffs.workflow import LegState
from app.kernel import clock
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import transaction
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.file_response import download
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route


class ExcelAnswers(BaseView):
    """Answers of agencies by Excel (trao đổi bằng tệp Excel)."""

    route_base = "/can-bo/tra-loi-bang-excel"
    default_view = "begin"
    class_permission_name = "Exchange"

    @route("/", verb="work", methods=["GET", "POST"])
    def begin(self) -> Any:
        """The start page; after an upload, the validation result of each row."""
        actor, form, judged = current_actor(), AnswersForm(), []
        sealed = ""
        if form.validate_on_submit():
            with refusals(form) as refused:
                rows = exports.answers(form.file.data.stream)
                judged = excel_answers.judge(rows, actor=actor)
            if judged:
                sealed = excel_answers.sealed([each.said for each in judged], actor=actor)
            elif not refused:
                flash(gettext("The file has no answer in it."), "warning")
        held = handovers.for_exchange(actor, state=LegState.RECEIVED)
        access_log.log_list_access(actor, Leg, ())
        return self.render_template(
            "handoffs/excel_answers.html",
            form=form,
            held=len(held),
            judged=judged,
            sealed=sealed,
            counts=Counter(each.verdict in GOOD for each in judged),
            to_book=sum(each.verdict is AnswerVerdict.BOOK for each in judged),
            good=GOOD,
        )

    @route("/tai-ve", verb="work")
    def download(self) -> Response:
        """The packets that wait for an answer, as a workbook."""
        actor = current_actor()
        content = exports.packets(handovers.for_exchange(actor, state=LegState.RECEIVED))
        access_log.log_list_access(actor, Leg, (), AccessKind.EXPORT)
        return download(f"ho-so-lien-thong-{clock.today():%Y-%m-%d}.xlsx", content)

    @route("/ghi-nhan", verb="work", methods=["POST"])
    def book(self) -> Any:
        actor = current_actor()
        with refusals() as refused, transaction():
            rows = excel_answers.unsealed(request.form.get("rows", ""), actor=actor)
            judged = excel_answers.book(rows, actor=actor)
            excel_answers.note(actor, judged)
        if not refused:
            done = sum(each.verdict is AnswerVerdict.BOOK for each in judged)
            told = ngettext("%(num)d answer was booked.", "%(num)d answers were booked.", done)
            flash(told, "success")
        return redirect(url_for("ExcelAnswers.begin"))
