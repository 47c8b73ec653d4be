"""Every request is timed, and in production logged: one line each.

Neither has its address: the rule of the route stands for it, since a path holds keys and codes.
"""

import os
import re
from pathlib import Path
from time import perf_counter
from uuid import uuid4

from flask import Flask, Response, g, request
from prometheus_client import Histogram

import logs
from app.kernel.actor import NOBODY

SECONDS = Histogram(
    "http_request_duration_seconds",
    "From the request until its response begins",
    ("method", "route", "status"),
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 5),
)
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
_OF_A_PROXY = re.compile(r"[0-9a-f]{32}")
_BEGAN = "request_began"


def init_app(app: Flask) -> None:
    """Time requests; registered first, so that everything else is inside."""
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):  # shared by the processes of a server
        Path(folder).mkdir(parents=True, exist_ok=True)
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    named = request.headers.get("X-Request-ID", "")
    setattr(g, logs.REQUEST_ID, named if _OF_A_PROXY.fullmatch(named) else uuid4().hex)
    setattr(g, _BEGAN, perf_counter())


def _end(response: Response) -> Response:
    took = perf_counter() - g.get(_BEGAN, perf_counter())
    facts = {
        "method": request.method if request.method in _METHODS else "other",
        "route": request.url_rule.rule if request.url_rule else "none",
        "status": response.status_code,
    }
    SECONDS.labels(**facts).observe(took)
    logs.event("request", **facts, ms=round(took * 1000), role=_roles())
    return response


def _roles() -> str:
    """Of the session, if the request asked for one: nothing is read for the log alone."""
    actor = getattr(g.get("_login_user"), "actor", NOBODY)
    return " ".join(sorted({seat.role for seat in actor.postings}))
