"""The second place of the seals: files that only grow, out of reach of whoever has the database.

One line of JSON for each seal, one file for each month. Without it somebody with the powers of the
database's superuser could write a journal anew, seals and all, and nobody would notice.
"""

from __future__ import annotations

import json
import os
from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

NO_DIGEST = "0" * 64
"""What the first seal stands on."""

_LONGEST_LINE = 1 << 20


@dataclass(frozen=True)
class Seal:
    """The heads of all journals at one moment; ``JournalSeal`` says what is what."""

    n: int
    at: datetime
    upto: int
    heads: dict[str, list[Any]]
    shapes: dict[str, list[str]] | None = None
    digest: str = ""

    def digest_on(self, before: str) -> str:
        """The digest of what this seal says, on top of the digest of the seal before."""
        return sha256((before + _json(self._said())).encode()).hexdigest()

    def line(self) -> str:
        """The seal as it is kept in the second place."""
        return _json({**self._said(), "digest": self.digest})

    def _said(self) -> dict[str, Any]:
        at = self.at.astimezone(UTC).isoformat()
        facts = {"n": self.n, "at": at, "upto": self.upto, "heads": self.heads}
        return facts if self.shapes is None else {**facts, "shapes": self.shapes}

    @classmethod
    def read(cls, line: str) -> Seal | None:
        """The seal of a line; None for a line that was not written to its end."""
        try:
            said = json.loads(line)
            return cls(**{**said, "at": datetime.fromisoformat(said["at"])})
        except (ValueError, TypeError, KeyError):
            return None


@dataclass(frozen=True)
class Shelf:
    """The folder of the files."""

    folder: Path

    def seals(self) -> Generator[Seal, None, None]:
        """Every seal, the oldest first."""
        for path in self._files():
            with path.open(encoding="utf-8", errors="replace") as lines:
                yield from filter(None, map(Seal.read, lines))

    def last(self) -> Seal | None:
        """The newest seal that was kept."""
        for path in reversed(self._files()):
            with path.open("rb") as stream:
                stream.seek(max(0, path.stat().st_size - _LONGEST_LINE))
                lines = stream.read().decode(errors="replace").splitlines()
            found = next(filter(None, map(Seal.read, reversed(lines))), None)
            if found is not None:
                return found
        return None

    def keep(self, seal: Seal) -> None:
        """Add one line, and return when it is on the disk."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.folder / f"{seal.at.astimezone(UTC):%Y-%m}.jsonl"
        new = not path.exists()
        with path.open("ab+") as stream:
            # a line that a crash cut off is left as it is
            stream.write(_end_of_torn_line(stream) + seal.line().encode() + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        if new:
            _sync(self.folder)

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("????-??.jsonl"))


def _end_of_torn_line(stream: Any) -> bytes:
    if stream.seek(0, os.SEEK_END) == 0:
        return b""
    stream.seek(-1, os.SEEK_END)
    return b"" if stream.read(1) == b"\n" else b"\n"


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _json(facts: Any) -> str:
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
