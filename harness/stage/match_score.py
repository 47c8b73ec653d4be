"""Precision and recall of a matcher on labelled pairs, against the labels of an officer.

``flask --app run match --json < first.jsonl | python -m harness.stage.match_score first``

The halves "first" and "second" have two labels, "seen" and "unseen" three: the third is "look".
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

RESIDENTS = Path(__file__).parents[2] / "tests" / "residents"
SAME, DIFFERENT, LOOK = "same", "different", "look"

Pair = dict[str, Any]


@dataclass(frozen=True)
class Mistake:
    """A pair whose verdict differs from its label."""

    id: str
    truth: str
    verdict: str
    why: str
    score: float | None
    reasons: list[str]


@dataclass(frozen=True)
class Figures:
    """Precision: of those called the same, how many are. Recall: of those that are the same, how
    many were called so; "look at it" does not count.
    """

    verdicts: Counter[tuple[str, str]]
    """How many by truth and verdict."""
    wrong: list[Mistake]

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
        return _share(right, right + self.wrong_merges)

    @property
    def recall(self) -> float:
        return _share(self.verdicts[SAME, SAME], self._of_truth(SAME))

    @property
    def looked_at_percent(self) -> float:
        looked = sum(self.verdicts[truth, LOOK] for truth in (SAME, DIFFERENT, LOOK))
        return 100 * looked / max(self.pairs, 1)

    @property
    def shown_of_open(self) -> float:
        """Of the open cases, how many an officer is asked about."""
        return _share(self.verdicts[LOOK, LOOK], self._of_truth(LOOK))

    @property
    def wrong_by_why(self) -> dict[str, int]:
        """How often each trap or corruption led to a mistake, the worst first."""
        return dict(Counter(mistake.why for mistake in self.wrong).most_common())

    def _of_truth(self, truth: str) -> int:
        return sum(self.verdicts[truth, verdict] for verdict in (SAME, DIFFERENT, LOOK))


def pairs_of(half: str) -> list[Pair]:
    """The labelled pairs of a half."""
    folder = "pairs" if half in {"first", "second"} else "verdict_pairs"
    text = (RESIDENTS / folder / f"{half}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def score(answers: Iterable[str], asked: str | Sequence[Pair]) -> Figures:
    """Score the lines of ``flask match``: one for each pair of a half, no other.

    Raises:
        ValueError: a pair has no answer or two, or an answer has no pair.
    """
    pairs = {pair["id"]: pair for pair in (pairs_of(asked) if isinstance(asked, str) else asked)}
    said: dict[str, Any] = {}
    for line in answers:
        if line.strip():
            answer = json.loads(line)
            if answer["id"] in said:
                raise ValueError(f"{answer['id']} is judged twice")
            said[answer["id"]] = answer
    if said.keys() != pairs.keys():
        missing, foreign = len(pairs.keys() - said.keys()), len(said.keys() - pairs.keys())
        raise ValueError(f"{missing} pairs have no verdict, {foreign} verdicts have no pair")
    found = [_judged(pair, said[key]) for key, pair in pairs.items()]
    counts = Counter((each.truth, each.verdict) for each in found)
    return Figures(counts, [each for each in found if each.truth != each.verdict])


def _judged(pair: Pair, answer: dict[str, Any]) -> Mistake:
    """The pair with its verdict, right or not."""
    if "truth" in pair:
        truth, verdict = pair["truth"], answer["verdict"]
    elif isinstance(answer["same"], bool):
        truth, verdict = (SAME if said["same"] else DIFFERENT for said in (pair, answer))
    else:
        raise TypeError(f"{pair['id']}: “same” is neither true nor false")
    reasons = list(answer.get("reasons", []))
    return Mistake(pair["id"], truth, verdict, pair["why"], answer.get("score"), reasons)


def _share(part: int, whole: int) -> float:
    """1 if there is nothing to share, as when nobody was called the same."""
    return part / whole if whole else 1.0


def main() -> None:
    """Print the figures and the mistakes, one a line."""
    found = score(sys.stdin, sys.argv[1])
    names = "precision", "recall", "wrong_merges", "looked_at_percent", "shown_of_open"
    summary = {name: round(getattr(found, name), 4) for name in names}
    for line in (summary | {"by_why": found.wrong_by_why}, *map(asdict, found.wrong)):
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
