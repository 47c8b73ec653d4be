"""Answering the list of what is missing (phiếu yêu cầu bổ sung) item by item; then the step."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms.validators import Length

from app.dossiers import rules
from app.dossiers.models.dossier import Dossier, PaperKind
from app.dossiers.operations import supplements
from app.dossiers.operations.supplements import SAID_LONGEST, Answer
from app.dossiers.rules.supplements import HOW_LABELS, How, Item, SupplementSubject, items
from app.dossiers.views.citizen import browser_session
from app.dossiers.views.citizen.blueprint import citizen, is_sound, is_stale
from app.dossiers.views.citizen.corrections import NotOpen, begin_with
from app.dossiers.views.citizen.uploads import (
    REMOVE,
    UploadRefusals,
    by_key,
    receive,
    remove,
    shown,
    wanted_by,
)
from app.dossiers.workflow import State
from app.kernel.db import transaction
from app.kernel.files.content_type import OFFERED
from app.kernel.web.forms.citizen_fields import TextField
from app.kernel.web.refusals import refusals
from app.procedures.models.vocabulary import Must

SEND, CORRECT = "xong", "sua"


@citizen.route("/tra-cuu/bo-sung", methods=["GET", "POST"])
def complete() -> Any:
    """Show the list, take files and texts for each item, and inform the commune when complete."""
    dossier = _waiting()
    form = _form(items(dossier, dossier.supplements[-1]))
    if request.method == "GET":
        return _page(dossier, form, UploadRefusals())
    is_sound(form)
    if is_stale():
        flash(_("The page was open for too long. Choose the file once more."), "warning")
        return _page(dossier, form, UploadRefusals()), 400
    refused = receive(_locked, dossier.id)
    remove(_locked, added)
    if form.errors or refused:
        return _page(_waiting(), form, refused), refused.status, refused.headers
    _keep_words(form)
    if CORRECT in request.form:
        return begin_with(request.form[CORRECT])
    if SEND not in request.form:
        return redirect(url_for("citizen.complete", _anchor=_pressed()))
    with refusals(form) as stopped, transaction():
        supplements.supply(_locked(), by=rules.APPLICANT)
    if stopped:
        return _page(_waiting(), form, refused), 422
    flash(_("The commune has been told that the dossier is complete."), "success")
    return redirect(url_for("citizen.dossier"))


@citizen.get("/tra-cuu/giay-to/<uuid:key>")
def sent_paper(key: UUID) -> Response:
    return shown(_filed(_waiting()), key)


def waiting(key: str, lock: bool) -> Dossier:  # as TARGETS calls it
    """The dossier of the ticket, if its key is this one. Raises NotOpen."""
    dossier = _locked() if lock else _waiting()
    if key != str(dossier.id):
        raise NotOpen
    return dossier


def _waiting() -> Dossier:
    """The dossier of the ticket, while the commune waits for its citizen. Raises NotOpen."""
    return _only_waiting(browser_session.tracked())


def _locked() -> Dossier:
    return _only_waiting(browser_session.tracked(lock=True))


def _only_waiting(dossier: Dossier) -> Dossier:
    if dossier.state is not State.SUPPLEMENTING or not dossier.supplements:
        raise NotOpen
    return dossier


def added(dossier: Dossier) -> list[Any]:
    """Files sent since the request; only those may be removed here."""
    asked_at = dossier.supplements[-1].asked_at
    return [paper for paper in _filed(dossier) if paper.filed_at >= asked_at]


def _filed(dossier: Dossier) -> list[Any]:
    """Files that were filed for the dossier, which may be viewed here."""
    return [
        paper for paper in dossier.papers if paper.storage_key and paper.kind is PaperKind.FILED
    ]


def _form(asked: Sequence[Item]) -> Any:
    too_long = _("Write %(most)s characters at most", most=SAID_LONGEST)
    fields = {
        _field(item.n): TextField(
            _("Your answer to item %(n)s", n=item.n)
            if item.about is SupplementSubject.OTHER
            else _("Or write a sentence to item %(n)s", n=item.n),
            validators=[Length(max=SAID_LONGEST, message=too_long)],
        )
        for item in asked
    }
    made: Any = type("WordsForm", (FlaskForm,), fields)
    return made(data={_field(item.n): item.said for item in asked})


def _field(n: int) -> str:
    return f"loi_{n}"


def _keep_words(form: Any) -> None:
    """Store the text answers, or their withdrawal."""
    with transaction():
        dossier = _locked()
        answers = {
            item.n: Answer(How.SAID, form[_field(item.n)].data or "")
            for item in items(dossier, dossier.supplements[-1])
            if _field(item.n) in request.form and item.how is not How.BROUGHT
        }
        supplements.answer_items(dossier, answers, by=rules.APPLICANT)


def _pressed() -> str:
    """The item whose button was pressed, as the anchor to return to."""
    key = request.form.get("gui", "")
    return f"giay-to-{key}" if key.isidentifier() else "noi-dung"


def _page(dossier: Dossier, form: Any, refused: UploadRefusals) -> str:
    supplement = dossier.supplements[-1]
    asked = items(dossier, supplement)
    since = added(dossier)
    there = {paper.key for paper in _filed(dossier)}
    wanted = {paper.key: paper for paper in wanted_by(dossier) if paper.must is not Must.MADE}
    named = {item.key for item in asked if item.about is SupplementSubject.PAPER}
    return render_template(
        "dossiers/citizen/supplements.html",
        dossier=dossier,
        supplement=supplement,
        asked=asked,
        how=HOW_LABELS,
        wanted=wanted,
        others=[
            replace(paper, must=Must.IF_ANY) if key in there else paper
            for key, paper in wanted.items()
            if key not in named
        ],
        sent=[paper for paper in _filed(dossier) if paper not in since],
        filed=by_key(since),
        refused=refused,
        form=form,
        field=_field,
        view=lambda filed: url_for("citizen.sent_paper", key=filed.id),
        taken=OFFERED,
        remove=REMOVE,
        send=SEND,
        correct=CORRECT,
    )
