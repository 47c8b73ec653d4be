"""What waits, told to those who answer for it at half past seven on working days; no names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.accounts import queries as people
from app.accounts.queries import Holder
from app.accounts.roles import Role
from app.dossiers import queries
from app.dossiers.queries import DIGEST_QUEUES, Queue
from app.kernel import clock, jobs
from app.notifications import operations as notifications
from app.notifications.operations.promising import Reader
from app.notifications.rules import Template
from app.organisation import queries as organisation

NAMED = 3
"""So many communes are named to a district, the latest first."""


@jobs.periodic(
    "dossiers.digest", "30 0 * * *", _("Morning news to leaders of communes and districts")
)
def tell() -> None:
    """Tell every leader of a commune, and every leader of a district (07:30 in Hanoi)."""
    if not organisation.calendar().is_working_day(clock.today()):
        return
    waiting = queries.counts_by_commune(DIGEST_QUEUES)
    for leader in people.holders(Role.COMMUNE_LEADER, clock.today()):
        counts = waiting.get(leader.unit_id)
        if counts and any(counts.values()):
            _send(
                leader,
                Template.COMMUNE_DIGEST,
                {queue.value: count for queue, count in counts.items()},
            )
    late = {unit: counts[Queue.LATE] for unit, counts in waiting.items() if counts[Queue.LATE]}
    for leader in people.holders(Role.DISTRICT_LEADER, clock.today()):
        own = {
            commune.name: late[commune.id]
            for commune in organisation.communes(leader.unit_id)
            if commune.id in late
        }
        if own:
            _send(leader, Template.DISTRICT_DIGEST, _of_district(own))


def _of_district(late: Mapping[str, int]) -> dict[str, Any]:
    worst = sorted(late.items(), key=lambda pair: (-pair[1], pair[0]))[:NAMED]
    return {
        "late": sum(late.values()),
        "communes": len(late),
        "worst": ", ".join(f"{name} {count}" for name, count in worst),
    }


def _send(leader: Holder, template: Template, facts: Mapping[str, Any]) -> None:
    if leader.phone:
        notifications.queue(
            template,
            reader=Reader(to=leader.phone, unit_id=leader.unit_id),
            facts={"unit": leader.unit_name, "day": clock.today().isoformat(), **facts},
            about=leader.staff_id,
            once=f"{template}:{leader.staff_id}:{clock.today()}",
        )
