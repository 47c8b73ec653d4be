"""Bodies of requests: forms alone."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from flask import Flask, abort, request

from app.kernel.web.trusted_hosts import PROBES

FORM = "application/x-www-form-urlencoded"
FORMS = frozenset({FORM, "multipart/form-data"})


def init_app(app: Flask) -> None:
    """Refuse other bodies, and bytes that are no text, before Flask-WTF reads them as a form."""

    @app.before_request
    def _only_forms() -> None:
        if request.endpoint in PROBES or not request.mimetype:
            return
        if request.mimetype not in FORMS or (request.mimetype == FORM and not _is_text()):
            abort(400)


def _is_text() -> bool:
    """Whether the form is UTF-8: Werkzeug would keep other bytes as ``%FF``."""
    try:
        unquote_to_bytes(request.get_data()).decode()
    except UnicodeDecodeError:
        return False
    return True
