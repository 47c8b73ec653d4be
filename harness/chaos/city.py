"""The system that is killed: that of ``make up``, each host with a network and disks of its own."""

from __future__ import annotations

import os
import random
import secrets
import shutil
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import psycopg
from flask import Flask

from app import create_app
from app.kernel.security import key_files
from config import ROOT, VAR, Config
from devstack import machine as account
from devstack.database import Stop
from devstack.postgres import SUPERUSER
from devstack.production import configuration
from devstack.production.__main__ import control, down, up
from devstack.production.layout import Process, System
from harness import failover
from harness.chaos import machine

NETWORK = "10.73.0"
"""Seen by nobody else: it is inside a network of its own."""
PORT = 9643
GATEWAY = f"{NETWORK}.1"
GATEWAY_PORT = 13013
GATEWAY_NAME = "sms.gateway"
LIBFAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
MOVED_CLOCK = f"LD_PRELOAD={LIBFAKETIME} FAKETIME_CACHE_DURATION=1 FAKETIME_DONT_FAKE_MONOTONIC=1"
HALTED_WITHIN_SECONDS = 60
MEGABYTES = {"patroni": 3000, "files": 2000}
"""Of the disks: of a member of the database, and of the files."""
SETTINGS = {
    "SMS": "kannel",
    "KANNEL_URL": f"http://{GATEWAY_NAME}:{GATEWAY_PORT}/cgi-bin/sendsms",
    "QUIET_HOURS": "24-0",
    "MESSAGES_PER_SECOND": "40",
    "RETRY_SECONDS": "10",
    "REPLAY_SECONDS": "20",
    "SHUT_SECONDS": "5",
}


@dataclass(frozen=True)
class City(System):
    """Hosts, disks and processes; ``mutant`` is the folder of a changed application."""

    mutant: str = ""
    clock: str = ""
    """The file by which the clock of ``web1`` is moved (libfaketime)."""

    @classmethod
    def made(cls, environ: Mapping[str, str]) -> Self:
        root = VAR / "city-chaos"
        root.mkdir(parents=True, exist_ok=True)
        return cls(
            place=account.home(root, account.server_user(root)),
            network=NETWORK,
            https=int(environ.get("PORT") or PORT),
            environment="development",
            workers=int(environ.get("WEB_WORKERS") or 2),
            settings={
                **SETTINGS,
                "CALLBACKS_URL": f"http://{NETWORK}.21:8080",
                "KANNEL_PASSWORD_FILE": str(root / "gateway_password"),
            },
        )

    def processes(self) -> Iterator[Process]:
        path = f"PYTHONPATH={self.mutant}:{ROOT}"
        changed = f"/usr/bin/env -C {self.mutant} {path} " if self.mutant else ""
        moved = f"/usr/bin/env {MOVED_CLOCK} FAKETIME_TIMESTAMP_FILE={self.clock} "
        for each in super().processes():
            where = "" if each.node == self.proxy else each.node.name
            start = "" if each.autostart else changed
            if self.clock and each.name in {"web-web1", "worker-web1"}:
                start += moved
            yield replace(each, network=where, command=start + each.command)

    def variables(self, process: Process) -> dict[str, Any]:
        return super().variables(process) | {"networks": [f"{NETWORK}.0/24"]}

    # ---- up and down ----------------------------------------------------------------------------

    def empty(self) -> None:
        """Forget the last run: its mutants have spoiled what they left."""
        shutil.rmtree(self.place)
        self.place.mkdir(mode=0o755)

    def start_networks(self) -> None:
        hosts = [*self.database_hosts, *self.web_hosts]
        machine.lay_networks({each.name: each.address for each in hosts}, GATEWAY)

    def start(self) -> None:
        """Lay the disks, and bring everything up."""
        for name in self.disks:
            megabytes = MEGABYTES[name.partition("-")[0]]
            machine.lay_disk(self.image(name), self.folder(name), megabytes)
        key_files.kept(VAR / "city-chaos" / "gateway_password", secrets.token_urlsafe)
        up(self, demo=False)

    def change(self) -> None:
        """Start again what is another than what runs."""
        up(self, demo=False)

    def stop(self) -> None:
        down(self)

    @property
    def disks(self) -> list[str]:
        return [*(f"patroni-{host.name}" for host in self.database_hosts), "files"]

    def image(self, disk: str) -> Path:
        return self.place / "disks" / f"{disk}.img"

    def filler(self) -> Flask:
        """The application with the loader's role, to make drafts and officers."""
        environment = self.of_commands()
        del environment["PGOPTIONS"]
        address = environment["DATABASE_LOADER_URL"]
        return create_app(config=Config.from_environment({**environment, "DATABASE_URL": address}))

    def of_commands(self) -> dict[str, str]:
        """The environment of ``flask``."""
        return configuration.write(self)

    def connect(self) -> psycopg.Connection[Any]:
        """As the owner of everything, to whichever member is primary."""
        address = configuration.address(self, SUPERUSER).replace("+psycopg", "")
        return psycopg.connect(address, autocommit=True)

    # ---- processes ------------------------------------------------------------------------------

    def pid(self, process: str) -> int:
        return failover.pid(self, process)

    def control(self, *words: str) -> None:
        control(self, *words)

    def halt(self, *processes: str) -> None:
        """Stop what has just been killed, before it is started again.

        Raises:
            Stop: it is not there to be stopped.
        """
        until = time.monotonic() + HALTED_WITHIN_SECONDS
        for each in processes:
            while True:
                try:
                    control(self, "stop", each)
                    break
                except Stop:  # supervisord has seen its end, and has not started it yet
                    if time.monotonic() > until:
                        raise
                    time.sleep(0.2)

    def web_processes(self, host: str) -> list[int]:
        """Master and workers of a host."""
        master = self.pid(f"web-{host}")
        return [master, *children(master)] if master else []

    def kill(self, process: str) -> bool:
        """``SIGKILL`` to a process and its children; whether it was there."""
        found = self.pid(process)
        if not found:
            return False
        for each in (found, *children(found)):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        return True

    def kill_web_worker(self) -> bool:
        workers = self.web_processes(random.choice(self.web_hosts).name)[1:]
        with suppress(ProcessLookupError, IndexError):
            os.kill(random.choice(workers), signal.SIGKILL)
            return True
        return False

    # ---- the database ---------------------------------------------------------------------------

    def leader(self) -> str:
        """The host of the primary."""
        found = failover.members(self)
        return next((str(each["name"]) for each in found if each["role"] == "leader"), "")

    def data(self, host: str) -> Path:
        return self.folder(f"patroni-{host}") / "data"

    def postmaster(self, host: str) -> int:
        return int((self.data(host) / "postmaster.pid").read_text().splitlines()[0])

    def stop_primary(self) -> float:
        """As ``pg_ctl stop -m immediate``: no checkpoint, nobody is told; returns when."""
        while True:
            with suppress(FileNotFoundError, ProcessLookupError):  # it is just another's turn
                os.kill(self.postmaster(self.leader()), signal.SIGQUIT)
                return time.monotonic()
            time.sleep(0.2)

    def is_whole(self) -> float | None:
        return failover.is_whole(self)


def children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []
