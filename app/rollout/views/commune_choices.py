"""The communes offered by the forms of outreach."""

from typing import Any

from sqlalchemy import select

from app.kernel.web.current_actor import current_actor
from app.kernel.web.forms.lookup import Lookup
from app.organisation.models import Unit, UnitKind
from app.rollout.models.outreach import AssistedPoint
from app.rollout.queries import outreach

COMMUNES = Lookup(
    lambda actor: select(Unit).where(
        Unit.kind == UnitKind.COMMUNE, Unit.id.in_(outreach.worked_in(actor))
    )
)
POINTS = Lookup(
    lambda actor: select(AssistedPoint).where(
        AssistedPoint.unit_id.in_(outreach.worked_in(actor)), AssistedPoint.active.is_(True)
    )
)


def offer_own_commune(form: Any) -> None:
    """Preselect the commune of a user who works in one only."""
    own = [seat for seat in current_actor().postings if seat.unit_kind == UnitKind.COMMUNE]
    if form.unit.data is None and len(own) == 1:
        form.unit.data = COMMUNES.find(current_actor(), str(own[0].unit_id))
