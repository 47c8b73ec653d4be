"""The papers of a draft: what is required, what was received, uploads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from os import SEEK_END
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage

from app.dossiers.models.dossier import Channel, Dossier, Draft
from app.dossiers.models.dossier import Paper as Filed
from app.dossiers.operations import submission
from app.dossiers.views.citizen import browser_session
from app.dossiers.views.citizen.blueprint import citizen, is_sound
from app.dossiers.views.citizen.form_pages import FILING, FormPages
from app.dossiers.views.citizen.section_page import LATER
from app.kernel.actor import NOBODY
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import transaction
from app.kernel.errors import DomainError, NotFound, Refused
from app.kernel.files import storage
from app.kernel.files.content_type import OFFERED, RefusedFile
from app.kernel.files.drivers import StoreFailure
from app.kernel.files.file_names import shown_name
from app.kernel.security.rate_limits import (
    UPLOAD,
    UPLOAD_KB,
    UPLOAD_PLACE,
    UPLOAD_PLACE_KB,
    TooOften,
)
from app.kernel.web import access_log
from app.kernel.web.attempts import here
from app.kernel.web.file_response import kept_file
from app.procedures import queries as procedures
from app.procedures.models.vocabulary import Must
from app.procedures.rules.papers_and_fees import Paper, papers_for

REMOVE = "bo"
"""The button beside a file: its value is the paper to remove."""
SEND = "gui"
"""The button beside a field: its value is the paper whose file was chosen."""
REFUSALS = (RefusedFile, StoreFailure, Refused, TooOften)
_NOT_TO_SEND = (Must.PRESENTED, Must.MADE)
Reopen = Callable[[], Draft | Dossier]
ON_ONE_PAGE = "DeskDeclaration.page"
"""The endpoint where an officer's draft is filled in and submitted."""


class NotWanted(DomainError):
    message = _l("This document is not asked for any more. Load the page again.")


@citizen.route("/nop-ho-so/giay-to", methods=["GET", "POST"])
def papers() -> Any:
    """Show required and received papers; take files; continue."""
    draft = browser_session.opened()
    if request.method == "GET":
        return _page(draft, {})
    form = FlaskForm()
    if not is_sound(form):
        flash(_("The page was open for too long. Choose the file once more."), "warning")
        return redirect(url_for("citizen.papers"))
    refused = receive(lambda: browser_session.opened(lock=True), draft.id)
    remove(lambda: browser_session.opened(lock=True), lambda owner: owner.papers)
    if refused:
        return _page(draft, refused), refused.status, refused.headers
    if LATER in request.form:
        return redirect(url_for("citizen.later"))
    if "tiep" not in request.form:
        return redirect(url_for("citizen.papers", _anchor=_pressed()))
    lacking = missing(draft)
    if lacking:
        return _page(draft, lacking), 422
    return redirect(url_for("citizen.check" if draft.channel is Channel.SELF else ON_ONE_PAGE))


@citizen.get("/nop-ho-so/giay-to/<uuid:key>")
def paper(key: UUID) -> Response:
    """A file that this browser has sent."""
    return shown(browser_session.opened().papers, key)


class UploadRefusals(dict[str, str]):
    """Error messages of refused files, by paper; and the page's response."""

    status = 422
    headers: dict[str, str] = {}

    def note(self, key: str, name: str, refusal: DomainError) -> None:
        self[key] = f"{name}: {refusal}"
        if refusal.headers:  # it says when to try again
            self.status, self.headers = refusal.status, dict(refusal.headers)


def receive(reopen: Reopen, owner_id: UUID) -> UploadRefusals:
    """Store every uploaded file with its paper; returns the error messages, by paper.

    ``reopen`` loads the owner again, locked, once a file is stored: it may have been submitted
    meanwhile.
    """
    refused, one_go = UploadRefusals(), storage.OneGo()
    for key, upload in request.files.items(multi=True):
        if not upload.filename:
            continue
        try:
            count(owner_id, upload.stream.seek(0, SEEK_END))
            upload.stream.seek(0)
            _keep(reopen, key, upload, one_go)
        except NotWanted:
            continue
        except REFUSALS as refusal:
            refused.note(key, shown_name(upload.filename), refusal)
    pressed = request.form.get(SEND, "")
    if pressed.isidentifier() and not any(file.filename for file in request.files.values()):
        refused[pressed] = _("Choose a photograph or file first, then press “Upload”.")
    return refused


