"""Generate both halves: ``python -m tests.residents.verdict_pairs.generation`` writes the files.

Each half has a seed of its own for 1,500 pairs, and a hundred handwritten pairs of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from tests.residents.pairs.different import a_pair_of_two
from tests.residents.pairs.same import a_pair_of_one
from tests.residents.pairs.spellings import without_marks
from tests.residents.verdict_pairs import one_person, two_persons, undecidable
from tests.residents.verdict_pairs.one_person import Kind
from tests.residents.verdict_pairs.records import Pair, Record, Truth, lengthened

HERE = Path(__file__).parent
SEEDS = {"seen": 20161129, "unseen": 77003}
MANY = 1500
PARTS = (("old_same", 33), ("old_two", 22), ("same", 24), ("different", 19), ("look", 2))
"""The parts of a half, in per cent: pairs by the rules of ``tests/residents/pairs``, then ours."""

Drawn = tuple[Record, Record, Truth, str]


def text_of(half: str) -> str:
    """The whole file of a half."""
    pairs = [*by_rule(half), *by_hand(half)]
    return "".join(json.dumps(each.as_dict(), ensure_ascii=False) + "\n" for each in pairs)


def by_rule(half: str, many: int = MANY, seed: int | None = None) -> Iterator[Pair]:
    """Pairs of one person, of two, and undecidable ones, as chance has it."""
    rng = Random(SEEDS[half] if seed is None else seed)
    for n in range(1, many + 1):
        a, b, truth, why = _draw(rng)
        if rng.random() < 0.5:
            a, b = b, a
        yield Pair(f"{half}-{n:04d}", a, b, truth, why)


def _draw(rng: Random) -> Drawn:
    part = rng.choices([word for word, _ in PARTS], weights=[share for _, share in PARTS])[0]
    match part:
        case "old_same":
            return _old_same(rng)
        case "old_two":
            return _old_two(rng)
        case "same":
            return _of(rng, one_person.KINDS, Truth.SAME)
        case "different":
            return _of(rng, two_persons.KINDS, Truth.DIFFERENT)
        case _:
            return _of(rng, undecidable.KINDS, Truth.LOOK)


def _of(rng: Random, kinds: Sequence[Kind], truth: Truth) -> Drawn:
    word, _, pair = rng.choices(kinds, weights=[weight for _, weight, _ in kinds])[0]
    return *pair(rng), truth, word


def _old_same(rng: Random) -> Drawn:
    """An ordinary pair of one person; none whose slipped number could be a twin's."""
    while True:
        a, b, why = a_pair_of_one(rng)
        if not _follow(a.id_number, b.id_number):
            return lengthened(a), lengthened(b), Truth.SAME, why


def _old_two(rng: Random) -> Drawn:
    """An ordinary pair of two people; what their papers leave open is open here."""
    while True:
        a, b, why = a_pair_of_two(rng)
        numbers = bool(a.id_number and b.id_number)
        if why == "twins" and not numbers and _nearly_one_given(a.name, b.name):
            continue
        is_open = why == "too_little" or (why == "twins_by_a_mark" and not numbers)
        if is_open and rng.random() < 0.65:  # with ours about one pair in thirty is open
            continue
        return lengthened(a), lengthened(b), Truth.LOOK if is_open else Truth.DIFFERENT, why


def _follow(one: str, other: str) -> bool:
    digits = one.isdigit() and other.isdigit() and len(one) == len(other)
    return digits and 0 < abs(int(one) - int(other)) <= 3


def _nearly_one_given(one: str, other: str) -> bool:
    """Whether two given names are a letter apart: a twin then looks like a slip."""
    a, b = sorted((without_marks(each).lower().split()[-1] for each in (one, other)), key=len)
    return len(b) - len(a) == 1 and any(b[:n] + b[n + 1 :] == a for n in range(len(b)))


def by_hand(half: str) -> list[Pair]:
    """Three lines a pair: the truth and why, then the two records, eight fields each at most."""
    text = (HERE / f"{half}_by_hand.txt").read_text("utf-8")
    pairs = []
    for n, block in enumerate(re.split(r"\n\n+", text.strip()), start=1):
        head, a, b = block.splitlines()
        truth, why = head.split(maxsplit=1)
        pairs.append(Pair(f"{half}-hand-{n:03d}", _record(a), _record(b), Truth(truth), why))
    return pairs


def _record(line: str) -> Record:
    return Record(*(field.strip() for field in line.split("|")))


def main() -> None:
    """Write both files."""
    for half in SEEDS:
        (HERE / f"{half}.jsonl").write_text(text_of(half), "utf-8")


if __name__ == "__main__":
    main()
