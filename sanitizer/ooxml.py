"""The archive of an Office document, and a parser of its XML parts that gives up early."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import PurePosixPath
from typing import NamedTuple
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

# every module needed for reading: later nothing can be imported
import encodings.cp437  # noqa: F401  # isort: skip

from sanitizer import Unfit, Verdict

MAX_PARTS = 2000
MAX_DEPTH = 40
MAX_TEXT = 40_000
"""Characters of one text; Excel itself allows 32,767."""
MAX_SILENCE = 1024 * 1024
"""Bytes of one tag or remark; the parser begins it anew with every piece."""
CHUNK_BYTES = 64 * 1024
STRUCTURE_BYTES = 1024 * 1024
"""Maximum size of a part that only lists others."""
BROKEN_ARCHIVE = (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, zlib.error,
                  ValueError, KeyError)  # fmt: skip

Attributes = Mapping[str, str]


class Relation(NamedTuple):
    """A part that another refers to: what it is to it, its key there, its name."""

    kind: str
    key: str
    part: str


class Package:
    """An opened archive; counts what is unpacked of it.

    Raises:
        Unfit: it is no archive, has macros, or too many parts.
    """

    def __init__(self, content: bytes, unpacked_bytes: int) -> None:
        self._left = unpacked_bytes
        try:
            self._archive = ZipFile(BytesIO(content))
        except BROKEN_ARCHIVE as error:
            raise Unfit(Verdict.BROKEN) from error
        parts = self._archive.infolist()
        if len(parts) > MAX_PARTS:
            raise Unfit(Verdict.TOO_HEAVY)
        self._parts = {part.filename.replace("\\", "/").lower(): part for part in parts}
        if any("vbaproject" in name for name in self._parts):
            raise Unfit(Verdict.MACROS)

    def has(self, name: str) -> bool:
        return name.lower() in self._parts

    def chunks(self, name: str, most: int | None = None) -> Iterator[bytes]:
        """One part, unpacked piece by piece; its own statement of its size counts for nothing.

        Raises:
            Unfit: it is missing, broken, or larger than ``most`` or than what is left.
        """
        most = self._left if most is None else min(most, self._left)
        try:
            part: ZipInfo = self._parts[name.lower()]
            if part.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:  # the format knows no others
                raise Unfit(Verdict.BROKEN)
            with self._archive.open(part) as stream:
                while chunk := stream.read(CHUNK_BYTES):
                    most -= len(chunk)
                    self._left -= len(chunk)
                    if most < 0:
                        raise Unfit(Verdict.TOO_HEAVY)
                    yield chunk
        except BROKEN_ARCHIVE as error:
            raise Unfit(Verdict.BROKEN) from error

    def relations(self, name: str) -> list[Relation]:
        """The other parts that a part refers to."""
        path = PurePosixPath(name)
        part = str(path.parent / "_rels" / f"{path.name}.rels")
        found: list[Relation] = []

        def take(tag: str, said: Attributes) -> None:
            if tag == "Relationship" and said.get("TargetMode") != "External":
                kind, target = said.get("Type", ""), said.get("Target", "")
                place = _joined(path.parent, target)
                found.append(Relation(kind.rpartition("/")[2], said.get("Id", ""), place))

        if self.has(part):
            Parser(take).read(self.chunks(part, STRUCTURE_BYTES))
        return found


def _joined(folder: PurePosixPath, target: str) -> str:
    parts: list[str] = []
    for part in (target if target.startswith("/") else f"{folder}/{target}").split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


def local(name: str) -> str:
    """The name without the prefix of its namespace."""
    return name.rpartition(":")[2]


class Parser:
    """Calls ``start`` and ``end`` with local names, and ``text`` while it is set.

    Raises:
        Unfit: it is no XML, too deep, or declares entities.
    """

    def __init__(
        self,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] = lambda _tag: None,
    ) -> None:
        self.text: list[str] | None = None
        """Where characters go; nowhere if None."""
        self._depth = self._length = self._silence = 0
        self._begun, self._ended = start, end
        self._expat = expat.ParserCreate()
        self._expat.buffer_text = True
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._expat.CharacterDataHandler = self._characters
        self._expat.StartDoctypeDeclHandler = _refuse

    def read(self, chunks: Iterator[bytes]) -> None:
        for chunk in chunks:
            self.feed(chunk)
        self.feed(b"", last=True)

    def feed(self, chunk: bytes, *, last: bool = False) -> None:
        self._silence += len(chunk)
        if self._silence > MAX_SILENCE:
            raise Unfit(Verdict.TOO_HEAVY)
        try:
            self._expat.Parse(chunk, last)
        except (expat.ExpatError, ValueError, LookupError, ImportError, OSError) as error:
            # also: an encoding that would have to be loaded, attributes that are no numbers
            raise Unfit(Verdict.BROKEN) from error

    def collect(self) -> None:
        """Begin a text."""
        self.text, self._length = [], 0

    def collected(self) -> str:
        """End the text."""
        found, self.text = "".join(self.text or ()), None
        return found

    def _start(self, tag: str, said: dict[str, str]) -> None:
        self._silence = 0
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Unfit(Verdict.TOO_HEAVY)
        self._begun(local(tag), said)

    def _end(self, tag: str) -> None:
        self._silence = 0
        self._depth -= 1
        self._ended(local(tag))

    def _characters(self, words: str) -> None:
        self._silence = 0
        if self.text is not None:
            self._length += len(words)
            if self._length > MAX_TEXT:
                raise Unfit(Verdict.TOO_HEAVY)
            self.text.append(words)


def _refuse(*_doctype: object) -> None:
    raise Unfit(Verdict.BROKEN)
