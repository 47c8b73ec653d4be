"""Who may sign for the chairman (ký thay Chủ tịch)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, cast, func, select
from sqlalchemy.dialects.postgresql import DATERANGE, Range

from app.accounts.models.staff import Posting, Staff
from app.accounts.queries import select_staff
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db


def select_deputy_chairmen(actor: Actor) -> Select[tuple[Staff]]:
    """Staff who may sign "KT. Chủ tịch" and do not lead the commune anyway."""
    return select_staff(actor).where(
        Staff.id.in_(
            select(Posting.staff_id).where(
                Posting.role != Role.COMMUNE_LEADER,
                Posting.unit_id == Staff.unit_id,
                Posting.during.overlaps(Range(clock.today(), None)),
                func.mc_is_deputy_title(Posting.title),
            )
        )
    )


def is_deputy_chairman(staff: Staff, unit_id: int, during: Range[date]) -> bool:
    """Whether a posting of the person names a deputy chairman of the commune on all these days."""
    named = func.mc_is_deputy_chairman(staff.id, unit_id, cast(during, DATERANGE))
    return bool(db.session.scalar(select(named)))
