"""A machine whose clock is wrong receives nothing and runs no job, until it is right again."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from config import Config
from devstack import launch
from devstack.postgres import Server
from harness.chaos.city import LIBFAKETIME
from harness.stage import databases
from harness.stage.databases import Database
from harness.stage.live import free_port, processes, within
from harness.stage.promtool import differences, needs_promtool, scrape

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not LIBFAKETIME.exists(), reason="there is no libfaketime here"),
]
FORM = "/tra-cuu"


@dataclass(frozen=True)
class Machine:
    """A web process, a worker and the figures of a machine, with a clock of their own."""

    address: str
    metrics: str
    database: Database
    clock: Path

    def send(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """Status and text of a page, or of a form."""
        typed = None if form is None else urlencode(form).encode()
        try:
            with urlopen(self.address + path, typed, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as refusal:
            return refusal.code, refusal.read().decode()

    def is_ready(self) -> bool:
        with suppress(OSError):
            return self.send("/readyz")[0] == 200 and bool(urlopen(self.metrics))
        return False

    def jobs_run(self) -> list[Any]:
        """Each kind of job, and when it was run last."""
        with self.database.connect() as line:
            return line.execute("select task, started_at from job_run order by task").fetchall()


@pytest.fixture
def machine(server: Server, template: str, tmp_path: Path) -> Iterator[Machine]:
    with databases.copy_of(server, template, f"t_{os.getpid()}_clock") as database:
        port, clock = free_port(), tmp_path / "clock"
        clock.write_text("+0\n")
        metrics = f"127.0.0.1:{port + 1}"
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("PG")},
            **launch.without_addresses(database.environment),
            "SECRET_KEY": "for tests alone, long enough, and no secret at all",
            "FILES_DIR": str(tmp_path / "files"),
            "SEALS_DIR": str(tmp_path / "seals"),
            "PORT": str(port),
            "METRICS_ADDRESS": metrics,
            "LD_PRELOAD": str(LIBFAKETIME),
            "FAKETIME_TIMESTAMP_FILE": str(clock),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        config = Config.from_environment({**environment, "DATABASE_URL": database.url()})
        commands = (
            ("mc_web", launch.web_command(config, workers=1)),
            ("mc_worker", ["flask", "--app", "run", "metrics"]),
            ("mc_worker", ["tests.harness.worker_process"]),
        )
        found = Machine(launch.address_of(config), f"http://{metrics}/metrics", database, clock)
        with processes(database, environment, commands):
            assert within(60, found.is_ready)
            yield found


@needs_promtool
def test_a_wrong_clock_stops_what_would_get_a_wrong_time(machine: Machine, tmp_path: Path) -> None:
    healthy = scrape(machine.metrics, job="mot-cua", instance="web1")
    assert within(60, lambda: bool(machine.jobs_run()))
    assert machine.send(FORM, {})[0] == 400  # refused for its missing token alone

    machine.clock.write_text("+1d\n")
    assert within(60, lambda: machine.send(FORM, {})[0] == 503)
    assert "Đồng hồ của máy chủ đang sai" in machine.send(FORM, {})[1]
    assert machine.send(FORM)[0] == 503
    assert "clock: +86400 s from the database's" in machine.send("/readyz")[1]
    assert within(60, lambda: "worker: none is running" in machine.send("/readyz")[1])
    before = machine.jobs_run()
    time.sleep(12)  # one job is due every ten seconds
    assert machine.jobs_run() == before
    wrong = scrape(machine.metrics, job="mot-cua", instance="web1")
    told = {"ClockWrong", "WorkerDown", "ScheduledJobWrong"}  # a day without jobs, by this clock
    assert differences(tmp_path, healthy, wrong, told) == ""

    machine.clock.write_text("+0\n")
    assert within(60, lambda: machine.send("/readyz") == (200, "ready\n"))
    assert machine.send(FORM, {})[0] == 400
    assert within(60, lambda: machine.jobs_run() != before)
