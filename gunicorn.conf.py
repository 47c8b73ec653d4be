"""What holds for every gunicorn that serves the house; the command line may say more."""

from __future__ import annotations

import gc
import logging
from typing import Any

from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker

import logs


class WebServerLog(Logger):
    """gunicorn's log without addresses, headers and words that a stranger sent."""

    def _set_handler(self, log: logging.Logger, *args: Any, **kwargs: Any) -> None:
        super()._set_handler(log, *args, **kwargs)
        if log is self.error_log:
            for handler in log.handlers:
                handler.setFormatter(logs.Discreet(self.error_fmt, self.datefmt))
                handler.addFilter(logs.without_words)


access_log_format = logs.ACCESS
timeout = 120
"""Seconds for one answer: a workbook of 100,000 rows takes ten, and forty under load."""
logger_class = WebServerLog


def post_worker_init(_worker: Worker) -> None:
    """Do not look again and again through what the application itself is made of."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)
