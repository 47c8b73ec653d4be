"""The quality of matching: the labelled pairs, matched by the code of the command.

The second and the unseen half are for the published metrics; changes of the matcher are developed
on the first and on the seen half.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.cli.person_match import match_line
from harness.stage import match_score, verdict_score
from harness.stage.match_score import Figures


def judged(half: str) -> Figures:
    """Put the pairs of a half through ``flask match --json``, line for line, without labels."""
    return match_score.score(_answers(match_score.pairs_of(half)), half)


def figures(half: str = "second") -> dict[str, float]:
    """Precision and recall over a half of the pairs with two labels."""
    found = judged(half)
    return {
        "match_precision": round(found.precision, 4),
        "match_recall": round(found.recall, 4),
    }


def pairs_figures(half: str = "unseen") -> dict[str, float]:
    """``pairs, precision, recall, wrong_merges, looked_at_percent`` over a half of three truths."""
    pairs = verdict_score.pairs_of(half)
    return verdict_score.score(_answers(pairs), pairs).as_dict()


def _answers(pairs: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for pair in pairs:
        asked = json.dumps({key: pair[key] for key in ("id", "a", "b")})
        yield json.dumps(match_line(asked))
