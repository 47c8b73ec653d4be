"""Calls to citizens whom no message reached: recording the outcome, closing needless ones."""

from flask_babel import lazy_gettext as _

from app.dossiers import rules
from app.dossiers.models.dossier import Dossier
from app.dossiers.queries import call_tasks as dossiers_call_tasks
from app.kernel.actor import Actor
from app.kernel.errors import NotAllowed
from app.kernel.jobs import queue
from app.notifications.models.calls_and_preferences import CallOutcome
from app.notifications.operations import call_tasks


def record(dossier: Dossier, outcome: CallOutcome, note: str, *, by: Actor, seen: int) -> None:
    """Record how a call ended: one call covers everything the citizen has not been informed of.

    Raises:
        NotAllowed: the person does not work on dossiers of the commune.
        Refused: see ``notifications``.
    """
    if not rules.officer(by, dossier.commune_id).capacities:
        raise NotAllowed
    tasks = dossiers_call_tasks.calls_for_step(dossier)
    needless = {
        key for keys in dossiers_call_tasks.calls_without_news(dossier.id).values() for key in keys
    }
    news = [task for task in tasks if task.id not in needless]
    call_tasks.record(news, outcome, note, by=by, seen=seen)


@queue.periodic("dossiers.calls", "*/10 * * * *", _("Close calls that are not needed any more"))
def close_needless() -> None:
    """Close calls that have nothing left to say; lists leave them out at once."""
    for why, tasks in dossiers_call_tasks.calls_without_news().items():
        call_tasks.close(tasks, why)
