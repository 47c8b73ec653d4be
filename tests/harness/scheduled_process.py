"""The worker with one scheduled job, at a faster pace than in production.

``python -m tests.harness.scheduled_process FILE``: the job hangs while the file exists, so that a
test can kill the process in the middle of it; it fails if the file says so.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from flask_babel import lazy_gettext

from app import create_app
from app.kernel.jobs import queue
from app.kernel.worker.process import Pace, worker_main
from config import Config

JOB = "tests.by_the_clock"


@queue.periodic(JOB, "0 0 1 1 *", lazy_gettext("Scheduled jobs"))
def work() -> None:
    """Succeed, fail, or hang."""
    wish = Path(sys.argv[1])
    if wish.exists() and wish.read_text() == "fail":
        raise ZeroDivisionError
    if wish.exists():
        time.sleep(600)


if __name__ == "__main__":
    worker_main(
        create_app(config=Config.from_environment()), Pace(heartbeat=1, dead_after=3, last_words=2)
    )
