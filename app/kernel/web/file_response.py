"""Files in answers: those that are stored, and those that are made for the answer."""

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


def kept_file(storage_key: str | None, mime: str | None, name: str | None) -> Response:
    """The only way to serve a stored file, with safe headers; the caller checks the permission.

    Raises:
        NotFound: there is a paper, but no file.
    """
    if storage_key is None or mime is None:
        raise NotFound
    response = send_file(storage.path_of(storage_key), mimetype=mime)
    response.headers.update(storage.headers_for(mime, name or "", inline=True))
    return response
