"""The quality of matching: the labelled pairs, matched by the code of the command.

The second and the unseen half are for the published figures; changes of the matcher are developed
on the first and on the seen half.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from app.cli.person_match import match_line
from harness.stage.match_score import Figures, pairs_of, score


def judge(half: str) -> Figures:
    """Put the pairs of a half through ``flask match --json``, line for line, without labels."""

    def answers() -> Iterator[str]:
        for pair in pairs_of(half):
            asked = json.dumps({key: pair[key] for key in ("id", "a", "b")})
            yield json.dumps(match_line(asked))

    return score(answers(), half)


def measure(labelled: str = "second", open_too: str = "unseen") -> dict[str, float]:
    """The figures of a half with two labels, and of one with three.

    Mistakes are not told: whoever builds the matcher must not see pairs of these halves.
    """
    two, three = judge(labelled), judge(open_too)
    return {
        "match_precision": round(two.precision, 4),
        "match_recall": round(two.recall, 4),
        "pairs": three.pairs,
        "precision": round(three.precision, 4),
        "recall": round(three.recall, 4),
        "wrong_merges": three.wrong_merges,
        "looked_at_percent": round(three.looked_at_percent, 2),
    }
