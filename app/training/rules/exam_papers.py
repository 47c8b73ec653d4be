"""Exam papers: drawn and shuffled, marked, and the short secret that opens one."""

import base64
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

Drawn = Mapping[str, Any]
"""A question of a paper: ``{"text": …, "choices": [text, …], "right": index}``."""
Choice = tuple[str, bool]
"""Text, and whether it is the right one."""
Ticks = Sequence[int | None]

TOKEN_BYTES = 10
GROUP = 4
_READ_AS = str.maketrans("018", "OIB", "- ")
"""Digits that are typed in place of letters; the secret contains none of them."""


def draw(
    bank: Sequence[tuple[str, Sequence[Choice]]], asked: int, chance: Random
) -> list[dict[str, Any]]:
    """Draw this many questions in random order, with shuffled choices."""
    drawn = []
    for text, choices in chance.sample(bank, asked):
        shuffled = chance.sample(choices, len(choices))
        right = next(n for n, (_text, is_right) in enumerate(shuffled) if is_right)
        drawn.append({"text": text, "choices": [each for each, _ in shuffled], "right": right})
    return drawn


def score(questions: Sequence[Drawn], ticks: Ticks) -> int:
    """Right answers in percent, rounded down; unanswered questions are wrong."""
    right = sum(tick == question["right"] for question, tick in zip(questions, ticks, strict=True))
    return right * 100 // len(questions) if questions else 0


def ticks_of(questions: Sequence[Drawn], said: Mapping[int, str]) -> list[int | None]:
    """The tick of each question; None if it is no choice."""
    return [
        int(word) if (word := said.get(n, "")).isdecimal() and int(word) < len(each["choices"])
        else None
        for n, each in enumerate(questions)
    ]  # fmt: skip


def short_secret(mark: bytes) -> str:
    """Sixteen letters and digits that can be typed from paper: 80 bits."""
    return base64.b32encode(mark[:TOKEN_BYTES]).decode()


def in_groups(secret: str) -> str:
    """As printed: ``ABCD-EFGH-IJKL-MNOP``."""
    return "-".join(secret[n : n + GROUP] for n in range(0, len(secret), GROUP))


def as_typed(secret: str) -> str:
    return secret.upper().translate(_READ_AS)
