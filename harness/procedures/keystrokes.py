"""How many keys an officer presses for a birth, beside the values: the journey that counts them."""

from __future__ import annotations

import re
import subprocess
import sys

JOURNEY = "tests/e2e/test_desk_by_keyboard.py"
COUNTED = re.compile(r"desk_keystrokes: (\d+)")


def keystrokes() -> int | None:
    """The keys of that journey; None if it did not come to its end or there is no browser."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", JOURNEY]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    found = COUNTED.search(done.stdout)
    if found is None or done.returncode:
        sys.stderr.write(done.stdout)
        return None
    return int(found[1])