def count(owner_id: UUID, size: int) -> None:
    """Count a file and its bytes, for this draft or dossier and for this client network.

    Raises:
        TooOften: the hourly limit of files or bytes is exceeded.
    """
    kilobytes, place = size // 1024 + 1, here()
    UPLOAD.consume(str(owner_id))
    UPLOAD_KB.consume(str(owner_id), kilobytes)
    UPLOAD_PLACE.consume(place)
    UPLOAD_PLACE_KB.consume(place, kilobytes)


def remove(reopen: Reopen, removable: Callable[[Any], Iterable[Filed]]) -> None:
    """Remove the file whose button was pressed, if it is removable."""
    key = request.form.get(REMOVE)
    if key is None:
        return
    with transaction():
        owner = reopen()
        remove_paper(owner, removable(owner), key)


def remove_paper(owner: Draft | Dossier, removable: Iterable[Filed], key: str) -> None:
    filed = next((paper for paper in removable if str(paper.id) == key), None)
    if filed is not None:
        submission.detach(owner, filed.id)


def wanted_by(owner: Draft | Dossier) -> tuple[Paper, ...]:
    version = owner.version if isinstance(owner, Draft) else owner.procedure_version
    return papers_for(procedures.form(version), owner.answers)


def shown(filed: Iterable[Filed], key: UUID) -> Response:
    """The file of one of these papers, served safely.

    Raises:
        NotFound: the paper is not one of them, or has no file.
    """
    found = next((paper for paper in filed if paper.id == key), None)
    if found is None:
        raise NotFound
    response = kept_file(found.storage_key, found.mime, found.file_name, found.sha256)
    access_log.log_access(NOBODY, found, AccessKind.FILE)
    return response


def _keep(reopen: Reopen, key: str, upload: FileStorage, one_go: storage.OneGo) -> None:
    """Store the file, flushed to disk, and then its row."""
    stored = one_go.store(upload.stream)
    with transaction():
        attach(reopen(), key, stored, shown_name(upload.filename))


def attach(owner: Draft | Dossier, key: str, stored: storage.Stored, file_name: str) -> None:
    wanted = wanted_paper(owner, key)
    submission.attach(owner, wanted.key, wanted.name, stored, file_name)


def wanted_paper(owner: Draft | Dossier, key: str) -> Paper:
    """The paper with this key. Raises NotWanted: no such paper is asked for."""
    wanted = next((each for each in wanted_by(owner) if each.key == key), None)
    if wanted is None or wanted.must is Must.MADE:
        raise NotWanted
    return wanted


def missing(draft: Draft) -> dict[str, str]:
    """Required papers without a file; none at the desk, where the officer sees the papers."""
    if draft.channel is not Channel.SELF:
        return {}
    there = {filed.key for filed in draft.papers}
    return {
        paper.key: _("Send a photo or file of: %(paper)s.", paper=paper.name)
        for paper in wanted_by(draft)
        if paper.must is Must.REQUIRED and paper.key not in there
    }


def _pressed() -> str:
    """The paper whose button was pressed, as the anchor to return to."""
    key = request.form.get(SEND, "")
    return f"giay-to-{key}" if key.isidentifier() else "noi-dung"


def _page(draft: Draft, refused: dict[str, str]) -> str:
    form_pages = FormPages.of(draft)
    pages = form_pages.pages
    before = form_pages.address(pages[-1]) if pages else url_for("citizen.home")
    filed, wanted = by_key(draft.papers), wanted_by(draft)
    unsent = [each for each in wanted if not (each.key in filed or each.key in refused)]
    presented, made = ([each for each in unsent if each.must is must] for must in _NOT_TO_SEND)
    return render_template(
        "dossiers/citizen/uploads.html",
        draft=draft,
        sent=[each for each in wanted if each not in presented and each not in made],
        presented=presented,
        made=made,
        filed=filed,
        refused=refused,
        form=FlaskForm(),
        n=form_pages.steps - 1,
        total=form_pages.steps,
        back=before if draft.channel is Channel.SELF else url_for(ON_ONE_PAGE),
        view=lambda filed: url_for("citizen.paper", key=filed.id),
        taken=OFFERED,
        remove=REMOVE,
        later=LATER,
        draft_field=browser_session.FIELD,
        action=url_for(FILING.after),
    )


def by_key(filed: Iterable[Filed]) -> dict[str, list[Filed]]:
    found: dict[str, list[Filed]] = {}
    for paper in filed:
        found.setdefault(paper.key, []).append(paper)
    return found
