"""``python -m harness.production [kills]``: part after part; the last line is JSON.

``PARTS=restart,slow_clients`` measures these parts alone (``harness/parts.py``).
"""

from __future__ import annotations

import click

from harness import deployment, failover, parts
from harness.parts import Part
from harness.production import alerts, changes, locks, slow_clients, standby_reads
from harness.production.service import in_service, seconds_from_nothing

KILLS = 10
UP_WITHIN_SECONDS = 300


@click.command()
@click.argument("kills", default=KILLS)
def main(kills: int) -> None:
    """Measure what is brought up with the demonstration, from nothing first."""
    every = {
        "up": Part(
            lambda: {"up_seconds": seconds_from_nothing()},
            lambda found: found["up_seconds"] <= UP_WITHIN_SECONDS,
        ),
        "restart": Part(lambda: changes.restart(in_service()), changes.is_sound),
        "slow_clients": Part(lambda: slow_clients.measure(in_service()), slow_clients.is_sound),
        "standby": Part(lambda: standby_reads.measure(in_service()), standby_reads.is_sound),
        "failover": Part(lambda: failover.measure(in_service(), kills), failover.is_sound),
        "upgrade": Part(lambda: changes.upgrade(in_service()), changes.is_sound),
        "locks": Part(locks.measure, locks.is_sound),
        "playbook": Part(deployment.measure, deployment.is_sound),
        "alerts": Part(lambda: alerts.measure(in_service()), alerts.is_sound),
    }
    parts.run("production", every)


if __name__ == "__main__":
    main()
