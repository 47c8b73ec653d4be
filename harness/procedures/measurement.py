"""Every procedure filled in, rightly and wrongly, and a birth by the keys of the desk."""

from __future__ import annotations

from typing import Any

from app.procedures import queries as procedures
from app.procedures.models.vocabulary import INTERNAL, VersionState
from harness.procedures.keystrokes import keystrokes
from harness.procedures.walk import walk
from harness.stage.application import own_application
from harness.stage.factories import a_commune

SEEDS = 3
TOLD = 20
"""What was wrong, of which the rest is in the log."""


def measure(seeds: int = SEEDS, only: str = "", wrong: int = 0) -> dict[str, Any]:
    """Fill in every procedure ``seeds`` times, and wrong in every way, in a database of its own.

    ``only``: the code of one procedure; ``wrong``: so many wrong answers on each page at most.
    """
    with own_application("procedures") as (app, _database):
        found = [
            v
            for v in procedures.all_versions()
            if v.state is VersionState.PUBLISHED and v.procedure.topic not in INTERNAL
        ]
        versions = [v for v in found if only in {"", v.procedure.code}]
        published = len({version.procedure_id for version in versions})
        tally = walk(app, versions, a_commune(), seeds=seeds, wrong=wrong or None)
    return {
        "procedures": published,
        "versions": len(versions),
        "filled_valid": tally.filled_valid,
        "filled_invalid": tally.filled_invalid,
        "server_errors": tally.server_errors,
        "wrong": tally.wrong[:TOLD],
        "desk_keystrokes": keystrokes() or 0,
    }
