"""``python -m harness.reports [dossiers] [steps]``: the last line is JSON.

``PARTS=links,map`` measures these parts alone (``harness/parts.py``); what they found is kept for
each number of dossiers.
"""

from __future__ import annotations

import click

from harness import parts
from harness.parts import Part
from harness.reports import (
    dashboard_links,
    dashboard_times,
    issued_reports,
    kept_counts,
    map_weight,
)
from harness.stage.counts import public_figures

DOSSIERS, STEPS = 1_000_000, 10_000


@click.command()
@click.argument("dossiers", default=DOSSIERS)
@click.argument("steps", default=STEPS)
def main(dossiers: int, steps: int) -> None:
    """Measure in a city of so many dossiers, and dashboards also in one ten times as large."""
    every = {
        "counts": Part(lambda: kept_counts.figures(dossiers, steps), kept_counts.is_sound),
        "dashboards": Part(lambda: dashboard_times.figures(dossiers), dashboard_times.is_sound),
        "links": Part(dashboard_links.figures, dashboard_links.is_sound),
        "suppression": Part(public_figures.measure, public_figures.is_sound),
        "reports": Part(lambda: issued_reports.figures(dossiers), issued_reports.is_sound),
        "map": Part(lambda: map_weight.figures(dossiers), map_weight.is_sound),
    }
    parts.run(f"reports-{dossiers}", every)


if __name__ == "__main__":
    main()
