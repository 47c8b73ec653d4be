"""Settings common to all gunicorn processes of the project; the command line may add more."""

from __future__ import annotations

import gc
import logging
from typing import Any

from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

import logs


class WebServerLog(Logger):
    """gunicorn's log without addresses, headers and client data."""

    def _set_handler(self, log: logging.Logger, *args: Any, **kwargs: Any) -> None:
        super()._set_handler(log, *args, **kwargs)
        if log is self.error_log:
            for handler in log.handlers:
                handler.setFormatter(logs.formatter(self.error_fmt, self.datefmt))
                handler.addFilter(logs.without_words)


access_log_format = logs.ACCESS
preload_app = True
"""The master builds the application once: workers start in no time, also after one has died, and
share its memory. It has no connections open by then (``run.py``)."""
timeout = 120
"""Seconds per response: a workbook of 100,000 rows takes ten, and forty under load."""
logger_class = WebServerLog


def when_ready(master: Arbiter) -> None:
    """Exclude the objects of the loaded application from garbage collection, in all workers, and
    tell it how many there will be, if it is ours.
    """
    served_by = getattr(master.app.wsgi(), "served_by", None)
    if served_by is not None:
        served_by(master.cfg.workers)
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)
