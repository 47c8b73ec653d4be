"""Detects English on a Vietnamese page: messages of the catalogue, and labels of buttons."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

CATALOGUE = Path(__file__).parents[2] / "translations" / "vi" / "LC_MESSAGES" / "messages.po"
WORDS = re.compile(
    r"\b(Save|Cancel|Delete|Edit|Search|Back|Next|Previous|Submit|Login|Logout|Sign|Username"
    r"|Password|Add|Remove|Show|List|Yes|Home|Welcome|Profile|Refresh|Filter|Filters|Actions"
    r"|Error|Warning|Loading|Choose|Required|Optional|Upload|Download|Records|Invalid|True"
    r"|False|None|undefined|null|NaN|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
)
_PLACE = re.compile(r"%\(\w+\)\w|%%|\{\w*\}|<[^>]+>|\s*\n\s*")
_LETTERS = re.compile(r"[A-Za-z]+")
_TWO_WORDS = re.compile(r"[A-Za-z]{2,}['’]?[A-Za-z]*,? [A-Za-z]{2,}")


@cache
def sentences() -> tuple[str, ...]:
    """Parts of our English messages, two words or more, without placeholders."""
    with CATALOGUE.open("rb") as stream:
        messages: list[Any] = [m for m in read_po(stream) if m.id]
    found: set[str] = set()
    for message in messages:
        english = message.id if isinstance(message.id, tuple) else (message.id,)
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        for sentence in set(english) - set(said):
            parts = (part.strip(" .:,;“”·–") for part in _PLACE.split(sentence))
            found |= {part for part in parts if _TWO_WORDS.search(part)}
    return tuple(sorted(found))


def english_in(text: str) -> list[str]:
    """English parts of a page's text."""
    here = _by_first_word().keys() & set(_LETTERS.findall(text))
    parts = sorted(part for word in here for part in _by_first_word()[word])
    told = [part for part in parts if part in text and _alone(part, text)]
    return told + sorted(set(WORDS.findall(text)))


@cache
def _by_first_word() -> dict[str, list[str]]:
    """The sentences by a word without which they cannot be on a page: few are."""
    found = defaultdict(list)
    for part in sentences():
        found[_LETTERS.findall(part)[0]].append(part)
    return dict(found)


def _alone(part: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text) is not None
