"""Browsers in which an account has signed in before.

Strangers who try passwords of an account use up its limits for strangers; a known browser has one
of its own, so that nobody shuts an officer out from elsewhere. The cookie opens nothing: whoever
copies it has its ten wrong passwords a day.
"""

from datetime import timedelta

from flask import Response, after_this_request, current_app, request, url_for
from itsdangerous import BadSignature

from app.kernel.security import encryption
from app.kernel.security.tokens import new_token

COOKIE, _PURPOSE = "mot_cua_device", "known device"
LIVES = timedelta(days=180)
MOST = 8
"""Accounts remembered by one browser, the newest; a commune has computers that several share."""


def device_of(username: str) -> str | None:
    """The random name of this browser, if the account has signed in here."""
    device, accounts = _held()
    return device if not set(_marks(username)).isdisjoint(accounts) else None


def remember(username: str) -> None:
    device, accounts = _held()
    marks = _marks(username)
    others = [mark for mark in accounts if mark not in marks][1 - MOST :]
    value = str(encryption.signer(_PURPOSE).dumps([device or new_token(), [*others, marks[0]]]))

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(
            COOKIE,
            value,
            max_age=LIVES,
            path=url_for("Start.index"),  # read and written by all pages that sign in
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Strict",
        )
        return response


def _held() -> tuple[str, list[str]]:
    signed, most_seconds = request.cookies.get(COOKIE, ""), int(LIVES.total_seconds())
    try:
        device, accounts = encryption.signer(_PURPOSE).loads(signed, max_age=most_seconds)
    except BadSignature:
        return "", []
    return device, accounts


def _marks(username: str) -> tuple[str, ...]:
    """Digests of a user name, so that the cookie names nobody."""
    return tuple(mark.hex()[:32] for mark in encryption.marks(_PURPOSE, username.lower().encode()))
