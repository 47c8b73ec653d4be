"""The worker as a separate process that is killed with -9 in the middle of its work."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping

AS_SERVED = ("-m", "flask", "--app", "run", "worker")
QUICK = ("-m", "tests.harness.worker_process")
"""The same worker, whose jobs are taken over after three seconds instead of thirty."""
LATEST_SECONDS = 0.05


class Worker:
    """Sends until it is killed; then another one starts at once."""

    def __init__(self, environment: Mapping[str, str], kills: int, every: int, *, quick: bool):
        self.kills, self._wanted, self._every, self._sent = 0, kills, every, 0
        self._environment = dict(environment)
        self._command = [sys.executable, *(QUICK if quick else AS_SERVED)]
        self._lock = threading.Lock()
        self._process = self._started()

    def told(self) -> None:
        """A request of the worker has reached the wire: every n-th is its last."""
        with self._lock:
            self._sent += 1
            if self.kills >= self._wanted or self._sent % self._every:
                return
            self.kills += 1
            threading.Thread(target=self._strike).start()

    def stop(self) -> None:
        """Stop it for good."""
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._kill()

    def _strike(self) -> None:
        """Kill during the request, its response, or the writing of the outcome."""
        time.sleep(random.uniform(0, LATEST_SECONDS))
        self._kill()
        self._process = self._started()

    def _kill(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command, env=self._environment, start_new_session=True)
