"""The floor of a page that has no hand-written one: what our page asks and shows, played back.

Recorded once per measurement: every statement of the page that the 404 page of the same session
does not run too, as SQL text with its values, and every text of its ``<main>``. The floor runs the
statements over a bare connection and puts the texts into the same HTML by plain Jinja; it computes,
formats and translates nothing. It follows our statements: whether they are good ones is shown by
their number, their planning time and the rows that they read, not by the floor.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from psycopg import ClientCursor

from harness.bench.frames import MAIN, NoHole, raw
from harness.bench.query_plans import is_query

Replay = tuple[list[str], list[str]]
"""Statements and texts."""
Asked = tuple[str, Any]
"""A statement and its values."""
_TEXT = re.compile(r"(?<=>)([^<>]*[^<>\s][^<>]*)(?=<)")
_NOT_SHOWN = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)


def write(folder: Path, key: str, page: str, statements: Iterable[str]) -> None:
    """Store the template of one page, its statements, none twice, and its texts."""
    found = MAIN.search(page)
    if found is None:
        raise NoHole(f"{key}: no <main> in the page")
    words: list[str] = []
    inside = "".join(_parts(found[0], words))
    text = raw(page[: found.start()]) + inside + raw(page[found.end() :])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{key}.html").write_text(text)
    (folder / f"{key}.json").write_text(json.dumps([[*dict.fromkeys(statements)], words]))


def read(folder: Path, key: str) -> Replay:
    """What ``write`` has stored."""
    statements, words = json.loads((folder / f"{key}.json").read_text())
    return statements, words


def own_statements(page: Iterable[Asked], nowhere: Iterable[Asked], line: Any) -> Iterator[str]:
    """The page's own queries as text, without those of the 404 page and without what is written."""
    left = Counter(statement for statement, _values in nowhere)
    cursor = ClientCursor(line)
    for statement, values in page:
        if left[statement]:
            left[statement] -= 1
        elif is_query(statement):
            yield cursor.mogrify(statement, values)


def _parts(inside: str, words: list[str]) -> Iterator[str]:
    """The HTML with an expression in the place of each text, which is added to ``words``."""
    end = 0
    hidden = [found.span() for found in _NOT_SHOWN.finditer(inside)]
    for found in _TEXT.finditer(inside):
        if any(first <= found.start() < last for first, last in hidden):
            continue
        yield raw(inside[end : found.start()])
        yield f"{{{{ words[{len(words)}] }}}}"
        words.append(html.unescape(found[0]))
        end = found.end()
    yield raw(inside[end:])
