"""Figures of a matcher with three verdicts, against the truth of a half.

``flask --app run match --json < seen.jsonl | python -m harness.stage.verdict_score
seen``
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parents[2] / "tests" / "residents" / "verdict_pairs"
SAME, DIFFERENT, LOOK = "same", "different", "look"

Pair = dict[str, Any]


@dataclass(frozen=True)
class Figures:
    """What a matcher made of the pairs.

    Precision: of those called the same, how many are. Recall: of those that are the same, how many
    were called so; "look at it" does not count.
    """

    verdicts: Counter[tuple[str, str]]
    """How many by truth and verdict."""
    missed: list[dict[str, Any]]
    """The pairs whose verdict differs from the truth, with the reasons given."""

    @property
    def pairs(self) -> int:
        return self.verdicts.total()

    @property
    def wrong_merges(self) -> int:
        """Two people, or open cases, that were called one without asking."""
        return self.verdicts[DIFFERENT, SAME] + self.verdicts[LOOK, SAME]

    @property
    def precision(self) -> float:
        right = self.verdicts[SAME, SAME]
        return right / (right + self.wrong_merges) if right + self.wrong_merges else 1.0

    @property
    def recall(self) -> float:
        same = sum(self.verdicts[SAME, verdict] for verdict in (SAME, DIFFERENT, LOOK))
        return self.verdicts[SAME, SAME] / same if same else 1.0

    @property
    def looked_at_percent(self) -> float:
        looked = sum(self.verdicts[truth, LOOK] for truth in (SAME, DIFFERENT, LOOK))
        return 100 * looked / self.pairs if self.pairs else 0.0

    @property
    def shown_of_open(self) -> float:
        """Of the open cases, how many an officer is asked about."""
        shown = self.verdicts[LOOK, LOOK]
        every = sum(self.verdicts[LOOK, verdict] for verdict in (SAME, DIFFERENT, LOOK))
        return shown / every if every else 1.0

    def as_dict(self) -> dict[str, float]:
        return {
            "pairs": self.pairs,
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "wrong_merges": self.wrong_merges,
            "looked_at_percent": round(self.looked_at_percent, 2),
        }


def pairs_of(half: str) -> list[Pair]:
    """The labelled pairs of a half, "seen" or "unseen"."""
    text = (HERE / f"{half}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def score(answers: Iterable[str], pairs: Iterable[Pair]) -> Figures:
    """Score the lines ``{id, verdict, reasons}``: one for each of the pairs, no other.

    Raises:
        ValueError: a pair has no answer or two, or an answer has no pair.
    """
    lines = [json.loads(line) for line in answers if line.strip()]
    said = {line["id"]: line for line in lines}
    asked = {pair["id"]: pair for pair in pairs}
    if len(said) != len(lines) or said.keys() != asked.keys():
        raise ValueError(f"{len(asked)} pairs, but {len(lines)} answers to {len(said)} of them")
    missed = [
        {**pair, "verdict": said[key]["verdict"], "reasons": said[key].get("reasons", [])}
        for key, pair in asked.items()
        if said[key]["verdict"] != pair["truth"]
    ]
    counts = Counter((pair["truth"], said[key]["verdict"]) for key, pair in asked.items())
    return Figures(counts, missed)


def main() -> None:
    """Print the figures and the misses, one a line."""
    figures = score(sys.stdin, pairs_of(sys.argv[1]))
    summary = {**figures.as_dict(), "shown_of_open": round(figures.shown_of_open, 4)}
    for line in (summary, *figures.missed):
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
