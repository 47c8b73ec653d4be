"""``python -m harness.fallen_processes [dossiers]``."""

from __future__ import annotations

import json
import sys

import click

from harness.fallen_processes import public_figures, web_figures
from harness.fallen_processes.public import DOSSIERS


@click.command()
@click.argument("dossiers", default=DOSSIERS)
def main(dossiers: int) -> None:
    """Try everything, print; the exit status tells whether nothing came of it."""
    found = {**web_figures(), **public_figures(dossiers)}
    click.echo(json.dumps(found))
    sys.exit(1 if found["web_sessions_made"] or found["public_opened"] else 0)


if __name__ == "__main__":
    main()
