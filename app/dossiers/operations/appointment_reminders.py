"""Reminders of appointments, once, the day before (nhắc lịch hẹn)."""

from datetime import timedelta

from flask_babel import lazy_gettext as _

from app.dossiers import rules
from app.dossiers.operations.citizen_notices import tell
from app.dossiers.queries import awaiting_citizen, citizen_access
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.jobs import queue
from app.notifications.vocabulary import MessageKind


@queue.periodic(
    "dossiers.remind_of_visits",
    "0 2 * * *",
    _("Remind citizens of tomorrow's appointments"),
    whole=False,
)
def look() -> None:
    """Remind every citizen with an appointment tomorrow (09:00 in Hanoi)."""
    tomorrow = clock.today() + timedelta(days=1)
    for dossier_id in awaiting_citizen.expected_on(tomorrow):
        with transaction():
            dossier = citizen_access.by_id(dossier_id)
            if dossier is not None and dossier.visit_at is not None:
                visit = dossier.visit_at.isoformat()
                tell(
                    dossier,
                    MessageKind.VISIT_SOON,
                    of=f"{dossier.id}:{visit}",
                    visit=visit,
                    at_home=rules.visits.is_at_home(dossier),
                )
