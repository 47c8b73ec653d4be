"""The choices of a question as text: one a line, the right one with an asterisk."""

from collections.abc import Iterable

FEWEST, MOST, LONGEST = 2, 6, 300
STAR = "*"
Choice = tuple[str, bool]
"""Text, and whether it is the right one."""


def read(text: str) -> list[Choice]:
    """Parse the choices; empty lines are skipped."""
    lines = [line.strip() for line in text.splitlines()]
    return [
        (line.removeprefix(STAR).strip(), line.startswith(STAR))
        for line in lines
        if line.removeprefix(STAR).strip()
    ]


def write(choices: Iterable[Choice]) -> str:
    return "\n".join(f"{STAR} {text}" if right else text for text, right in choices)


def fit(choices: list[Choice]) -> bool:
    """Whether there are two to six different ones, of which exactly one is right."""
    texts = {text for text, _right in choices}
    right = sum(right for _text, right in choices)
    return (
        FEWEST <= len(choices) <= MOST
        and len(texts) == len(choices)
        and right == 1
        and max(map(len, texts)) <= LONGEST
    )
