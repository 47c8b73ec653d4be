"""Metrics of bulk work: one step for many dossiers, a long list as a file.

``make figures-lists``. The last line is one JSON object with the metrics.
"""

from __future__ import annotations

import sys

from harness.programs import Proof, measure

PROOFS = (
    Proof(
        "harness.bulk",
        (),
        ("bulk_rows", "bulk_done", "bulk_named", "bulk_wrong", "bulk_row_ms"),
    ),
    Proof(
        "harness.export",
        (),
        (
            "export_rows",
            "export_wrong",
            "export_xlsx_s",
            "export_xlsx_peak_mb",
            "export_csv_peak_mb",
        ),
    ),
)

if __name__ == "__main__":
    sys.exit(measure(*PROOFS))
