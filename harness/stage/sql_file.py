"""SQL files whose statements stand in named groups.

A group begins with a line ``-- : name``; a statement ends with ``;`` at the end of a line.
"""

from __future__ import annotations

from pathlib import Path


def groups(path: Path) -> dict[str, tuple[str, ...]]:
    """The statements of each group, in their order, without comments."""
    found: dict[str, list[str]] = {}
    for part in path.read_text().split("\n-- : ")[1:]:
        name, _newline, text = part.partition("\n")
        lines = (line for line in text.splitlines() if not line.startswith("--"))
        each = "\n".join(lines).split(";\n")
        found.setdefault(name, []).extend(filter(None, (one.strip().rstrip(";") for one in each)))
    return {name: tuple(statements) for name, statements in found.items()}
