"""Pages owned by no package: errors, refusals, and the separation of the two surfaces."""

from collections.abc import Mapping
from functools import partial
from typing import Any, TypeGuard

from flask import Flask, abort, current_app, flash, g, redirect, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from psycopg.errors import ReadOnlySqlTransaction
from sqlalchemy.exc import DataError, DBAPIError, InternalError, OperationalError
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException

from app.kernel.db import db
from app.kernel.errors import COME_BACK_SECONDS, DomainError
from app.kernel.web import error_reference

OFFICERS = "/can-bo"
NUL = "\0"
READING = frozenset({"GET", "HEAD"})
WORDS = {
    400: (
        _("This address is not right"),
        _("Go back and try again, or begin from the start page."),
    ),
    403: (_("This is not open to you"), _("Ask the person who manages accounts in your office.")),
    404: (
        _("There is no such page"),
        _("Look at the address again, or begin from the start page."),
    ),
    405: (_("This cannot be done so"), _("Go back to the page before.")),
    409: (_("This cannot be done now"), _("Look at the record again.")),
    413: (
        _("This is too large"),
        _("Send files of 10 MB at most, one at a time, and shorter texts."),
    ),
    422: (_("This cannot be done so"), _("Go back and look at what you wrote.")),
    429: (_("Too often"), _("Wait a few minutes, then try again.")),
    500: (_("Something went wrong here"), _("Nothing was saved. Try again in a few minutes.")),
    503: (_("Not in service now"), _("Try again in a few minutes.")),
}
"""Title and advice of each error; other codes use 400 or 500."""


def init_app(app: Flask, surface: str) -> None:
    """Register the handlers, and close the surface that this process does not serve."""
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(DomainError, _refusal)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(DataError, _unreadable)
    app.register_error_handler(OperationalError, _out_of_service)
    app.register_error_handler(InternalError, _internal_error)
    app.before_request(_no_nul)
    if surface != "both":
        app.before_request(_only_public if surface == "public" else _only_officers)


def http_error(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:  # redirects are not errors
        return error
    cause = getattr(error, "original_exception", None)  # of what is done after the view
    if _is_away(cause):
        return _out_of_service(cause)
    if isinstance(cause, DomainError):
        return _page(cause.status, _open_again() or str(cause), headers=cause.headers)
    told = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    return _page(error.code, headers=told)


def _refusal(refusal: DomainError) -> Any:
    """A refusal that no form caught: shown on the page from which the person came."""
    here = request.root_url
    back = request.referrer or ""
    if request.method == "POST" and back.startswith(here) and refusal.status == 409:
        flash(str(refusal), "danger")
        return redirect(back)
    return _page(refusal.status, str(refusal), headers=refusal.headers)


def _stale_form(_error: CSRFError) -> Any:
    return _page(400, gettext("This page is too old. Go back, load it again, and send it again."))


def _unreadable(_error: DBAPIError) -> Any:
    """An address contains a value that the database cannot parse."""
    db.session.remove()
    return _page(400)


def _internal_error(error: InternalError) -> Any:
    if not _is_away(error):
        raise error
    return _out_of_service(error)


def _is_away(error: BaseException | None) -> TypeGuard[DBAPIError]:
    """Whether no primary answers.

    A standby may be asked a moment before it is promoted. Of a connection that ends while it
    commits the driver reads the end and the answer, and says in its own name, without a code of
    PostgreSQL, that it cannot take two.
    """
    if isinstance(error, InternalError):
        code = getattr(error.orig, "sqlstate", None)
        return code is None or isinstance(error.orig, ReadOnlySqlTransaction)
    return isinstance(error, OperationalError)


def _open_again() -> str | None:
    """What people are told who sent something of which nobody here knows whether it was saved."""
    if request.method in READING:
        return None
    return gettext(
        "Open the page again in a few minutes. It shows whether what you sent was saved; if it was "
        "not, send it again."
    )


def _out_of_service(error: DBAPIError) -> Any:
    """The database is down or too busy to answer: temporary, not a bug.

    Its connection may have been cut during the commit.
    """
    db.session.remove()
    login_manager = current_app.login_manager  # type: ignore[attr-defined]
    g._login_user = login_manager.anonymous_user()  # else the page asks the database who looks
    current_app.logger.error(
        "no answer from the database %s: %s", error_reference.reference(), type(error.orig).__name__
    )
    return _page(503, _open_again(), headers={"Retry-After": str(COME_BACK_SECONDS)})


def _no_nul() -> None:
    """Refuse NUL, which PostgreSQL cannot store.

    Nobody types it; it is removed from forms, so that the rest of the input is not lost.
    """
    if NUL in request.path:
        abort(404)
    if any(NUL in part for pair in request.args.items(multi=True) for part in pair):
        abort(400)
    typed = list(request.form.items(multi=True))
    if any(NUL in part for pair in typed for part in pair):
        request.form = ImmutableMultiDict(
            [(name.replace(NUL, ""), value.replace(NUL, "")) for name, value in typed]
        )


def _page(
    code: int, sentence: str | None = None, *, headers: Mapping[str, str] | None = None
) -> Any:
    title, advice = WORDS.get(code) or WORDS[400 if code < 500 else 500]
    if code == 500 and request.method in READING:
        advice = WORDS[503][1]  # there was nothing to save
    appbuilder = current_app.appbuilder  # type: ignore[attr-defined]
    draw = partial(
        render_template,
        "errors/error.html",
        code=code,
        title=title,
        sentence=sentence or advice,
        reference=error_reference.reference_if_any(),
        officers=_is_officers(),
        appbuilder=appbuilder,
        base_template=appbuilder.base_template,
    )
    try:
        page = draw(has_menu=code != 503)
    except Exception:
        if code != 500:
            raise
        page = draw(has_menu=False)  # what is broken is the menu, or what it asks the database
    return page, code, dict(headers or {})


def _is_officers() -> bool:
    return request.path.startswith(OFFICERS) and current_app.config["SURFACE"] != "public"


def _only_public() -> None:
    if request.path.startswith(OFFICERS):
        abort(404)


def _only_officers() -> None:
    """Allow only the officers' pages, and the citizens' form for entry by an officer."""
    shared = ("/static", "/lang", "/healthz", "/readyz", "/back", "/tong-dai/")
    filling = request.path.startswith("/nop-ho-so/") and current_user.is_authenticated
    if not (_is_officers() or filling or request.path.startswith(shared)):
        abort(404)
