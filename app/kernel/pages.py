"""Pages that no room owns: errors, refusals, and the door between the two surfaces."""

from __future__ import annotations

from typing import Any

from flask import Flask, abort, flash, redirect, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError
from werkzeug.exceptions import HTTPException

from app.kernel.db import db
from app.kernel.errors import DomainError

OFFICERS = "/can-bo"
KNOWN = (400, 403, 404, 405, 409, 413, 422, 429, 500, 503)


def init_app(app: Flask, surface: str) -> None:
    """Install the handlers, and shut the surface that this process does not serve."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(DomainError, _refusal)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(DataError, _unreadable)
    if surface != "both":
        app.before_request(_only_public if surface == "public" else _only_officers)


def _http_error(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:  # a redirect is no error
        return error
    return _page(error.code)


def _refusal(refusal: DomainError) -> Any:
    """A refusal that no form caught: told on the page from which the person came."""
    here = request.root_url
    back = request.referrer or ""
    if request.method == "POST" and back.startswith(here) and refusal.status == 409:
        flash(str(refusal), "danger")
        return redirect(back)
    return _page(refusal.status, str(refusal))


def _stale_form(_error: CSRFError) -> Any:
    return _page(400, gettext("This page is too old. Go back, load it again, and send it again."))


def _unreadable(_error: DBAPIError) -> Any:
    """A value that the database cannot read came with the address, not from a page of ours."""
    db.session.remove()
    return _page(400)


def _page(code: int, sentence: str | None = None) -> Any:
    name = code if code in KNOWN else 500
    return (
        render_template("errors/error.html", code=name, sentence=sentence, officers=_is_officers()),
        code,
    )


def _is_officers() -> bool:
    return request.path.startswith(OFFICERS)


def _only_public() -> None:
    if _is_officers():
        abort(404)


def _only_officers() -> None:
    public = ("/static", "/lang", "/healthz", "/readyz", "/back")
    if not _is_officers() and not request.path.startswith(public):
        abort(404)
