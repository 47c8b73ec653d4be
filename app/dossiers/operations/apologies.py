"""Late results: the apology with a new day, and the district's reminder."""

from datetime import date

from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier, Event, PromiseChange
from app.dossiers.operations.transitions import advance
from app.dossiers.rules import StepActor
from app.dossiers.rules.lateness import NEW_DAY_WITHIN
from app.dossiers.workflow import Action, Capacity
from app.kernel import clock
from app.kernel.deadlines.calendar import Calendar
from app.kernel.errors import Refused
from app.kernel.i18n.formatting import day as spoken
from app.kernel.workflow.engine import check_version
from app.organisation import queries as organisation


def first_new_day(dossier: Dossier, calendar: Calendar) -> date:
    after = clock.today()
    if dossier.promised_at is not None:
        after = max(after, clock.local(dossier.promised_at).date())
    return calendar.next_working_day(after)


def apologise(
    dossier: Dossier, *, new_day: date | None, reason: str, by: StepActor, seen: int | None = None
) -> Event:
    """Apologise for the delay and promise another day, once (phiếu xin lỗi và hẹn lại, Mẫu 04).

    The legal limit does not change: the dossier is late all the same.

    Raises:
        Refused: not a working day, not after today and the old day, or too far away.
    """
    check_version(dossier, seen)
    calendar = organisation.calendar()
    first, last = first_new_day(dossier, calendar), clock.today() + NEW_DAY_WITHIN
    if new_day is None or not first <= new_day <= last or not calendar.is_working_day(new_day):
        before = clock.local(dossier.promised_at or clock.now()).date()
        raise Refused(
            _("Choose a working day after %(first)s, and %(last)s at the latest."),
            field="new_day",
            first=spoken(max(before, clock.today())),
            last=spoken(last),
        )
    acting = by.capacity_for(frozenset({Capacity.SIGNER}))
    old_at, new_at = dossier.promised_at, calendar.closes_at(new_day)
    if acting is not None and old_at is not None and dossier.reappointment is None:
        dossier.reappointment = PromiseChange(  # before the effects of the step, its slip too
            old_at=old_at,
            new_at=new_at,
            reason=reason.strip(),
            signed_by_id=acting.posting_id,
            at=clock.now(),
        )
    dossier.promised_at = new_at
    facts = {"old": old_at and old_at.isoformat(), "new": new_at.isoformat()}
    return advance(dossier, Action.APOLOGISE, by=by, reason=reason, facts=facts)
