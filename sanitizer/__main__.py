"""Entry point: imports everything, confines itself, then reads the file."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])  # the package's parent, not the package itself

from sanitizer import MAX_CLEAN_BYTES, Tool, Unfit, Verdict, confinement  # noqa: E402

PDF = "application/pdf"


def cleaned(content: bytes, mime: str, tool: Tool) -> bytes:
    """The rewritten file.

    Raises:
        Unfit: with the verdict.
    """
    try:
        made = tool(content, mime)
    except MemoryError as error:
        raise Unfit(Verdict.TOO_HEAVY) from error
    if len(made) > MAX_CLEAN_BYTES:
        raise Unfit(Verdict.TOO_HEAVY)
    return made


def main(mime: str) -> Verdict:
    tool: Tool = import_module(f"sanitizer.{'documents' if mime == PDF else 'pictures'}").clean
    confinement.bind_hands()
    try:
        made = memoryview(cleaned(sys.stdin.buffer.read(), mime, tool))
    except Unfit as unfit:
        return unfit.verdict
    try:
        while made:
            made = made[os.write(1, made) :]
    except OSError:
        return Verdict.NO_ROOM
    return Verdict.CLEANED


if __name__ == "__main__":
    os._exit(main(sys.argv[1]))
