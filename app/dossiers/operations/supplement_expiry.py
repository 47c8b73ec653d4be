"""Overdue supplements: a reminder five days before, and closure after the last day."""

import logging
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from flask_babel import force_locale
from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier
from app.dossiers.operations.citizen_notices import tell
from app.dossiers.operations.transitions import advance
from app.dossiers.queries import awaiting_citizen
from app.dossiers.rules import SYSTEM
from app.dossiers.rules.supplements import open_items
from app.dossiers.workflow import Action
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.errors import DomainError
from app.kernel.i18n import formatting
from app.kernel.jobs import queue
from app.notifications.vocabulary import MessageKind
from app.organisation import queries as organisation

log = logging.getLogger(__name__)

REMINDED_BEFORE = timedelta(days=5)
REASON = _("What was asked for on %(asked)s did not come by the end of %(until)s.")


@queue.periodic(
    "dossiers.expire",
    "20 * * * *",
    _("Remind citizens of what is missing, and close dossiers whose time for it is over"),
    whole=False,
)
def look() -> None:
    """Remind and close, each dossier in a transaction of its own (every hour)."""
    today = clock.today()
    for dossier_id in awaiting_citizen.to_remind(today + REMINDED_BEFORE):
        _each(dossier_id, remind)
    closed = clock.now() >= organisation.calendar().closes_at(today)
    for dossier_id in awaiting_citizen.to_expire(today if closed else today - timedelta(days=1)):
        _each(dossier_id, expire)


def _each(dossier_id: UUID, work: Callable[[Dossier], None]) -> None:
    """Process one dossier; an error does not stop the others."""
    try:
        with transaction():
            dossier = awaiting_citizen.waiting_for_citizen(dossier_id)
            if dossier is not None:
                work(dossier)
    except DomainError as refusal:
        log.warning("dossier %s stays as it is: %s", dossier_id, type(refusal).__name__)


def remind(dossier: Dossier) -> None:
    """Remind the citizen, once per list, that the last day is near."""
    supplement = dossier.supplements[-1]
    if supplement.reminded_at is None:
        supplement.reminded_at = clock.now()
        day = supplement.until.isoformat()
        tell(dossier, MessageKind.SUPPLEMENT_DUE, of=supplement.id, day=day)


def expire(dossier: Dossier) -> None:
    """Close the dossier of an unanswered list; a fully answered one waits for the desk."""
    if not open_items(dossier):
        return
    supplement = dossier.supplements[-1]
    with force_locale("vi"):
        days = {
            "asked": formatting.day(supplement.asked_at),
            "until": formatting.weekday_date(supplement.until),
        }
        reason = str(REASON) % days
    facts = {"request": supplement.n, "until": supplement.until.isoformat()}
    action = Action.EXPIRE if dossier.accepted_at is None else Action.EXPIRE_LATER
    advance(dossier, action, by=SYSTEM, reason=reason, facts=facts)
