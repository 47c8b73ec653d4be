"""A web application of two pages for the web server's own log: one that works, one that fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer, or raise with what was asked for."""
    if environ["PATH_INFO"] == "/fault":
        raise ValueError(environ["QUERY_STRING"])
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"served"]
