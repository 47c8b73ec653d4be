"""Bodies of requests: forms alone, and whatever name a file of them has."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import Flask, Request, abort, current_app, request
from werkzeug import formparser
from werkzeug.datastructures import Headers
from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import MultipartDecoder

from app.kernel.web.trusted_hosts import PROBES

FORM = "application/x-www-form-urlencoded"
PIECE = "application/offset+octet-stream"
"""A piece of a file; for views that say ``takes_pieces``."""
FORMS = frozenset({FORM, "multipart/form-data"})
NAMELESS = "\ufffd"
"""The name of a file whose own cannot be read; ``files.file_names`` gives it one."""
_TURNS = dict.fromkeys((0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Invisible signs that turn the direction of writing: behind one, "12/85" reads "58/21"."""
_A_NAME = re.compile(r";\s*filename\*?\s*=", re.IGNORECASE)
_DISPOSITION = "content-disposition"


class PatientDecoder(MultipartDecoder):
    """Takes files whose names are broken.

    Werkzeug drops the whole form for a byte that is no UTF-8, and takes a file for a text if the
    quotation marks around its name do not close on the line.
    """

    def _parse_headers(self, data: bytes | bytearray) -> Headers:
        headers = super()._parse_headers(data.decode(errors="replace").encode())
        said = headers.get(_DISPOSITION, "")
        begun = _A_NAME.search(said)
        if begun and "filename" not in parse_options_header(said)[1]:
            headers[_DISPOSITION] = f'{said[: begun.start()]}; filename="{NAMELESS}"'
        return headers


formparser.MultipartDecoder = PatientDecoder  # type: ignore[misc]  # it offers no other way


class PatientParser(FormDataParser):
    """Names the files that have content but no name; without one, forms overlook them.

    Texts come without signs that turn the direction of writing, which no language here has.
    """

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        stream, form, files = super().parse(*args, **kwargs)
        for _field, file in files.items(multi=True):
            if not file.filename and file.stream.read(1):
                file.filename = NAMELESS
            file.stream.seek(0)
        texts = ((name, text.translate(_TURNS)) for name, text in form.items(multi=True))
        return stream, self.cls(texts), files


class FormRequest(Request):
    """A request whose forms are read by ``PatientParser``."""

    form_data_parser_class = PatientParser


def init_app(app: Flask) -> None:
    """Refuse other bodies, and bytes that are no text, before Flask-WTF reads them as a form."""
    app.request_class = FormRequest

    @app.before_request
    def _only_forms() -> None:
        if request.endpoint in PROBES or not request.mimetype:
            return
        if request.mimetype == PIECE and _takes_pieces():
            return
        if request.mimetype not in FORMS or (request.mimetype == FORM and not _is_text()):
            abort(400)


def takes_pieces(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let a view take pieces of files beside forms."""
    view.takes_pieces = True  # type: ignore[attr-defined]
    return view


def _takes_pieces() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, "takes_pieces", False))


def _is_text() -> bool:
    """Whether the form is UTF-8: Werkzeug would keep other bytes as ``%FF``."""
    try:
        unquote_to_bytes(request.get_data()).decode()
    except UnicodeDecodeError:
        return False
    return True
