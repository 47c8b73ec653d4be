"""The only way to serve a stored file."""

from __future__ import annotations

from flask import Response, send_file

from app.kernel.errors import NotFound
from app.kernel.files import storage


def kept_file(storage_key: str | None, mime: str | None, name: str | None) -> Response:
    """The stored file with safe headers; the caller has checked the permission.

    Raises:
        NotFound: there is a paper, but no file.
    """
    if storage_key is None or mime is None:
        raise NotFound
    response = send_file(storage.path_of(storage_key), mimetype=mime)
    response.headers.update(storage.headers_for(mime, name or "", inline=True))
    return response
