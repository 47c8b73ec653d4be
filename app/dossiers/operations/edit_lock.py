"""Edit locks of a few minutes, so that two officers do not work on one dossier at once."""

from datetime import timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import delete

from app.dossiers.models.dossier import Dossier
from app.dossiers.models.teamwork import EditLock
from app.dossiers.queries import team
from app.dossiers.rules import StepActor
from app.dossiers.workflow import Capacity
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import NotAllowed, Refused
from app.kernel.i18n.formatting import hour

HOLD_FOR = timedelta(minutes=15)


def check_free(dossier: Dossier, by: StepActor) -> None:
    """Raise if a colleague holds the edit lock; citizens and the district ignore it.

    Raises:
        Refused: names the colleague and the expiry.
    """
    if by.staff_id is None or Capacity.SUPERVISOR in by.capacity_set:
        return
    with db.session.no_autoflush:  # the dossier and its journal row are flushed by advance()
        held = team.hold_of(dossier.id)
    if held and held.staff_id != by.staff_id:
        raise Refused(
            _(
                "%(name)s is working on dossier %(code)s until %(until)s. Ask them, or wait until"
                " then."
            ),
            name=held.name,
            code=dossier.code,
            until=hour(held.until),
        )


def hold(dossier: Dossier, *, by: StepActor) -> EditLock:
    """Acquire the edit lock for some minutes, or renew it.

    Raises:
        Refused: a colleague holds the lock.
        NotAllowed: the person does not work on dossiers of the commune.
    """
    if by.staff_id is None or not by.capacities:
        raise NotAllowed
    check_free(dossier, by)
    _let_go(dossier)
    kept = EditLock(dossier_id=dossier.id, staff_id=by.staff_id, until=clock.real_now() + HOLD_FOR)
    db.session.add(kept)
    db.session.flush()  # check_free() reads without flushing
    return kept


def release(dossier: Dossier, *, by: StepActor) -> None:
    """Release the edit lock before it expires. Raises Refused."""
    check_free(dossier, by)
    _let_go(dossier)


def _let_go(dossier: Dossier) -> None:
    db.session.execute(delete(EditLock).where(EditLock.dossier_id == dossier.id))
