"""One machine as if it were several: a network and disks for each host, gone when all has ended.

Needs root, and a kernel with namespaces, bridges and loop devices.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

INSIDE = "MOT_CUA_CHAOS_INSIDE"
BRIDGE = "hosts"
PROGRAMS = ("unshare", "ip", "nsenter", "setpriv", "mkfs.ext4", "mount")
_NETWORKS = Path("/run/netns")
_LOCAL_AT, _CUT_AT = "10", "5"
"""Priority of the kernel's own table, so that a rule before it can cut a host off from itself."""
_SHUT_DOWN = 0x8004587D
"""FS_IOC_SHUTDOWN of ext4, xfs and f2fs."""
_UNMOUNTED_WITHIN_SECONDS = 60
_WITHOUT_LOG = 2
"""Neither data nor journal are written: what was not flushed is lost, as when power fails."""


def enter() -> None:
    """Go on in a network and a table of mounts of its own; returns only inside.

    Raises:
        SystemExit: this machine cannot.
    """
    if os.environ.get(INSIDE):
        _run("ip", "link", "set", "lo", "up")
        return
    if os.geteuid() != 0:
        sys.exit("Networks and disks of hosts are made by root alone.")
    if missing := [each for each in PROGRAMS if not shutil.which(each)]:
        sys.exit(f"These programs are missing: {' '.join(missing)}")
    own = [sys.executable, "-m", "harness.part", *sys.argv[1:]]
    os.environ[INSIDE] = "1"
    os.execvp("unshare", ["unshare", "--net", "--mount", "--", *own])


def lay_networks(hosts: dict[str, str], gateway: str) -> None:
    """A network for each host by its address, all on one bridge with ``gateway``."""
    _run("mount", "-t", "tmpfs", "tmpfs", str(_made(_NETWORKS)))
    _run("ip", "link", "add", BRIDGE, "type", "bridge")
    _run("ip", "addr", "add", f"{gateway}/24", "dev", BRIDGE)
    _run("ip", "link", "set", BRIDGE, "up")
    for name, address in hosts.items():
        _run("ip", "netns", "add", name)
        there = ["type", "veth", "peer", "name", "eth0", "netns", name]
        _run("ip", "link", "add", name, *there)
        _run("ip", "link", "set", name, "master", BRIDGE, "up")
        _inside(name, "link", "set", "lo", "up")
        _inside(name, "addr", "add", f"{address}/24", "dev", "eth0")
        _inside(name, "link", "set", "eth0", "up")
        _inside(name, "rule", "add", "pref", _LOCAL_AT, "table", "local")
        _inside(name, "rule", "del", "pref", "0", "table", "local")


@contextmanager
def without_port(host: str, port: int) -> Iterator[None]:
    """The host reaches this port nowhere, not even its own, and is not reached at it."""
    rule = ["pref", _CUT_AT, "ipproto", "tcp", "dport", str(port), "blackhole"]
    _inside(host, "rule", "add", *rule)
    try:
        yield
    finally:
        _inside(host, "rule", "del", *rule)


@contextmanager
def without_network(host: str) -> Iterator[None]:
    """The host's cable is pulled."""
    _run("ip", "link", "set", host, "down")
    try:
        yield
    finally:
        _run("ip", "link", "set", host, "up")


def lay_disk(image: Path, place: Path, megabytes: int) -> None:
    """A disk of this size, kept in a file, seen at this place."""
    if not image.exists():
        image.parent.mkdir(parents=True, exist_ok=True)
        with image.open("wb") as file:
            file.truncate(megabytes * 2**20)
        _run("mkfs.ext4", "-q", str(image))
    _run("mount", "-o", "loop", str(image), str(_made(place)))


@contextmanager
def full(place: Path) -> Iterator[None]:
    """Nothing more can be written to the disk of this place."""
    filler = place / "filler"
    with suppress(OSError), filler.open("wb") as file:
        left = os.statvfs(place)
        os.posix_fallocate(file.fileno(), 0, max(left.f_bavail * left.f_frsize - 2**20, 2**20))
    with suppress(OSError), filler.open("ab") as file:
        while True:
            file.write(bytes(2**16))
            file.flush()
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def power_failed(place: Path, image: Path) -> Iterator[None]:
    """The disk of this place forgets what was not flushed; it is there again after the block.

    Whoever has a file of it open must have ended then: a disk is never seen at two places.
    """
    descriptor = os.open(place, os.O_RDONLY)
    try:
        fcntl.ioctl(descriptor, _SHUT_DOWN, struct.pack("I", _WITHOUT_LOG))
    finally:
        os.close(descriptor)
    yield
    until = time.monotonic() + _UNMOUNTED_WITHIN_SECONDS
    while subprocess.run(
        ["/usr/bin/umount", str(place)], stderr=subprocess.DEVNULL, check=False
    ).returncode:
        if time.monotonic() > until:
            raise TimeoutError(f"{place} is still in use")
        time.sleep(0.2)
    _run("mount", "-o", "loop", str(image), str(place))


@contextmanager
def covered(file: Path, by: Path) -> Iterator[None]:
    """Another file is read in its place, by whatever runs in our table of mounts."""
    real = file.resolve()
    _run("mount", "--bind", str(by), str(real))
    try:
        yield
    finally:
        _run("umount", "--lazy", str(real))


def device_of(place: Path) -> str:
    """Major and minor number of the disk of a place."""
    number = place.stat().st_dev
    return f"{os.major(number)}:{os.minor(number)}"


@contextmanager
def limited(controller: str, settings: dict[str, str], pids: list[int]) -> Iterator[None]:
    """The processes, and what they start, in a group with these limits."""
    group = _made(Path("/sys/fs/cgroup", controller, f"chaos-{os.getpid()}"))
    try:
        for name, value in settings.items():
            (group / name).write_text(value)
        for pid in pids:
            with suppress(OSError):  # it has ended
                (group / "cgroup.procs").write_text(str(pid))
        yield
    finally:
        for left in (group / "cgroup.procs").read_text().split():
            with suppress(OSError):
                (group.parent / "cgroup.procs").write_text(left)
        with suppress(OSError):
            group.rmdir()


def can_limit(controller: str) -> bool:
    return os.access(Path("/sys/fs/cgroup", controller, "cgroup.procs"), os.W_OK)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _inside(host: str, *words: str) -> None:
    _run("ip", "-n", host, *words)


def _run(*command: str) -> None:
    subprocess.run(command, check=True)
