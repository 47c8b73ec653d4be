"""Entry point: imports everything, confines itself, then reads the file."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])  # the package's parent, not the package itself

from sanitizer import (  # noqa: E402
    HEIC,
    MAX_CLEAN_BYTES,
    PDF,
    XLSX,
    Tool,
    Unfit,
    Verdict,
    WorkbookLimits,
    confinement,
)

MODULES = {PDF: "documents", HEIC: "heic"}


def pieces(content: bytes, mime: str, tool: Tool) -> Iterator[bytes]:
    """The rewritten file; of a workbook row by row.

    Raises:
        Unfit: with the verdict.
    """
    try:
        made: bytes | Iterable[bytes] = tool(content, mime)
        if not isinstance(made, bytes):
            yield from made
            return
    except MemoryError as error:
        raise Unfit(Verdict.TOO_HEAVY) from error
    if len(made) > MAX_CLEAN_BYTES:
        raise Unfit(Verdict.TOO_HEAVY)
    yield made


def main(mime: str, *limits: str) -> Verdict:
    if mime == XLSX:
        told = WorkbookLimits(*json.loads(limits[0]))
        tool: Tool = partial(import_module("sanitizer.workbooks").rows, limits=told)
        confinement.bind_hands(cpu_seconds=told.cpu_seconds)
    else:
        tool = import_module(f"sanitizer.{MODULES.get(mime, 'pictures')}").clean
        confinement.bind_hands(threads=mime == HEIC)
    try:
        for piece in pieces(sys.stdin.buffer.read(), mime, tool):
            write(memoryview(piece))
    except Unfit as unfit:
        return unfit.verdict
    except OSError:
        return Verdict.NO_ROOM
    return Verdict.CLEANED


def write(rest: memoryview) -> None:
    while rest:
        rest = rest[os.write(1, rest) :]


if __name__ == "__main__":
    os._exit(main(*sys.argv[1:]))
