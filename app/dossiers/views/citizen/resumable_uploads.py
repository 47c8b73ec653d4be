"""Files that come in pieces, so that a broken line costs one piece (tus 1.0.0, https://tus.io).

A signed address names the upload, its paper and its owner. Every piece is taken only from the
browser that holds the draft, or has opened the dossier; the last one makes the file a paper like
any other upload.
"""

from base64 import b64decode
from binascii import Error
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from flask import request, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from itsdangerous import BadSignature

from app.dossiers.models.dossier import Dossier, Draft
from app.dossiers.models.dossier import Paper as Filed
from app.dossiers.views.citizen import browser_session, corrections, supplements, uploads
from app.dossiers.views.citizen.autosave import PLAIN
from app.dossiers.views.citizen.blueprint import citizen, is_sound
from app.kernel.db import transaction
from app.kernel.errors import DomainError, NotFound
from app.kernel.files import partial_uploads, storage
from app.kernel.files.content_type import EMPTY_FILE, FILE_TOO_LARGE, RefusedFile
from app.kernel.files.file_names import shown_name
from app.kernel.files.partial_uploads import WrongOffset
from app.kernel.files.storage import MAX_BYTES, MEGABYTE
from app.kernel.security import encryption
from app.kernel.web.request_bodies import takes_pieces

TUS = {"Tus-Resumable": "1.0.0"}
_PURPOSE, _LIVES = "upload in pieces", 24 * 60 * 60
_LATER = 423
"""The file cannot be opened just now: the last piece is asked for again."""


class UploadTarget(NamedTuple):
    """Where the papers of a page belong, as long as its browser may change them."""

    opened: Callable[[str, bool], Draft | Dossier]
    """The owner with this key, locked if asked."""
    removable: Callable[[Any], list[Filed]]


TARGETS: Mapping[str, UploadTarget] = {
    "ban-nhap": UploadTarget(
        lambda key, lock: browser_session.opened(key, lock=lock), lambda draft: draft.papers
    ),
    "bo-sung": UploadTarget(supplements.waiting, supplements.added),
    "sua": UploadTarget(
        lambda key, lock: corrections.correcting(key, lock=lock), lambda draft: draft.papers
    ),
}


class Upload(NamedTuple):
    """An upload in pieces, as its address says."""

    key: str
    length: int
    place: str
    owner: str
    paper: str
    name: str
    replaces: str


@citizen.post("/nop-ho-so/tai-len")
def begin_upload() -> Any:
    """Take note of a file that will come in pieces, within the limits of all uploads."""
    if not is_sound(FlaskForm()):
        return gettext("The page was open for too long. Load it again."), 400, PLAIN
    try:
        return _begun()
    except DomainError as refusal:
        return _refused(refusal)


@citizen.route("/nop-ho-so/tai-len/<token>", methods=["HEAD", "PATCH"])
@takes_pieces
def continue_upload(token: str) -> Any:
    """Say how much has arrived; take the next piece, and with the last one the paper."""
    if request.method == "PATCH" and not is_sound(FlaskForm()):
        return gettext("The page was open for too long. Load it again."), 400, PLAIN
    try:
        upload = _named(token)
        TARGETS[upload.place].opened(upload.owner, False)
        if request.method == "PATCH":
            return _taken(upload)
        told = {
            "Upload-Offset": partial_uploads.received(upload.key, upload.length),
            "Upload-Length": upload.length,
        }
    except DomainError as refusal:
        return _refused(refusal)
    return "", 200, {**TUS, **told}


def _begun() -> Any:
    said = _metadata()
    length = request.headers.get("Upload-Length", type=int) or 0
    if length > MAX_BYTES:
        raise RefusedFile(FILE_TOO_LARGE, limit=MAX_BYTES // MEGABYTE)
    if length <= 0:
        raise RefusedFile(EMPTY_FILE)
    place = TARGETS.get(said.get("noi", ""))
    if place is None:
        raise NotFound
    owner = place.opened(said.get("ban_nhap", ""), False)
    uploads.wanted_paper(owner, said.get("giay_to", ""))
    uploads.count(owner.id, length)
    upload = Upload(
        partial_uploads.begin(), length, said["noi"], said["ban_nhap"], said["giay_to"],
        shown_name(said.get("ten", "")), said.get("thay", ""),
    )  # fmt: skip
    token = encryption.signer(_PURPOSE).dumps(upload)
    where = url_for("citizen.continue_upload", token=token)
    return "", 201, {**TUS, "Location": where}


def _taken(upload: Upload) -> Any:
    offset = request.headers.get("Upload-Offset", type=int) or 0
    there = partial_uploads.append(upload.key, request.stream, offset=offset, whole=upload.length)
    if there == upload.length:
        try:
            _finish(upload)
        except partial_uploads.WrongOffset:
            raise
        except DomainError as refusal:
            if refusal.status not in {429, 503}:
                partial_uploads.drop(upload.key)
                raise
            partial_uploads.take_back(upload.key, offset)
            return str(refusal), _LATER, {**TUS, **PLAIN}
    return "", 204, {**TUS, "Upload-Offset": there}


def _finish(upload: Upload) -> None:
    """Make the whole file a paper, in place of the one that it replaces."""
    place = TARGETS[upload.place]
    with partial_uploads.open_whole(upload.key, upload.length) as stream:
        stored = storage.OneGo().store(stream)
        with transaction():
            owner = place.opened(upload.owner, True)
            uploads.remove_paper(owner, place.removable(owner), upload.replaces)
            uploads.attach(owner, upload.paper, stored, upload.name)
        partial_uploads.drop(upload.key)  # while nobody else may take its end back


def _named(token: str) -> Upload:
    try:
        return Upload(*encryption.signer(_PURPOSE).loads(token, max_age=_LIVES))
    except BadSignature as error:
        raise NotFound from error


def _metadata() -> dict[str, str]:
    """``Upload-Metadata``: names and their values in base 64, with commas between."""
    found = {}
    for pair in request.headers.get("Upload-Metadata", "")[:4000].split(","):
        name, _space, value = pair.strip().partition(" ")
        try:
            found[name] = b64decode(value).decode(errors="replace").replace("\x00", "")
        except Error:
            continue
    return found


def _refused(refusal: DomainError) -> Any:
    """Only a wrong offset is a conflict, after which the browser asks where to go on."""
    is_over = refusal.status == 409 and not isinstance(refusal, WrongOffset)
    status = 422 if is_over else refusal.status
    return str(refusal), status, {**TUS, **PLAIN, **refusal.headers}
