"""How many keys an officer presses for a birth, beside the values."""

from __future__ import annotations

import re
import subprocess
import sys

JOURNEY = "tests/e2e/test_desk_by_keyboard.py"
COUNTED = re.compile(r"desk_keystrokes: (\d+)")


def keystrokes() -> int | None:
    """The number of keys; None if the run failed or there is no browser."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", JOURNEY]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    found = COUNTED.search(done.stdout)
    if found is None or done.returncode:
        sys.stderr.write(done.stdout)
        return None
    return int(found[1])
