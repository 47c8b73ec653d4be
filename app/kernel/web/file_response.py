"""Files in answers: those that are stored, and those that are made for the answer."""

import os
from collections.abc import Iterable

from flask import Response, send_file

from app.kernel.errors import NotFound
from app.kernel.files import storage

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
"""The type of a file that is made for an answer, by the ending of its name."""


def download(name: str, content: bytes | str | Iterable[bytes]) -> Response:
    """A file to be saved under this name; pieces are made after the request has ended."""
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(content, mimetype=TYPES[name.rpartition(".")[2]], headers=headers)


def kept_file(
    storage_key: str | None, mime: str | None, name: str | None, sha256: str | None = None
) -> Response:
    """The only way to serve a stored file, with safe headers; the caller checks the permission.

    It is compared with its SHA-256 before its first byte leaves, so it goes through this process
    and not from the store to the reader.

    Raises:
        NotFound: there is a paper, but no file.
        FileDamaged: it is not what was stored.
        StoreFailure: the store does not answer.
    """
    if storage_key is None or mime is None:
        raise NotFound
    file = storage.open_stored(storage_key, sha256)
    response = send_file(file, mimetype=mime)
    response.content_length = os.fstat(file.fileno()).st_size
    response.headers.update(storage.headers_for(mime, name or "", inline=True))
    return response
