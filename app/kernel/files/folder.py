"""Files in a folder of this machine, with 256 shards created at installation."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from io import BufferedReader
from pathlib import Path

from app.kernel import clock
from app.kernel.files.drivers import FileGone

SHARDS = tuple(f"{number:02x}" for number in range(256))


@dataclass(frozen=True)
class Folder:
    """A driver (``drivers.Driver``)."""

    directory: Path

    def install(self) -> None:
        make_folders(self.directory, SHARDS)

    def put(self, waiting: Path, key: str) -> None:
        """Rename the file, which was flushed, and flush the folder."""
        place = self.path_of(key)
        waiting.rename(place)
        flush_folder(place.parent)

    def open(self, key: str) -> BufferedReader:
        try:
            return self.path_of(key).open("rb")
        except FileNotFoundError as error:
            raise FileGone from error

    def noted(self, key: str) -> None:
        """Nothing: the disk is trusted with what no row has a sum of."""

    def remove(self, key: str) -> None:
        self.path_of(key).unlink(missing_ok=True)

    def kept_before(self, age: timedelta) -> Iterator[list[str]]:
        """One list per shard."""
        for shard in SHARDS:
            yield [path.name for path in older(self.directory / shard, age)]

    def ready(self) -> None:
        """Always: what is wrong with a disk is said when it is written to."""

    def path_of(self, key: str) -> Path:
        return self.directory / key[:2] / key


def make_folders(directory: Path, names: tuple[str, ...]) -> None:
    """Create the missing folders, so that no upload has to."""
    for name in names:
        (directory / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    flush_folder(directory)


def flush_folder(folder: Path) -> None:
    """Make the folder's entries survive a power failure."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def older(folder: Path, age: timedelta) -> Iterator[Path]:
    """Files of the folder last written longer ago than ``age``."""
    limit = (clock.real_now() - age).timestamp()
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < limit:
                yield path
