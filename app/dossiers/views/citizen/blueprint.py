"""The blueprint of the citizens' pages, and the handling of forms with an expired token."""

from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from app.dossiers.rules import draft_codes
from app.kernel.errors import DomainError
from app.kernel.web.error_pages import http_error

citizen = Blueprint("citizen", __name__)

UPLOADS = frozenset({"citizen.papers", "citizen.complete", "citizen.correct_papers"})
UPLOAD_BYTES = 41 * 1024 * 1024
"""Four files of 10 MB at once, whichever button of the page is pressed."""


@citizen.url_value_preprocessor
def _room_for_files(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Raise the request size limit on pages with several papers."""
    if request.endpoint in UPLOADS:
        request.max_content_length = UPLOAD_BYTES


@citizen.context_processor
def _draft_code() -> dict[str, Any]:
    """The code of a draft, which stands on all its pages."""
    return {"draft_code": draft_codes.code_of}


@citizen.errorhandler(CSRFError)
def show_again(_error: CSRFError) -> Any:
    """Show the form again, filled in; every view checks the token before it writes."""
    view = current_app.view_functions[request.endpoint or ""]
    try:
        return view(**(request.view_args or {}))
    except (DomainError, HTTPException) as refusal:  # the handler's own refusals find no handler
        return current_app.handle_user_exception(refusal)


@citizen.errorhandler(RequestEntityTooLarge)
def _too_much(error: RequestEntityTooLarge) -> Any:
    """Explain on the page of the papers how to send files that exceed the limit."""
    if request.endpoint not in UPLOADS:
        return http_error(error)
    flash(_("These files are too large together. Send them one at a time, 10 MB each."), "danger")
    return redirect(request.path)


def is_sound(form: FlaskForm) -> bool:
    """Whether the form is valid; an expired token becomes an error message of the page."""
    sound = bool(form.validate())
    if form.csrf_token.errors:
        form.csrf_token.errors = ()
        form.form_errors.append(
            _("This page was open for too long. Nothing typed is lost: look at it, send it again.")
        )
        g.stale_form = True
    return sound


def is_stale() -> bool:
    """Whether the token of the posted form was refused: nothing may be written."""
    return bool(g.get("stale_form"))
