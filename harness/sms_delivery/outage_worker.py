"""``python -m harness.sms_delivery.outage_worker <folder>``: a worker with a switchable gateway.

While a file ``away`` exists in the folder, nothing is accepted. Accepted messages are listed with
their time in the file ``taken``; ``refused`` counts the attempts in between. There are no quiet
hours here.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

from app import create_app
from app.kernel.worker.process import Pace, worker_main
from app.notifications import channels
from app.notifications.channels.base import Outgoing, TemporaryRefusal
from app.notifications.models.outbox import Channel
from app.notifications.rules import settings as notices
from config import Config

AWAY, TAKEN, REFUSED = "away", "taken", "refused"


class Gateway:
    """Up unless the file exists."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: Outgoing) -> str:
        """Accept the message, or be down.

        Raises:
            Refused: the gateway is down.
        """
        if (self._folder / AWAY).exists():
            self._note(REFUSED, message)
            raise TemporaryRefusal("unreachable")
        self._note(TAKEN, message)
        return f"ref:{message.id}"

    def _note(self, name: str, message: Outgoing) -> None:
        with (self._folder / name).open("a") as lines:
            lines.write(f"{time.time()} {message.id}\n")


if __name__ == "__main__":
    app = create_app(config=Config.from_environment())
    channels.connect(Channel.SMS, Gateway(Path(sys.argv[1])))
    notices.use(replace(notices.settings(), quiet_from=24, quiet_until=0))
    worker_main(app, Pace(heartbeat=1, dead_after=5, last_words=5))
