"""Static files under a name with their digest, compressed once.

``/static/css/office.8f3a21c0d4.css`` never changes, so browsers and caches may store it for a year;
a stylesheet refers to its fonts and pictures in the same way. Each process compresses a file on its
first request. Under its plain name a file is sent uncompressed and must be revalidated.
"""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from posixpath import dirname, normpath
from typing import Any

import brotli
import flask_appbuilder
from flask import Flask, Response, current_app, g, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer
from werkzeug.utils import safe_join

from app.kernel.web.clock_check import SteadySigner

OURS = Path(__file__).parents[2] / "static"
THEIRS = "appbuilder/"
"""Prefix of Flask-AppBuilder's own files."""
_FABS = Path(flask_appbuilder.__file__).parent / "static"
FOR_A_YEAR = "public, max-age=31536000, immutable"
_NAMED = re.compile(r"(.+)\.([0-9a-f]{10})(\.[a-z0-9]+)")
_IN_STYLES = re.compile(rb"url\(([^)'\":]+)\)")
_PACKED = frozenset({".css", ".js", ".mjs", ".svg"})
"""File types to compress; fonts and photos already are."""


@dataclass(frozen=True)
class Asset:
    """A file ready to be sent."""

    content: bytes
    mime: str
    forms: dict[str, bytes] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:10]

    def packed(self, way: str) -> bytes:
        """The content in one encoding; compressed once."""
        if way not in self.forms:
            packs = {"br": lambda it: brotli.compress(it, quality=9), "gzip": gzip.compress}
            self.forms[way] = packs[way](self.content)
        return self.forms[way]


class CookieOfPages(SecureCookieSessionInterface):
    """The session's cookie, renewed by pages alone.

    A file that came with a cookie varies by it: browsers would ask for each file again whenever a
    page has renewed the cookie, which every page does. An answer to a script, such as the number at
    the bell, only carries what it changes: it may arrive after the page that the person went to
    meanwhile, and would put the session of the page before in place of what that one keeps, such as
    the draft that was just begun. Nor has a page made by a wrong clock one (``clock_check``).
    """

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        serializer = super().get_signing_serializer(app)
        if serializer is not None:
            serializer.signer = SteadySigner
        return serializer

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        is_page = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        return super().should_set_cookie(app, session) if is_page else session.modified

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not (response.cache_control.immutable or g.get("is_without_cookie")):
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    """Serve names with a digest from here; all others are served by Flask."""
    app.session_interface = CookieOfPages()
    for endpoint, begins in (("static", ""), ("appbuilder.static", THEIRS)):
        if endpoint in app.view_functions:
            app.view_functions[endpoint] = _serving(app.view_functions[endpoint], begins)


def address(name: str) -> str:
    named = _fresh_name(name) if current_app.debug else _kept_name(name)
    return f"{request.script_root}{current_app.static_url_path}/{named}"


def named(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{_asset(name).digest}{dot}{suffix}"


def _fresh_name(name: str) -> str:
    _asset.cache_clear()
    return named(name)


_kept_name = cache(named)


def _file(name: str) -> Path | None:
    """The path, if there is such a file within the folders."""
    folder = _FABS if name.startswith(THEIRS) else OURS
    found = Path(safe_join(str(folder), name) or folder)
    return found if found.is_file() else None


@cache
def _asset(name: str) -> Asset:
    path, folder = _file(name), dirname(name)
    if path is None:
        raise FileNotFoundError(name)
    content = path.read_bytes()

    def dated(found: re.Match[bytes]) -> bytes:
        target = normpath(f"{folder}/{found[1].decode()}")
        if _file(target) is None:
            return found[0]
        up = "../" * (folder.count("/") + 1)
        return f"url({up}{named(target)})".encode()

    if name.endswith(".css"):
        content = _IN_STYLES.sub(dated, content)
    return Asset(content, mimetypes.guess_type(name)[0] or "application/octet-stream")


def _serving(plain: Callable[..., Any], begins: str) -> Callable[..., Any]:
    def serve(filename: str) -> Any:
        found = _NAMED.fullmatch(filename)
        name = f"{begins}{found[1]}{found[3]}" if found else ""
        if found is None or _file(name) is None:
            return plain(filename=filename)
        return _answer(name, found[2])

    return serve


def _answer(name: str, digest: str) -> Any:
    kept = _asset(name)
    response = Response(kept.content, mimetype=kept.mime)
    if Path(name).suffix in _PACKED:
        way = request.accept_encodings.best_match(["br", "gzip"])
        if way:
            response.set_data(kept.packed(way))
            response.content_encoding = way
        response.vary.add("Accept-Encoding")
    response.set_etag(f"{kept.digest}{response.content_encoding or ''}")
    # an outdated digest, from an old page: serve the current file, with a short lifetime
    response.headers["Cache-Control"] = FOR_A_YEAR if digest == kept.digest else "no-cache"
    return response.make_conditional(request)
