"""Security headers of every response, in one table; and HTTPS redirects.

Allowed scripts and styles, no framing or sniffing, no caching of personal data except
where a view itself says ``private`` and for how long. Pages are compressed, because users on
mobile networks pay per kilobyte. The session cookie is SameSite, so nobody can make a browser
request a page repeatedly and derive secrets from its size.
"""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any

from flask import Flask, Response, abort, current_app, g, redirect, request
from flask_compress import Compress
from werkzeug.wsgi import FileWrapper

from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.trusted_hosts import PROBES

_RETURNED = frozenset({409, 422})
"""A form that comes back with what was typed."""


class FormCompress(Compress):
    """Compresses the pages of returned forms, too, which Flask-Compress takes for errors."""

    def after_request(self, response: Response | None) -> Response:
        if response is None or response.status_code not in _RETURNED:
            return super().after_request(response)
        status, response.status_code = response.status_code, 200
        response = super().after_request(response)
        response.status_code = status
        return response


HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # needed by our own pages: forms over TLS are checked by their referrer
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), "
        "gyroscope=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), "
        "serial=(), usb=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
"""Sent with every response; a view may set a stricter value."""

POLICY: Mapping[str, str] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
"""``Content-Security-Policy``, unless the view has a stricter one."""

STYLE_ATTRIBUTES = "; style-src-attr 'unsafe-inline'"
"""For generated pages only, whose widgets still write style attributes."""

OVER_TLS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
"""In production: browsers use only HTTPS from then on."""

LEAVING = {"Clear-Site-Data": '"cache", "storage"'}
"""After signing out. Cookies are not cleared: ours carries the last message, its token is void."""

STATIC_KEPT = timedelta(days=1)
_SUCCESSES = frozenset({200, 206, 304})


def guard_headers(app: Flask, *, https: bool) -> None:
    """Send the headers with every response; in production over TLS only."""
    app.jinja_env.globals["csp_nonce"] = nonce

    @app.after_request  # registered first, runs last
    def _tell(response: Response) -> Response:
        told = {**HEADERS, **(OVER_TLS if https else {}), **(LEAVING if _is_leaving() else {})}
        for name, value in told.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", policy())
        kept = response.cache_control.private or response.cache_control.public
        if not (_is_static(response) or kept):
            response.headers["Cache-Control"] = "no-store"
        return response

    if https:
        app.before_request(_over_tls)

    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = STATIC_KEPT
    app.config.setdefault("COMPRESS_ALGORITHM", ["br", "gzip"])
    app.config.setdefault("COMPRESS_BR_LEVEL", 5)
    FormCompress(app)

    @app.after_request  # runs before the compression, which would forget the open file
    def _close_file(response: Response) -> Response:
        if response.direct_passthrough and isinstance(response.response, FileWrapper):
            response.call_on_close(response.response.close)
        return response


def nonce() -> str:
    """The nonce of this response for our own inline scripts."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(18)
    return str(g.csp_nonce)


def policy() -> str:
    parts = {**POLICY, "script-src": f"{POLICY['script-src']} 'nonce-{nonce()}'"}
    written = "; ".join(f"{name} {sources}" for name, sources in parts.items())
    return written + STYLE_ATTRIBUTES if _is_generated() else written


def _over_tls() -> Any:
    """Redirect plain HTTP to the same page over TLS; a form is refused."""
    if request.is_secure or request.endpoint in PROBES:
        return None
    if request.method not in {"GET", "HEAD"}:
        abort(400)
    return redirect(request.url.replace("http://", "https://", 1), 308)


def _is_static(response: Response) -> bool:
    return (request.endpoint or "").endswith("static") and response.status_code in _SUCCESSES


def _is_leaving() -> bool:
    return request.endpoint == "SignIn.logout" and request.method == "POST"


def _is_generated() -> bool:
    return request.blueprint in _generated(current_app.appbuilder)  # type: ignore[attr-defined]


@lru_cache(maxsize=8)
def _generated(appbuilder: Any) -> frozenset[str | None]:
    """Endpoints of the generated views; all are registered before the first request."""
    return frozenset(v.endpoint for v in appbuilder.baseviews if isinstance(v, GeneratedView))
