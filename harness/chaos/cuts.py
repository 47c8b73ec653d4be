"""What a city can be cut from: each cause, and what lets it come back."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from devstack.production.layout import PORTS
from harness.chaos import machine
from harness.chaos.city import GATEWAY, LIBFAKETIME, City, children
from harness.chaos.gateway import Gateway
from harness.failover import wait_for
from harness.stage.s3_server import S3Server, s3_server
from harness.stage.threads import beside

LITTLE_MEMORY = str(2 * 2**20)
WRITES_PER_SECOND = 25
"""Of a disk that is about to die."""
RIGHT, A_DAY_AHEAD = "+0\n", "+1d\n"
SECONDS_OF_A_CLOCK = 3.0


@dataclass(frozen=True)
class Stage:
    """Where a cut takes place."""

    city: City
    gateway: Gateway
    bucket: S3Server | None = None


@dataclass(frozen=True)
class Cut:
    """A cause that lasts for a while."""

    name: str
    caused: Callable[[Stage], AbstractContextManager[None]]
    seconds: float = 20.0
    needs: Callable[[], bool] = lambda: True
    """Whether this machine has what it takes."""
    prepared: Callable[[Stage], AbstractContextManager[Stage]] = nullcontext
    """The city as it must be before, and until everybody has sent."""


@contextmanager
def _etcd_from_primary(stage: Stage) -> Iterator[None]:
    """The primary may not stay one: it cannot know whether another was chosen."""
    with machine.without_port(_leader(stage), PORTS["etcd"]):
        yield


@contextmanager
def _primary_from_network(stage: Stage) -> Iterator[None]:
    with machine.without_network(_leader(stage)):
        yield


@contextmanager
def _disk_of_files(stage: Stage) -> Iterator[None]:
    with machine.full(stage.city.folder("files")):
        yield


@contextmanager
def _disk_of_primary(stage: Stage) -> Iterator[None]:
    """Rows and write-ahead log of one member lie on one disk."""
    with machine.full(stage.city.folder(f"patroni-{_leader(stage)}")):
        yield


@contextmanager
def _disks_of_the_database(stage: Stage) -> Iterator[None]:
    with ExitStack() as all_of_them:
        for host in stage.city.database_hosts:
            all_of_them.enter_context(machine.full(stage.city.folder(f"patroni-{host.name}")))
        yield


@contextmanager
def _scanner(stage: Stage) -> Iterator[None]:
    scanners = [f"clamd-{host.name}" for host in stage.city.web_hosts]
    stage.city.control("stop", *scanners)
    try:
        yield
    finally:
        stage.city.control("start", *scanners)


@contextmanager
def _gateway(stage: Stage) -> Iterator[None]:
    stage.gateway.close()
    try:
        yield
    finally:
        stage.gateway.open()


@contextmanager
def _names(stage: Stage) -> Iterator[None]:
    stage.gateway.close_names()
    try:
        yield
    finally:
        stage.gateway.open_names()


@contextmanager
def _certificate(stage: Stage) -> Iterator[None]:
    """Browsers refuse it; a new one counts as soon as nginx has read it."""
    here = stage.city.certificate
    valid = here.read_bytes()
    over = ["-not_before", "20240101000000Z", "-not_after", "20240201000000Z"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    key = str(here.with_name("key.pem"))
    command = ["openssl", "req", "-x509", "-key", key, *names, *over, "-out", str(here)]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    _read_again(stage)
    try:
        yield
    finally:
        here.write_bytes(valid)
        _read_again(stage)


@contextmanager
def _memory(stage: Stage) -> Iterator[None]:
    """The kernel kills web processes of one host as soon as they ask for more."""
    host = stage.city.web_hosts[0].name
    with machine.limited(
        "memory", {"memory.limit_in_bytes": LITTLE_MEMORY}, stage.city.web_processes(host)[1:]
    ):
        yield


@contextmanager
def _slow_disk(stage: Stage) -> Iterator[None]:
    """The primary's disk takes few writes a second."""
    leader = _leader(stage)
    device = machine.device_of(stage.city.folder(f"patroni-{leader}"))
    postmaster = stage.city.postmaster(leader)
    with machine.limited(
        "blkio",
        {"blkio.throttle.write_iops_device": f"{device} {WRITES_PER_SECOND}"},
        [postmaster, *children(postmaster)],
    ):
        yield


