"""Drafts that this device keeps for 30 days, because the person said so.

They lie in a signed cookie of their own, which outlives the browser session. On a computer that
others use too nobody says so, and the draft ends with the browser session as before.
"""

from datetime import timedelta
from uuid import UUID

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadSignature

from app.dossiers.models.dossier import Channel, Draft
from app.dossiers.operations.submission import DRAFT_DAYS
from app.dossiers.rules import draft_codes
from app.kernel.security import encryption

_NAME, _PURPOSE = "mot_cua_drafts", "kept drafts"
_HERE, _CHANGED = "mot_cua.kept_drafts", "mot_cua.kept_drafts_changed"
LIVES = timedelta(days=DRAFT_DAYS)
MOST = 3
ASKED, FIELD = "hoi_giu", "giu_tren_may"
"""Fields of a form: the person was asked whether to keep the draft here; and said yes."""


def pairs() -> list[list[str]]:
    """Keys and tokens of the drafts kept on this device, the newest last."""
    if _HERE not in request.environ:
        request.environ[_HERE] = _read()
    return list(request.environ[_HERE])


def is_kept(draft_id: UUID) -> bool:
    return any(key == str(draft_id) for key, _token in pairs())


def obey(draft: Draft) -> None:
    """Do what the posted form says, if it asked."""
    if ASKED not in request.form or draft.channel is not Channel.SELF:
        return
    if request.form.get(FIELD) != "1":
        forget(draft.id)
        return
    opening = next(iter(draft_codes.openings_of(draft.id)), None)
    if opening is not None:
        _write([*_others(draft.id)[1 - MOST :], [str(draft.id), opening.token.hex()]])


def renew(draft_id: UUID) -> None:
    """Let the cookie live as long as the draft that was just written to."""
    if is_kept(draft_id):
        _write(pairs())


def forget(draft_id: UUID) -> None:
    if is_kept(draft_id):
        _write(_others(draft_id))


def forget_all() -> None:
    if pairs():
        _write([])


def _others(draft_id: UUID) -> list[list[str]]:
    return [pair for pair in pairs() if pair[0] != str(draft_id)]


def _cookie() -> str:
    return f"__Host-{_NAME}" if current_app.config["SESSION_COOKIE_SECURE"] else _NAME


def _read() -> list[list[str]]:
    signed = request.cookies.get(_cookie(), "")
    try:
        found: list[list[str]] = encryption.signer(_PURPOSE).loads(
            signed, max_age=int(LIVES.total_seconds())
        )
    except BadSignature:
        return []
    return found


def _write(kept: list[list[str]]) -> None:
    """Send the cookie with this response; of several wishes in one request the last counts."""
    if _CHANGED not in request.environ:
        after_this_request(_send)
    request.environ[_HERE], request.environ[_CHANGED] = kept, True


def _send(response: Response) -> Response:
    kept = pairs()
    response.set_cookie(
        _cookie(),
        str(encryption.signer(_PURPOSE).dumps(kept)) if kept else "",
        max_age=LIVES if kept else timedelta(),
        path="/",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response
