"""The desk's counters on the start page: each role's queues, linked to their lists."""

from collections.abc import Callable
from typing import Any

from flask import g, url_for

from app.dossiers.queries import call_tasks, queue_counts
from app.dossiers.queries import queues as dossiers_queues
from app.dossiers.queries.queues import QUEUES_OF_ROLE, Queue
from app.dossiers.views.desk.call_tasks import CALLS, WHO_CALLS
from app.dossiers.views.desk.residence_notices import TO_RECEIVE
from app.kernel.actor import Actor
from app.kernel.web.counters import Counter

TONES = {
    **dict.fromkeys((Queue.LATE, Queue.LATE_INTAKE, Queue.URGED, Queue.ESCALATED), "late"),
    Queue.DUE_TODAY: "due",
    Queue.NEW: "due",
    Queue.VISITS: "due",
    Queue.TO_SIGN: "due",
}


def _counter(queue: Queue) -> Counter:
    roles = frozenset(role for role, queues in QUEUES_OF_ROLE.items() if queue in queues)
    return Counter(
        key=f"desk.{queue}",
        label=queue.label,
        permission=("can_read", "Desk"),
        count=_count(queue),
        url=lambda: url_for("Desk.queue", hang=queue),
        tone=TONES.get(queue, "plain"),
        roles=roles,
    )


def _count(queue: Queue) -> Callable[[Actor], int]:
    def count(actor: Actor) -> int:
        return _counts_of(actor)[queue]

    return count


def _counts_of(actor: Actor) -> dict[Queue, Any]:
    """All the counts of the page in one statement, cached for the request."""
    found: dict[Queue, Any] | None = g.get("desk_counts")
    if found is None:
        found = g.desk_counts = queue_counts.queue_counts(actor, dossiers_queues.queues_of(actor))
    return found


COUNTERS = (
    *(_counter(queue) for queue in Queue if queue is not Queue.ALL),
    Counter(
        key="desk.calls",
        label=CALLS,
        permission=("can_read", "CallTask"),
        count=call_tasks.calls_to_make,
        url=lambda: url_for("Calls.waiting"),
        tone="due",
        roles=frozenset(map(str, WHO_CALLS)),
    ),
    TO_RECEIVE,
)
"""The queues, each for the roles that work on it, the citizens to call, notices to receive."""
