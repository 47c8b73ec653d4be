"""Writing down that a person's data were put together. Nothing here commits."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID, uuid4

from app.kernel import audit, clock
from app.kernel.db import db
from app.kernel.errors import NotAllowed
from app.kernel.scope import Actor
from app.reports.models import DataRequest


def note_request(
    actor: Actor, *, request_no: str, reason: str, dossiers: Iterable[UUID]
) -> DataRequest:
    """Remember who looked for everything about one person, why, and which dossiers were found.

    Raises:
        NotAllowed: the person does not read the dossiers of the whole city.
    """
    if actor.staff_id is None or not actor.city:
        raise NotAllowed
    request = DataRequest(
        id=uuid4(),
        at=clock.real_now(),
        staff_id=actor.staff_id,
        request_no=request_no,
        reason=reason,
        dossiers=[str(key) for key in dossiers],
    )
    db.session.add(request)
    audit.record(actor, "export", request, ["dossiers"])
    return request
