"""The buttons beside each document by which the desk says whether it is in order."""

from typing import Any
from uuid import UUID

from flask import redirect, url_for
from werkzeug.exceptions import BadRequest

from app.dossiers import rules
from app.dossiers.forms.steps import VerdictForm
from app.dossiers.models.dossier import Paper, PaperVerdict
from app.dossiers.operations import paper_verdicts
from app.dossiers.queries import visibility
from app.dossiers.views.desk.transitions import StepPages
from app.kernel.db import transaction
from app.kernel.errors import NotFound
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route


class PaperVerdicts(StepPages):
    """Whether the documents of a dossier are in order, one by one."""

    route_base = "/can-bo/mot-cua/giay-to/<uuid:key>"

    @route("/danh-gia", verb="work", methods=["POST"])
    def judge(self, key: UUID) -> Any:
        """Keep the finding, and go on to the next document that has none."""
        actor, form = current_actor(), VerdictForm()
        dossier_id = visibility.paper(key, actor).dossier_id
        if dossier_id is None:
            raise NotFound
        if not form.validate():
            raise BadRequest
        dossier = visibility.for_step(dossier_id, actor)
        paper = next(each for each in dossier.papers if each.id == key)
        after = _next(rules.papers_to_judge(dossier), paper)
        with refusals() as refused, transaction():
            by = rules.officer(actor, dossier.commune_id)
            paper_verdicts.judge(
                dossier, paper, PaperVerdict(form.verdict.data), form.note.data or "", by=by
            )
        place = f"giay-{key if refused else after}"
        return redirect(url_for("Desk.dossier", key=dossier_id, _anchor=place))


def _next(papers: list[Paper], this: Paper) -> UUID:
    """The next document without a finding, else this one."""
    waiting = [each for each in papers if each.verdict is None or each is this]
    if this not in waiting:
        return this.id
    return waiting[(waiting.index(this) + 1) % len(waiting)].id
