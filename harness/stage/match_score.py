"""Precision and recall of a matcher on a half, against the labels of an officer.

``flask --app run match --json < first.jsonl | python -m harness.stage.match_score first``
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parents[2] / "tests" / "residents" / "pairs"


@dataclass(frozen=True)
class Mistake:
    """A pair whose verdict differs from its label."""

    id: str
    same: bool
    why: str
    score: float | None
    reasons: list[str]


@dataclass(frozen=True)
class Figures:
    """Precision: of those called the same, how many are. Recall: of the same, how many found."""

    precision: float
    recall: float
    wrong: list[Mistake]

    @property
    def wrong_by_why(self) -> dict[str, int]:
        """How often each trap or corruption led to a mistake, the worst first."""
        whys = [mistake.why for mistake in self.wrong]
        return {
            why: whys.count(why) for why in sorted(set(whys), key=lambda w: (-whys.count(w), w))
        }


def pairs_of(half: str) -> list[dict[str, Any]]:
    """The labelled pairs of a half, "first" or "second"."""
    text = (HERE / f"{half}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def score(verdicts: Iterable[str], half: str) -> Figures:
    """Score the lines ``{id, same, score, reasons}``: one for each pair of the half, no other."""
    pairs = {pair["id"]: pair for pair in pairs_of(half)}
    said = _by_id(verdicts)
    if said.keys() != pairs.keys():
        missing, foreign = len(pairs.keys() - said.keys()), len(said.keys() - pairs.keys())
        raise ValueError(f"{missing} pairs have no verdict, {foreign} verdicts have no pair")
    claimed = {key for key, verdict in said.items() if verdict["same"]}
    true = {key for key, pair in pairs.items() if pair["same"]}
    return Figures(
        precision=_share(len(claimed & true), len(claimed)),
        recall=_share(len(claimed & true), len(true)),
        wrong=[
            _mistake(pairs[key], said[key]) for key in pairs if (key in claimed) != (key in true)
        ],
    )


def _by_id(verdicts: Iterable[str]) -> dict[str, dict[str, Any]]:
    said: dict[str, dict[str, Any]] = {}
    for line in verdicts:
        if not line.strip():
            continue
        verdict = json.loads(line)
        if not isinstance(verdict["same"], bool):
            raise TypeError(f"{verdict['id']}: “same” is neither true nor false")
        if verdict["id"] in said:
            raise ValueError(f"{verdict['id']} is judged twice")
        said[verdict["id"]] = verdict
    return said


def _mistake(pair: dict[str, Any], verdict: dict[str, Any]) -> Mistake:
    reasons = list(verdict.get("reasons", []))
    return Mistake(pair["id"], pair["same"], pair["why"], verdict.get("score"), reasons)


def _share(part: int, whole: int) -> float:
    """1 if nobody was called the same: nothing is wrong then."""
    return part / whole if whole else 1.0


def main() -> None:
    """Print the metrics and the mistakes, one a line."""
    figures = score(sys.stdin, sys.argv[1])
    summary = {
        "precision": round(figures.precision, 4),
        "recall": round(figures.recall, 4),
        "wrong": len(figures.wrong),
        "hard_wrong": sum(mistake.id.startswith("hard-") for mistake in figures.wrong),
        "by_why": figures.wrong_by_why,
    }
    for line in (summary, *(asdict(mistake) for mistake in figures.wrong)):
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
