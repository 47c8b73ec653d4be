"""Server errors: one reference number, on the page for the person and in the log for us.

The log has the endpoint, not the address, which may contain a code or a token.
"""

import secrets
from types import TracebackType
from typing import Any

from flask import Flask, g, has_request_context, request

from app.kernel.files import confined, storage
from app.kernel.web.template_globals import Environment


class Application(Flask):
    """Flask application that logs an exception under its reference number."""

    jinja_environment = Environment

    def served_by(self, workers: int) -> None:
        """The web server says how many workers it has: one is to be free of files being opened."""
        confined.limit(workers - 1, storage.default_store().directory / storage.OPENING)

    def log_exception(
        self,
        exc_info: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> None:
        where = (request.method, request.endpoint) if has_request_context() else ("", "")
        self.logger.error("fault %s in %s %s", reference(), *where, exc_info=exc_info)


def reference() -> str:
    """The reference of this request's error, short enough to be read out on the phone."""
    if "fault" not in g:
        drawn = secrets.token_hex(4).upper()
        g.fault = f"{drawn[:4]}-{drawn[4:]}"
    return str(g.fault)


def reference_if_any() -> Any:
    return g.get("fault")
