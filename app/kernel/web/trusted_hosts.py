"""Host header check: a request for a foreign host gets a 400.

The foreign name is replaced before anything else sees it, so that no link, redirect or page can
repeat it. Proxy headers are trusted only for the number of our own proxies (``PROXIES``). Flask's
own ``TRUSTED_HOSTS`` is not set: it does not support IPv6 addresses, and leaves an error page
without any address to link to.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, abort, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.sansio.utils import host_is_trusted

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FOREIGN = "mot_cua.foreign_host"
PROBES = frozenset({"health.alive", "health.ready", "gateway.report", "gateway.inbound"})
"""Endpoints called by machines that use our network address."""


class OwnHosts:
    """WSGI middleware that marks requests for a foreign host and gives them our own name."""

    def __init__(self, app: WSGIApplication, hosts: tuple[str, ...]) -> None:
        self.app = app
        self.hosts = tuple(host.lower() for host in hosts)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not self.is_own(environ.get("HTTP_HOST", "")):
            environ[FOREIGN] = True
            environ["HTTP_HOST"] = next(iter(self.hosts), "localhost")
        return self.app(environ, start_response)

    def is_own(self, host: str) -> bool:
        """Whether the header is well formed and names one of our hosts; any host if none is set."""
        if not host_is_trusted(host):
            return False
        name, _colon, port = host.rpartition(":")
        name = name if port.isdigit() and name else host
        return not self.hosts or name.lower() in self.hosts


def guard_hosts(app: Flask, hosts: tuple[str, ...], proxies: int) -> None:
    """Trust our proxies, refuse foreign hosts."""
    app.wsgi_app = OwnHosts(app.wsgi_app, hosts)  # type: ignore[method-assign]
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]

    @app.before_request
    def _refuse() -> None:
        if FOREIGN in request.environ and request.endpoint not in PROBES:
            abort(400)
