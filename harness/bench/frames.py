"""The HTML around the rows of our own pages, for the floor, which then has the same size.

A frame is our page as it is served now, with a hole where the floor's plain template writes the
rows; it follows any change of ours, except inside the hole.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

HOLES = {
    "list": (r"<tbody>", r"</tbody>", "_list_rows.html"),
    "queue": (r"<tbody>", r"</tbody>", "_queue_rows.html"),
    "dossier": (r'<div class="mc-page">', r"</main>", "_dossier.html"),
    "tracking": (r"<main[^>]*>", r"</main>", "_tracking.html"),
    "section": (
        r'<select[^>]*name="applicant_residence-place"[^>]*>',
        r'<option value="p',
        "_places.html",
    ),
}
"""Start and end of a hole, and the template that fills it."""
MAIN = re.compile(r"<main\b.*?</main>", re.DOTALL)
_COUNT = re.compile(r'(mc-queues__n[^"]*">)[\d.]+(?=<)')
_VALUE = re.compile(r'(<input\s[^>]*name="(applicant_\w+)"[^>]*? value=")[^"]*(")', re.DOTALL)


class NoHole(Exception):
    """Our page has changed since the floor was written."""


def write(folder: Path, key: str, kind: str, page: str) -> None:
    """Store the frame of one page as a template."""
    begin, end, rows = HOLES[kind]
    found = re.search(f"({begin})(.*?)({end})", page, re.DOTALL)
    if found is None:
        raise NoHole(f"{key}: no {begin} … {end} in the page")
    middle = found[3] if kind != "dossier" else "</div>" + found[3]
    before, after = page[: found.end(1)], middle + page[found.end(3) :]
    fill = _FILLED.get(kind, raw)
    text = f'{fill(before)}{{% include "{rows}" %}}{fill(after)}'
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{key}.html").write_text(text)


def raw(text: str) -> str:
    return f"{{% raw %}}{text}{{% endraw %}}"


def _with_counts(text: str) -> str:
    """The counts of the queues, in their order."""
    numbers = iter(range(100))
    parts = _COUNT.split(text)
    return raw(parts[0]) + "".join(
        f"{{% raw %}}{mark}{{% endraw %}}{{{{ counts[{next(numbers)}] }}}}{raw(rest)}"
        for mark, rest in zip(parts[1::2], parts[2::2], strict=True)
    )


def _with_values(text: str) -> str:
    """The answers in their controls."""
    parts = _VALUE.split(text)
    written = raw(parts[0])
    for n in range(1, len(parts), 4):
        before, name, after, rest = parts[n : n + 4]
        written += f"{raw(before)}{{{{ words.typed(a.{name}) }}}}{raw(after + rest)}"
    return written


_FILLED: dict[str, Callable[[str], str]] = {"queue": _with_counts, "section": _with_values}
