"""Whether officers can do much at once: one step for many dossiers.

``make figures-lists``. The last line is one JSON object with the figures.
"""

from __future__ import annotations

import sys

from proofs.together import Proof, measure

PROOFS = (
    Proof(
        "proofs.bulk",
        (),
        ("bulk_rows", "bulk_done", "bulk_named", "bulk_wrong", "bulk_row_ms"),
    ),
)

if __name__ == "__main__":
    sys.exit(measure(*PROOFS))
