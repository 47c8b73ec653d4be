"""Faults of our own making: one number, on the page for the person and in the log for us.

The log names the endpoint, not the address: an address may carry a code or a token.
"""

from __future__ import annotations

import secrets
from types import TracebackType
from typing import Any

from flask import Flask, g, has_request_context, request


class Application(Flask):
    """Flask, whose log of a fault can be found again by what the person reads out to us."""

    def log_exception(
        self,
        exc_info: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> None:
        """Write the fault under its number."""
        where = (request.method, request.endpoint) if has_request_context() else ("", "")
        self.logger.error("fault %s in %s %s", reference(), *where, exc_info=exc_info)


def reference() -> str:
    """The number of this request's fault: short enough to be read out on the telephone."""
    if "fault" not in g:
        drawn = secrets.token_hex(4).upper()
        g.fault = f"{drawn[:4]}-{drawn[4:]}"
    return str(g.fault)


def reference_if_any() -> Any:
    """The number, when something has gone wrong."""
    return g.get("fault")
