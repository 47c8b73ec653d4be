"""Bodies of requests: forms alone."""

from __future__ import annotations

from flask import Flask, abort, request

from app.kernel.web.trusted_hosts import PROBES

FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def init_app(app: Flask) -> None:
    """Refuse other bodies before Flask-WTF sees them: it reads JSON, whatever it holds."""

    @app.before_request
    def _only_forms() -> None:
        if request.mimetype and request.mimetype not in FORMS and request.endpoint not in PROBES:
            abort(400)
