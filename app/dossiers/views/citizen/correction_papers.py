"""Documents added while the declaration is corrected; they are sent with the corrections."""

from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from app.dossiers.models.dossier import PaperKind
from app.dossiers.views.citizen import browser_session
from app.dossiers.views.citizen.blueprint import citizen, is_sound
from app.dossiers.views.citizen.corrections import correcting
from app.dossiers.views.citizen.uploads import (
    REMOVE,
    UploadRefusals,
    by_key,
    receive,
    remove,
    shown,
    wanted_by,
)
from app.kernel.files.content_type import OFFERED
from app.procedures.models.vocabulary import Must


@citizen.route("/tra-cuu/sua/giay-to", methods=["GET", "POST"])
def correct_papers() -> Any:
    """Show what the commune has, and take further documents for it."""
    draft, refused = correcting(), UploadRefusals()
    if request.method == "POST":
        if not is_sound(FlaskForm()):
            flash(_("The page was open for too long. Choose the file once more."), "warning")
            return redirect(url_for("citizen.correct_papers"))
        refused = receive(lambda: correcting(lock=True), draft.id)
        remove(lambda: correcting(lock=True), lambda owner: owner.papers)
        if not refused:
            done = "tiep" in request.form
            return redirect(url_for("citizen.correct" if done else "citizen.correct_papers"))
    dossier = browser_session.tracked()
    page = render_template(
        "dossiers/citizen/correction_papers.html",
        dossier=dossier,
        wanted=[paper for paper in wanted_by(draft) if paper.must is not Must.MADE],
        sent=by_key(p for p in dossier.papers if p.storage_key and p.kind is PaperKind.FILED),
        filed=by_key(draft.papers),
        refused=refused,
        form=FlaskForm(),
        view=lambda filed: url_for("citizen.correction_paper", key=filed.id),
        taken=OFFERED,
        remove=REMOVE,
    )
    return page, refused.status if refused else 200, refused.headers


@citizen.get("/tra-cuu/sua/giay-to/<uuid:key>")
def correction_paper(key: UUID) -> Response:
    """A document of the dossier, or one that is being added to it."""
    draft, dossier = correcting(), browser_session.tracked()
    there = [paper for paper in dossier.papers if paper.kind is PaperKind.FILED]
    return shown((paper for paper in [*draft.papers, *there] if paper.storage_key), key)
