"""Answering the one list of what is missing (phiếu yêu cầu bổ sung): files first, then the step."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from app.dossiers import rules
from app.dossiers.models import Dossier
from app.dossiers.operations import visiting
from app.dossiers.views.citizen import holding
from app.dossiers.views.citizen.blueprint import citizen, is_sound
from app.dossiers.views.citizen.changing import NotOpen
from app.dossiers.views.citizen.papers import (
    REMOVE,
    TAKEN,
    by_key,
    receive,
    remove,
    shown,
    wanted_by,
)
from app.dossiers.workflow import State
from app.kernel.db import transaction
from app.kernel.web import refusals
from app.procedures import queries as procedures
from app.procedures.models import Must


@citizen.route("/tra-cuu/bo-sung", methods=["GET", "POST"])
def complete() -> Any:
    """Show the list, take files, and tell the commune when all is there."""
    dossier = _waiting()
    if request.method == "GET":
        return _page(dossier, {})
    if not is_sound(FlaskForm()):
        flash(_("The page was open for too long. Choose the file once more."), "warning")
        return redirect(url_for("citizen.complete"))
    refused = receive(_locked, dossier.id)
    remove(_locked, _added)
    if refused:
        return _page(_waiting(), refused), refused.status, refused.headers
    if "xong" not in request.form:
        return redirect(url_for("citizen.complete"))
    with refusals() as stopped, transaction():
        visiting.supply(_locked(), by=rules.APPLICANT)
    if not stopped:
        flash(_("The commune has been told that the dossier is complete."), "success")
    return redirect(url_for("citizen.dossier"))


@citizen.get("/tra-cuu/giay-to/<uuid:key>")
def sent_paper(key: UUID) -> Response:
    """A file that the citizen sent to complete the dossier."""
    return shown(_added(_waiting()), key)


def _waiting() -> Dossier:
    """The dossier of the ticket, while the commune waits for its citizen.

    Raises:
        NotOpen: nothing is asked of the citizen now.
    """
    return _only_waiting(holding.tracked())


def _locked() -> Dossier:
    return _only_waiting(holding.tracked(lock=True))


def _only_waiting(dossier: Dossier) -> Dossier:
    if dossier.state is not State.SUPPLEMENTING or not dossier.supplements:
        raise NotOpen
    return dossier


def _added(dossier: Dossier) -> list[Any]:
    """Files sent since the commune asked; only those may be looked at and taken off here."""
    asked_at = dossier.supplements[-1].asked_at
    return [paper for paper in dossier.papers if paper.storage_key and paper.filed_at >= asked_at]


def _page(dossier: Dossier, refused: dict[str, str]) -> str:
    asked = dossier.supplements[-1]
    wanted = [paper for paper in wanted_by(dossier) if paper.must is not Must.MADE]
    named = {item["about"] for item in asked.items}
    form = procedures.form(dossier.procedure_version)
    labels = {paper.key: paper.name for paper in wanted} | {q.key: q.label for q in form.questions}
    return render_template(
        "dossiers/citizen/complete.html",
        dossier=dossier,
        asked=asked,
        labels=labels,
        wanted=sorted(wanted, key=lambda paper: paper.key not in named),
        named=named,
        questions=named & form.by_key.keys(),
        filed=by_key(_added(dossier)),
        refused=refused,
        form=FlaskForm(),
        view=lambda filed: url_for("citizen.sent_paper", key=filed.id),
        taken=TAKEN,
        remove=REMOVE,
    )