@contextmanager
def power_of_files(stage: Stage) -> Iterator[None]:
    """The machine with the files, and both web hosts, lose power at one moment."""
    city = stage.city
    running = [*(f"web-{host.name}" for host in city.web_hosts), "worker-web1"]
    for each in running:
        city.kill(each)
    with machine.power_failed(city.folder("files"), city.image("files")):
        city.halt(*running)
    yield
    city.control("start", *running)


@contextmanager
def _power_of_primary(stage: Stage) -> Iterator[None]:
    """The primary's machine loses power, and has it again after a while."""
    city, leader = stage.city, _leader(stage)
    running = [f"patroni-{leader}", f"etcd-{leader}"]
    postmaster = city.postmaster(leader)
    sessions = children(postmaster)
    with machine.without_network(leader):
        for pid in (*(city.pid(each) for each in running), postmaster, *sessions):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        disk = f"patroni-{leader}"
        with machine.power_failed(city.folder(disk), city.image(disk)):
            city.halt(*running)
        yield
    city.control("start", *running)


@contextmanager
def _with_bucket(stage: Stage) -> Iterator[Stage]:
    """Files lie in a bucket; what came meanwhile is in the folder afterwards."""
    with s3_server(GATEWAY) as bucket:
        replace(stage.city, settings={**stage.city.settings, **bucket.environment}).change()
        yield replace(stage, bucket=bucket)
        for name, content in bucket.objects.items():
            folder, _slash, key = name.rpartition("/")
            if folder == "files":
                (stage.city.folder("files") / key[:2] / key).write_bytes(content)
        stage.city.change()


@contextmanager
def _bucket(stage: Stage) -> Iterator[None]:
    with stage.bucket.away() if stage.bucket else nullcontext():
        yield


@contextmanager
def _with_moved_clock(stage: Stage) -> Iterator[Stage]:
    _clock_file(stage).write_text(RIGHT)
    replace(stage.city, clock=str(_clock_file(stage))).change()
    yield stage
    stage.city.change()


@contextmanager
def _clock(stage: Stage) -> Iterator[None]:
    """One of two web hosts, with the worker, is a day ahead, again and again.

    Each time it is set, other requests are on their way.
    """

    def again(over: threading.Event) -> None:
        while not over.is_set():
            for moved in (A_DAY_AHEAD, RIGHT):
                _clock_file(stage).write_text(moved)
                over.wait(SECONDS_OF_A_CLOCK)

    try:
        with beside(again):
            yield
    finally:
        _clock_file(stage).write_text(RIGHT)


CUTS = (
    Cut("etcd_from_primary", _etcd_from_primary, 40),
    Cut("primary_from_network", _primary_from_network, 40),
    Cut("disk_full_files", _disk_of_files),
    Cut("disk_full_primary", _disk_of_primary, 30),
    Cut("disk_full_database", _disks_of_the_database, 30),
    Cut("clamd_away", _scanner),
    Cut("gateway_away", _gateway),
    Cut("dns_gone", _names),
    Cut("certificate_expired", _certificate, 10),
    Cut("out_of_memory", _memory, needs=partial(machine.can_limit, "memory")),
    Cut("slow_disk", _slow_disk, needs=partial(machine.can_limit, "blkio")),
    Cut("power_of_files", power_of_files, 5),
    Cut("power_of_primary", _power_of_primary, 30),
    Cut("s3_away", _bucket, prepared=_with_bucket),
    Cut("clock_jump", _clock, 30, LIBFAKETIME.exists, _with_moved_clock),
)


def _clock_file(stage: Stage) -> Path:
    return stage.city.place / "clock"


def _leader(stage: Stage) -> str:
    wait_for(stage.city.is_whole)
    return stage.city.leader()


def _read_again(stage: Stage) -> None:
    os.kill(stage.city.pid("nginx"), signal.SIGHUP)
    time.sleep(1)
