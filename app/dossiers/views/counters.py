"""The desk's counters on the start page: each role's queues, linked to their lists."""

from flask import g, render_template, url_for

from app.dossiers.models.dossier import Dossier
from app.dossiers.queries import call_tasks, queue_counts
from app.dossiers.queries import queues as dossiers_queues
from app.dossiers.queries.queue_counts import QueueTally
from app.dossiers.queries.queues import QUEUES_OF_ROLE, Queue
from app.dossiers.views.desk.call_tasks import CALLS, WHO_CALLS
from app.dossiers.views.desk.residence_notices import TO_RECEIVE
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.web import access_log
from app.kernel.web.counters import Counter, StartPanel

TONES = {
    **dict.fromkeys(
        (
            Queue.LATE,
            Queue.LATE_INTAKE,
            Queue.URGED,
            Queue.ESCALATED,
            Queue.RETURNED,
            Queue.MISSED,
        ),
        "late",
    ),
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
        count=lambda actor: _tallies(actor)[queue].number,
        first_at=lambda actor: _tallies(actor)[queue].first_at,
        url=lambda: url_for("Desk.queue", hang=queue),
        tone=TONES.get(queue, "plain"),
        roles=roles,
    )


def _tallies(actor: Actor) -> dict[Queue, QueueTally]:
    """All the counts of the page in one statement, cached for the request."""
    found: dict[Queue, QueueTally] | None = g.get("desk_tallies")
    if found is None:
        own = dossiers_queues.queues_of(actor)
        found = g.desk_tallies = queue_counts.queue_tallies(actor, own)
    return found


COUNTERS = (
    *(_counter(queue) for queue in Queue if queue is not Queue.ALL),
    Counter(
        key="desk.calls",
        label=CALLS,
        permission=("can_read", "CallTask"),
        count=call_tasks.calls_to_make,
        url=lambda: url_for("CallTasks.waiting"),
        tone="due",
        roles=frozenset(map(str, WHO_CALLS)),
    ),
    TO_RECEIVE,
)
"""The queues, each for the roles that work on it, the citizens to call, notices to receive."""


SHOWN_FIRST, MOST_VISITS = 5, 8
"""Rows of the most urgent queue, and appointments of today."""


def _first_rows(actor: Actor) -> str:
    """Who comes today and when, and the first rows of the queue that the desk opens."""
    tallies = _tallies(actor)
    own, counts = [*tallies], {queue: tally.number for queue, tally in tallies.items()}
    visits = _rows(actor, Queue.VISITS, MOST_VISITS) if counts.get(Queue.VISITS) else []
    others = [queue for queue in own if queue is not Queue.VISITS]
    urgent = dossiers_queues.first_with_work(others, counts)
    rows = _rows(actor, urgent, SHOWN_FIRST) if counts[urgent] else []
    if not visits and not rows:
        return ""
    access_log.log_list_access(actor, Dossier)
    return render_template(
        "dossiers/desk/first_rows.html",
        visits=visits,
        rows=rows,
        queue=urgent,
        counts=counts,
        visits_queue=Queue.VISITS,
        now=clock.now(),
        many_communes=actor.city or len(actor.reads) > 1,
    )


def _rows(actor: Actor, queue: Queue, most: int) -> list[Dossier]:
    cut = dossiers_queues.PageSlice(size=most)
    return dossiers_queues.queue_page(actor, queue, cut=cut)[:most]


PANELS = (StartPanel(key="desk", permission=("can_read", "Desk"), draw=_first_rows),)
