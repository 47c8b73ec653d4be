"""The worker as a separate process, at a faster pace than in production.

``python -m tests.harness.worker_process hang`` sends its first message and then neither returns nor
writes anything, so that a test can kill it there; ``busy`` accepts no message.
"""

from __future__ import annotations

import sys
import time

from app import create_app
from app.kernel.worker.process import Pace, worker_main
from app.notifications import channels
from app.notifications.channels import sandbox
from app.notifications.channels.base import Outgoing, TemporaryRefusal
from app.notifications.models.outbox import Channel
from config import Config


class Hanging(sandbox.Sandbox):
    """A gateway that accepts the message and never responds."""

    def send(self, message: Outgoing) -> str:
        """Store the message, then hang."""
        super().send(message)
        time.sleep(600)
        raise AssertionError("nobody killed this worker")


class Busy(sandbox.Sandbox):
    """A gateway that accepts nothing now."""

    def send(self, message: Outgoing) -> str:
        raise TemporaryRefusal("busy")


if __name__ == "__main__":
    app = create_app(config=Config.from_environment())
    if "busy" in sys.argv:
        channels.connect(Channel.SMS, Busy())
    if "hang" in sys.argv:
        channels.connect(Channel.SMS, Hanging())
    worker_main(app, Pace(heartbeat=1, dead_after=3, last_words=2))
