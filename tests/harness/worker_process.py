"""The worker as a process of its own, at a quicker pace than in life.

``python -m tests.harness.worker_process hang`` hands its first message over and then neither
answers nor writes anything down, so that a test can kill it there; ``busy`` takes no message.
"""

from __future__ import annotations

import sys
import time

from app import create_app
from app.kernel.worker.process import Pace, worker_main
from app.notifications import channels
from app.notifications.channels import Outgoing, TemporaryRefusal
from app.notifications.models import Channel
from config import Config


class Hanging(channels.Sandbox):
    """A gateway that takes the message and never answers."""

    def send(self, message: Outgoing) -> str:
        """Keep the message, then hang."""
        super().send(message)
        time.sleep(600)
        raise AssertionError("nobody killed this worker")


class Busy(channels.Sandbox):
    """A gateway that takes nothing now."""

    def send(self, message: Outgoing) -> str:
        """Say so."""
        raise TemporaryRefusal("busy")


if __name__ == "__main__":
    app = create_app(config=Config.from_environment())
    if "busy" in sys.argv:
        channels.connect(Channel.SMS, Busy())
    if "hang" in sys.argv:
        channels.connect(Channel.SMS, Hanging())
    worker_main(app, Pace(heartbeat=1, dead_after=3, last_words=2))
