"""Generate both halves: ``python -m tests.residents.pairs.generation`` writes the two files.

Each half has its own seed, so that they share no person. The second ends with sixty handwritten
pairs (``by_hand.txt``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.residents.pairs.different import a_pair_of_two
from tests.residents.pairs.people import Pair, Record
from tests.residents.pairs.same import a_pair_of_one

HERE = Path(__file__).parent
BY_HAND = HERE / "by_hand.txt"
SEEDS = {"first": 20161126, "second": 51203}
MANY = 1500


def text_of(half: str) -> str:
    """The whole file of a half."""
    pairs = list(by_rule(half))
    if half == "second":
        pairs += by_hand(BY_HAND.read_text("utf-8"))
    return "".join(json.dumps(p.as_dict(), ensure_ascii=False) + "\n" for p in pairs)


def by_rule(half: str) -> Iterator[Pair]:
    """Pairs of one person and pairs of two, as chance has it."""
    rng = Random(SEEDS[half])
    for n in range(1, MANY + 1):
        same = rng.random() < 0.5
        a, b, why = a_pair_of_one(rng) if same else a_pair_of_two(rng)
        if rng.random() < 0.3:
            a, b = _turned(a, b)
        yield Pair(f"{half}-{n:04d}", a, b, same, why)


def _turned(a: Record, b: Record) -> tuple[Record, Record]:
    """The corrupted record first; only a second record has its date in a free format."""
    return (b, a) if re.fullmatch(r"(\d{4}(-\d\d){0,2})?", b.born) else (a, b)


def by_hand(text: str) -> list[Pair]:
    """Three lines a pair: the label and why, then the two records, five fields each."""
    pairs = []
    for n, block in enumerate(text.strip().split("\n\n"), start=1):
        head, a, b = block.splitlines()
        answer, why = head.split(maxsplit=1)
        pairs.append(Pair(f"hard-{n:02d}", _record(a), _record(b), answer == "same", why))
    return pairs


def _record(line: str) -> Record:
    return Record(*(field.strip() for field in line.split("|")))


def main() -> None:
    """Write both files."""
    for half in SEEDS:
        (HERE / f"{half}.jsonl").write_text(text_of(half), "utf-8")


if __name__ == "__main__":
    main()
