"""One word for one thing: what breaks the table of words in the two languages."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "translations" / "vi" / "LC_MESSAGES" / "messages.po"
TABLE = ROOT / "docs" / "words.csv"


def forbidden_words() -> list[str]:
    """What breaks the table: place, word, sentence and what to write instead."""
    found = []
    with TABLE.open(newline="") as file:
        rows = list(csv.DictReader(file))
    for language in ("vi", "en"):
        rules = [row for row in rows if row["language"] == language]
        for place, sentence in [*_messages(language), *(_content() if language == "vi" else ())]:
            for row in rules:
                rest = re.sub(row["unless"], "", sentence) if row["unless"] else sentence
                if word := re.search(row["forbidden"], rest):
                    found.append(f"{place}: “{word[0]}” in “{sentence[:90]}”: use {row['use']}")
    return found


def _messages(language: str) -> Iterator[tuple[str, str]]:
    """The sentences of the pages, translated or as they are in the source."""
    with CATALOGUE.open("rb") as file:
        for message in read_po(file, locale="vi"):
            said = message.string if language == "vi" else message.id
            for sentence in (said,) if isinstance(said, str) else said or ():
                yield CATALOGUE.name, sentence


def _content() -> Iterator[tuple[str, str]]:
    """Vietnamese that is not translated: content that is loaded, and what is printed."""
    for path in sorted((ROOT / "app").rglob("data/**/*.json")):
        for sentence in _texts(json.loads(path.read_text())):
            yield path.name, sentence
    for path in sorted((ROOT / "app").rglob("*.typ")):
        for line in path.read_text().splitlines():
            if not line.lstrip().startswith("//"):
                yield path.name, line


def _texts(value: object) -> Iterator[str]:
    """Every text in a file of content, at whatever depth."""
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from _texts(inner)
        case list():
            for inner in value:
                yield from _texts(inner)
