"""One part of a proof in a process of its own: the last line it prints is its figures as JSON.

``python -m harness.part matrix walk size=7``
"""

from __future__ import annotations

import json
import sys

from harness.registry import PROOFS


def main(proof: str, name: str, *typed: str) -> None:
    part = next(part for part in PROOFS[proof].parts if part.name == name)
    figures = part.load()(**part.sizes(dict(word.split("=", 1) for word in typed)))
    sys.stdout.write("\n" + json.dumps(dict(figures), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
