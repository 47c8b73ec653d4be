"""``python -m harness.malicious_files``: the metrics as one line of JSON."""

from __future__ import annotations

import json
import sys

from harness.malicious_files import measure

NEVER = ("hostile_ran", "hostile_metadata_left", "crashed_workers", "hostile_server_errors")


def main() -> int:
    """Print them; nothing may have run, leaked or died, and the observer must detect the
    control.
    """
    figures = measure()
    sys.stdout.write(json.dumps(figures, ensure_ascii=False) + "\n")
    return int(any(figures[name] for name in NEVER) or figures["hostile_control_ran"] != 2)


if __name__ == "__main__":
    sys.exit(main())
