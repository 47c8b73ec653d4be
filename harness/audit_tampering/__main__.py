"""``python -m harness.audit_tampering [times]``."""

from __future__ import annotations

import json
import os
import sys

import click

from harness.audit_tampering import SEED, TIMES, measure, speed
from harness.stage.sealed_journals import sealed


def main() -> int:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else TIMES
    found = measure(times)
    with sealed(f"t_{os.getpid()}_speed", rounds=2, rows=100, seed=SEED) as made:
        found["rows_per_second"] = speed(made.connection, made.shelf)
    click.echo(json.dumps(found))
    sound = found["tamperings_found"] == times and not found["false_alarms"]
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
