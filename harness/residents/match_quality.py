"""The quality of matching: the labelled pairs, matched by the code of the command.

The second half is for the published metrics; changes of the matcher are developed on the first.
"""

from __future__ import annotations

import json

from app.cli.person_match import match_line
from tests.residents.pairs.match_score import Figures, pairs_of, score


def judged(half: str) -> Figures:
    """Put the pairs of a half through ``flask match --json``, line for line, without labels."""
    asked = ({key: pair[key] for key in ("id", "a", "b")} for pair in pairs_of(half))
    return score((json.dumps(match_line(json.dumps(pair))) for pair in asked), half)


def figures(half: str = "second") -> dict[str, float]:
    """Precision and recall over a half."""
    found = judged(half)
    return {
        "match_precision": round(found.precision, 4),
        "match_recall": round(found.recall, 4),
    }
