"""Log formatting without personal data: place and kind of an error, never its text.

Our own messages contain ids and kinds. Exceptions of libraries quote values (a duplicate key, a row
that fails a check), so of an error only its traceback, its class and the names of table and
constraint are logged; of a failed request only the path. ``LOG_FORMAT=json`` (the default of
production) writes one object per line instead, and one for each request and each job.

It is outside ``app`` because gunicorn reads it (``gunicorn.conf.py``) before it loads that.
"""

from __future__ import annotations

import json
import logging
import os
import re
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
from flask import Flask, g, has_request_context
from flask.logging import default_handler

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
ACCESS = '%(h)s %(t)s "%(m)s %(U)s %(H)s" %(s)s %(b)s %(M)sms'
"""Format of the access log: ``%(U)s`` is the path without the query string."""

EVENTS = logging.getLogger("events")
"""What happened, one record each; silent where logs are text for people."""
REQUEST_ID = "request_id"

_BAD_REQUEST = re.compile(r"(Invalid request from ip=[0-9A-Fa-f.:]*):.*", re.DOTALL)
_SEARCHED = re.compile(r"\?\S*")


class Discreet(logging.Formatter):
    """Formatter that replaces the text of exceptions by their place and class."""

    def format(self, record: logging.LogRecord) -> str:
        """Format from scratch: another handler may have cached the full error on the record."""
        kept, record.exc_text = record.exc_text, None
        try:
            return super().format(record)
        finally:
            record.exc_text = kept

    def formatException(self, ei: Any) -> str:  # noqa: N802  # the library's name
        """Traceback and class of each exception, causes first."""
        return "\n".join(line for error in reversed(list(_causes(ei[1]))) for line in _told(error))


class JsonLines(Discreet):
    """One JSON object per record, with the facts of an event and the id of the request."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname, "logger": record.name}
        line["message"] = record.getMessage()
        if has_request_context() and REQUEST_ID in g:
            line["request"] = g.get(REQUEST_ID)
        line |= getattr(record, "facts", {})
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def formatter(form: str = FORMAT, dates: str | None = None) -> Discreet:
    """What this process writes its logs with."""
    return JsonLines() if _as_json() else Discreet(form, dates)


def init_app(app: Flask) -> None:
    """Install the formatter on all handlers, keeping existing ones."""
    default_handler.setFormatter(formatter())
    root = logging.getLogger()
    if not root.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(formatter())
        root.addHandler(handler)
    if _as_json():
        EVENTS.setLevel(logging.INFO)


def event(what: str, **facts: Any) -> None:
    """Log what happened: keys, kinds and numbers, never what a person typed."""
    EVENTS.info(what, extra={"facts": facts})


def _as_json() -> bool:
    default = "json" if os.environ.get("ENVIRONMENT") == "production" else "text"
    return (os.environ.get("LOG_FORMAT") or default) == "json"


def without_words(record: logging.LogRecord) -> bool:
    """Handler filter that removes client data from records of the web server."""
    said = _BAD_REQUEST.sub(r"\1", record.getMessage())
    record.msg, record.args = _SEARCHED.sub("?…", said), ()
    return True


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and its chain of causes."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _told(error: BaseException) -> Iterator[str]:
    way = traceback.extract_tb(error.__traceback__)
    yield from (f'  File "{step.filename}", line {step.lineno}, in {step.name}' for step in way)
    facts = _facts(error) if isinstance(error, psycopg.Error) else []
    yield " ".join([f"{type(error).__module__}.{type(error).__qualname__}", *facts])


def _facts(error: psycopg.Error) -> list[str]:
    """Fields of a PostgreSQL error that quote no row."""
    said = error.diag
    named = {
        "sqlstate": said.sqlstate,
        "table": said.table_name,
        "column": said.column_name,
        "constraint": said.constraint_name,
    }
    return [f"{name}={word}" for name, word in named.items() if word]
