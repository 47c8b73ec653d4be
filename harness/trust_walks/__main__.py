"""``python -m harness.trust_walks [walks [seed]]``: one line of JSON, before it every widening."""

from __future__ import annotations

import json
import sys
import time

import click

from harness.trust_walks import PAGES, SEED, STATEMENTS, WALKS, measure

SHOWN = 10


@click.command()
@click.argument("walks", default=WALKS)
@click.argument("seed", default=SEED)
@click.option("--only", type=click.Choice([STATEMENTS, PAGES]), help="One of the two kinds.")
def main(walks: int, seed: int, only: str | None) -> None:
    """Walk; fails when something has widened."""
    begun = time.monotonic()
    found = measure(walks, seed, kinds=(only,) if only else (STATEMENTS, PAGES))
    for each in found.widenings[:SHOWN]:
        click.echo(each)
    click.echo(f"accepted: {dict(found.accepted.most_common())}")
    figures = {
        "walks": found.walks,
        "widenings": len(found.widenings),
        "acts": found.acts,
        "acts_accepted": found.accepted.total(),
        "seconds": round(time.monotonic() - begun),
    }
    click.echo(json.dumps(figures))
    sys.exit(1 if found.widenings else 0)


if __name__ == "__main__":
    main()
