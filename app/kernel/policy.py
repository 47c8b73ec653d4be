"""What browsers are told: which scripts and styles may run, nothing framed or sniffed, pages small.

Pages are compressed: a young mother pays for each kilobyte. The session's cookie is SameSite, so
nobody can make a browser ask for the same page again and again and guess from its size.
"""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, Response, current_app, g, request
from flask_compress import Compress
from flask_talisman import Talisman
from werkzeug.wsgi import FileWrapper

from app.kernel.web import HouseView

POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
STYLE_ATTRIBUTES = "; style-src-attr 'unsafe-inline'"
"""For generated pages only, whose widgets still write style attributes."""


def guard_headers(app: Flask, *, https: bool) -> None:
    """Send the policy with every answer; pages of people are kept by no cache."""

    @app.after_request
    def _widen_and_forget(response: Response) -> Response:
        policy = g.pop("narrower_policy", None) or response.headers.get("Content-Security-Policy")
        if policy:
            response.headers["Content-Security-Policy"] = policy
        if policy and _is_generated():
            response.headers["Content-Security-Policy"] = policy + STYLE_ATTRIBUTES
        if not (request.endpoint or "").endswith("static"):
            response.headers["Cache-Control"] = "no-store"
        return response

    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = timedelta(days=1)
    app.config.setdefault("COMPRESS_ALGORITHM", ["br", "gzip"])
    app.config.setdefault("COMPRESS_BR_LEVEL", 5)
    Compress(app)

    @app.after_request  # comes before the compression, which would forget the open file
    def _close_file(response: Response) -> Response:
        if response.direct_passthrough and isinstance(response.response, FileWrapper):
            response.call_on_close(response.response.close)
        return response

    Talisman(  # type: ignore[no-untyped-call]
        app,
        force_https=https,
        strict_transport_security=https,
        frame_options="DENY",
        content_security_policy=POLICY,
        content_security_policy_nonce_in=["script-src"],
        referrer_policy="same-origin",
        session_cookie_secure=https,
        session_cookie_samesite=app.config["SESSION_COOKIE_SAMESITE"],
    )

    @app.after_request  # comes before Talisman's, which would write over it
    def _keep_narrower(response: Response) -> Response:
        g.narrower_policy = response.headers.get("Content-Security-Policy")
        return response


def _is_generated() -> bool:
    views = current_app.appbuilder.baseviews  # type: ignore[attr-defined]
    return any(v.endpoint == request.blueprint and isinstance(v, HouseView) for v in views)
