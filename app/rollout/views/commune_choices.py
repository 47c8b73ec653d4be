"""The communes offered by the forms of outreach."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.kernel.web import Lookup, current_actor
from app.organisation.models import Unit, UnitKind
from app.rollout.models import AssistedPoint
from app.rollout.queries import outreach

COMMUNES = Lookup(
    rows=lambda actor: (
        select(Unit)
        .where(Unit.kind == UnitKind.COMMUNE, Unit.id.in_(outreach.worked_in(actor)))
        .order_by(Unit.folded, Unit.id)
    ),
    matches=lambda text: Unit.folded.contains(text, autoescape=True),
)
POINTS = Lookup(
    rows=lambda actor: (
        select(AssistedPoint)
        .where(AssistedPoint.unit_id.in_(outreach.worked_in(actor)), AssistedPoint.active.is_(True))
        .order_by(AssistedPoint.name, AssistedPoint.id)
    ),
    matches=lambda text: AssistedPoint.name.icontains(text, autoescape=True),
)


def offer_own_commune(form: Any) -> None:
    """Preselect the commune of a user who works in one only."""
    own = [seat for seat in current_actor().postings if seat.unit_kind == UnitKind.COMMUNE]
    if form.unit.data is None and len(own) == 1:
        form.unit.data = COMMUNES.find(current_actor(), str(own[0].unit_id))
