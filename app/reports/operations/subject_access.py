"""Logging of subject access requests. Nothing here commits."""

from collections.abc import Iterable
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _

from app.kernel import clock, retention
from app.kernel.actor import Actor
from app.kernel.audit import change_log
from app.kernel.db import db
from app.kernel.errors import NotAllowed
from app.kernel.retention import RetentionRule
from app.reports.models.issued_reports import DataRequest


def note_request(
    actor: Actor, *, request_no: str, reason: str, dossiers: Iterable[UUID]
) -> DataRequest:
    """Log who searched for all data of a person, why, and which dossiers were found.

    Raises:
        NotAllowed: the user does not read the dossiers of the whole city.
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
    change_log.record(actor, "export", request, ["dossiers"])
    return request


retention.declare(
    RetentionRule(
        name="data_requests",
        what=_("Who asked for everything about a person, and why (keys of dossiers)"),
        then=_("never removed: it proves to whom data were given"),
        law="Luật BVDLCN 91/2025/QH15",
        order=71,
    )
)
