"""Pieces of uploads in a bucket: each is an object whose name says from where to where it goes.

None is ever overwritten. Two machines that take the same piece at the same time, one of them cut
short, leave both: the longest way through them is what has arrived.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import IO, BinaryIO

from app.kernel.files.bucket import Bucket
from app.kernel.files.drivers import FileGone, StoreAway

PARTS = "parts/"
CHUNK_BYTES = 64 * 1024


@dataclass(frozen=True)
class InBucket:
    """See ``partial_uploads.Pieces``; the functions there say what is raised."""

    bucket: Bucket

    def begin(self, key: str) -> None:
        self.bucket.send(_name(key, 0, 0), b"")

    def received(self, key: str) -> int:
        names = list(self.bucket.names(f"{PARTS}{key}/"))
        if not names:
            raise FileGone
        return sum(end - start for start, end in _way(names))

    def append(self, key: str, stream: IO[bytes], offset: int, whole: int) -> int:
        came = BytesIO()
        try:
            while chunk := stream.read(min(CHUNK_BYTES, whole - offset - came.tell())):
                came.write(chunk)
        finally:
            if size := came.tell():
                self.bucket.send(_name(key, offset, offset + size), came.getvalue())
        return offset + size

    def take_back(self, key: str, offset: int) -> None:
        names = list(self.bucket.names(f"{PARTS}{key}/"))
        self.bucket.delete(name for name in names if _span(name)[1] > offset)

    def open_whole(self, key: str) -> BinaryIO:
        names = list(self.bucket.names(f"{PARTS}{key}/"))
        return self.bucket.gathered(_name(key, *span) for span in _way(names))

    def drop(self, key: str) -> None:
        with suppress(StoreAway):  # then the sweep does it
            self.bucket.delete(self.bucket.names(f"{PARTS}{key}/"))


def sweep(bucket: Bucket, age: timedelta) -> int:
    """Delete the pieces of uploads that nobody went on with; returns their number."""
    left = [name for names in bucket.names_before(PARTS, age) for name in names]
    bucket.delete(left)
    return len(left)


def _way(names: list[str]) -> list[tuple[int, int]]:
    """Pieces that follow one another from the beginning, as far as any do."""
    ways: dict[int, list[tuple[int, int]]] = {0: []}
    for start, end in sorted(map(_span, names)):
        if start in ways and end > start:
            ways[end] = [*ways[start], (start, end)]
    return ways[max(ways)]


def _name(key: str, start: int, end: int) -> str:
    return f"{PARTS}{key}/{start:09d}-{end:09d}"


def _span(name: str) -> tuple[int, int]:
    start, _dash, end = name.rpartition("/")[2].partition("-")
    return int(start), int(end)
