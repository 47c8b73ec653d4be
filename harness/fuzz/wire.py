"""A raw browser: its bytes go to the application unchanged."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import wraps
from http.cookies import CookieError, SimpleCookie
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import quote, quote_from_bytes, unquote_to_bytes, urlencode

from flask import Flask, request
from werkzeug.datastructures import Headers
from werkzeug.test import run_wsgi_app

from harness.fuzz.values import File

ENTERED = "fuzz.entered"
"""A list in the WSGI environment: the rules whose views were called."""
BOUNDARY = "mot-cua-gioi-han"

Pairs = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Ask:
    """One request."""

    method: str
    path: bytes
    query: bytes = b""
    body: bytes = b""
    kind: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        query = f"?{self.query.decode('latin-1')}" if self.query else ""
        body = f" {self.body[:300]!r}" if self.body else ""
        path = quote_from_bytes(self.path)
        return f"{self.method} {path}{query} [{self.kind}]{body} {self.headers}"


@dataclass(frozen=True)
class Answer:
    """One response."""

    status: int
    headers: Headers
    body: bytes
    entered: str
    """The rule whose view was called; empty if none was."""

    @property
    def leads_to(self) -> str:
        """The target of a redirect."""
        return self.headers.get("Location", "")

    @property
    def is_page(self) -> bool:
        return self.status == 200 and self.headers.get("Content-Type", "").startswith("text/html")


@dataclass
class Browser:
    """Stores cookies and nothing else."""

    app: Flask
    cookies: dict[str, str] = field(default_factory=dict)

    def send(self, ask: Ask, address: str = "127.0.0.1") -> Answer:
        environ: dict[str, Any] = {
            "REQUEST_METHOD": ask.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": ask.path.decode("latin-1"),
            "QUERY_STRING": ask.query.decode("latin-1"),
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": address,
            "HTTP_HOST": "localhost",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "CONTENT_LENGTH": str(len(ask.body)),
            "CONTENT_TYPE": ask.kind,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(ask.body),
            "wsgi.errors": StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            ENTERED: [],
            **dict(ask.headers),
        }
        pieces, status, headers = run_wsgi_app(self.app, environ, buffered=True)
        for line in headers.getlist("Set-Cookie"):
            self._keep(line)
        entered = "".join(environ[ENTERED][:1])
        return Answer(int(status.split()[0]), headers, b"".join(pieces), entered)

    def get(self, address: str) -> Answer:
        path, _mark, query = address.partition("?")
        return self.send(Ask("GET", unquote_to_bytes(path), query.encode()))

    def _keep(self, line: str) -> None:
        try:
            found = SimpleCookie(line)
        except CookieError:
            return
        for name, cookie in found.items():
            if cookie.value and str(cookie["max-age"]) != "0":
                self.cookies[name] = cookie.value
            else:
                self.cookies.pop(name, None)


def watch(app: Flask) -> None:
    """Let each request record which view was called, if any."""
    for endpoint, view in list(app.view_functions.items()):
        app.view_functions[endpoint] = _noting(view)


def _noting(view: Any) -> Any:
    @wraps(view)
    def noted(*args: Any, **kwargs: Any) -> Any:
        rule = request.url_rule
        if rule is not None:
            request.environ.setdefault(ENTERED, []).append(f"{rule.rule} {rule.endpoint}")
        return view(*args, **kwargs)

    return noted


def urlencoded(pairs: Pairs) -> bytes:
    """A form as browsers encode it, whatever its bytes."""
    return urlencode(pairs, quote_via=quote).encode()


def multipart(pairs: Pairs, files: list[tuple[bytes, File]]) -> bytes:
    said = b'--%b\r\nContent-Disposition: form-data; name="%b"'
    line = BOUNDARY.encode()
    parts = [said % (line, name) + b"\r\n\r\n%b\r\n" % value for name, value in pairs]
    parts += [
        said % (line, name)
        + b'; filename="%b"\r\nContent-Type: %b\r\n\r\n%b\r\n'
        % (file.name, file.kind, file.content)
        for name, file in files
    ]
    return b"".join([*parts, b"--%b--\r\n" % line])
