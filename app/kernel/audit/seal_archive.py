"""The seal archive: append-only files, out of reach of anybody who controls the database.

One JSON line per seal, one file per month. Without it a database superuser could rewrite a journal
together with its seals and go unnoticed.
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
"""Previous digest of the first seal."""

_LONGEST_LINE = 1 << 20


@dataclass(frozen=True)
class Seal:
    """The chain heads of all journals at one moment; see ``JournalSeal`` for the fields."""

    n: int
    at: datetime
    upto: int
    heads: dict[str, list[Any]]
    shapes: dict[str, list[str]] | None = None
    digest: str = ""

    def digest_on(self, before: str) -> str:
        """Digest of this seal's content, chained to the digest of the previous seal."""
        return sha256((before + _json(self._said())).encode()).hexdigest()

    def line(self) -> str:
        return _json({**self._said(), "digest": self.digest})

    def _said(self) -> dict[str, Any]:
        at = self.at.astimezone(UTC).isoformat()
        facts = {"n": self.n, "at": at, "upto": self.upto, "heads": self.heads}
        return facts if self.shapes is None else {**facts, "shapes": self.shapes}

    @classmethod
    def read(cls, line: str) -> Seal | None:
        """The seal of a line; None for an incomplete line."""
        try:
            said = json.loads(line)
            return cls(**{**said, "at": datetime.fromisoformat(said["at"])})
        except (ValueError, TypeError, KeyError):
            return None


@dataclass(frozen=True)
class Shelf:
    """The folder of the archive files."""

    folder: Path

    def seals(self) -> Generator[Seal, None, None]:
        """Every seal, oldest first."""
        for path in self._files():
            with path.open(encoding="utf-8", errors="replace") as lines:
                yield from filter(None, map(Seal.read, lines))

    def last(self) -> Seal | None:
        for path in reversed(self._files()):
            with path.open("rb") as stream:
                stream.seek(max(0, path.stat().st_size - _LONGEST_LINE))
                lines = stream.read().decode(errors="replace").splitlines()
            found = next(filter(None, map(Seal.read, reversed(lines))), None)
            if found is not None:
                return found
        return None

    def keep(self, seal: Seal) -> None:
        """Append the seal and return once it is flushed to disk."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.folder / f"{seal.at.astimezone(UTC):%Y-%m}.jsonl"
        new = not path.exists()
        with path.open("ab+") as stream:
            # a line cut off by a crash stays as it is
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
