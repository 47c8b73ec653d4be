"""What a log may say: where and of what kind, never the words of a person.

A message of ours names ids and kinds. What libraries raise quotes values (a duplicate key, a row
that fails a check), so of an error only its place, its kind and the names of a table and a
constraint are written; of an address that a web server could not serve, the path alone.

It stands outside ``app`` because gunicorn reads it (``gunicorn.conf.py``) before it loads that.
"""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Iterator
from typing import Any

import psycopg
from flask import Flask
from flask.logging import default_handler

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
ACCESS = '%(h)s %(t)s "%(m)s %(U)s %(H)s" %(s)s %(b)s %(M)sms'
"""A line of the access log: ``%(U)s`` is the path without what was searched for."""

_BAD_REQUEST = re.compile(r"(Invalid request from ip=[0-9A-Fa-f.:]*):.*", re.DOTALL)
_SEARCHED = re.compile(r"\?\S*")


class Discreet(logging.Formatter):
    """A line of the log; of an error its way and its kind."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, anew: another handler may have kept the whole error on the record."""
        kept, record.exc_text = record.exc_text, None
        try:
            return super().format(record)
        finally:
            record.exc_text = kept

    def formatException(self, ei: Any) -> str:  # noqa: N802  # the library's name
        """Where it happened and of what kind, each cause before what came of it."""
        return "\n".join(line for error in reversed(list(_causes(ei[1]))) for line in _told(error))


def init_app(app: Flask) -> None:
    """Let everything that this process writes be discreet; whoever set up handlers keeps them."""
    default_handler.setFormatter(Discreet(FORMAT))
    root = logging.getLogger()
    if not root.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(Discreet(FORMAT))
        root.addHandler(handler)


def without_words(record: logging.LogRecord) -> bool:
    """Take from a line of the web server what a stranger sent (a filter of its handlers)."""
    said = _BAD_REQUEST.sub(r"\1", record.getMessage())
    record.msg, record.args = _SEARCHED.sub("?…", said), ()
    return True


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and what it came of."""
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
    """What PostgreSQL names without quoting a row."""
    said = error.diag
    named = {
        "sqlstate": said.sqlstate,
        "table": said.table_name,
        "column": said.column_name,
        "constraint": said.constraint_name,
    }
    return [f"{name}={word}" for name, word in named.items() if word]
