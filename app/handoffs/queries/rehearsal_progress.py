"""How far each commune has carried a rehearsal (tiến độ tập dượt), from recorded steps."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import text

from app.kernel.db import db

_FURTHEST = text("select * from mc_rehearsals(:units)")


class Rehearsal(NamedTuple):
    """The furthest rehearsal of a commune; each time is None until the step was taken."""

    commune_id: int
    code: str
    submitted_at: datetime
    accepted_at: datetime | None
    receipt_at: datetime | None
    """When the receipt slip was issued (giấy tiếp nhận)."""
    signed_at: datetime | None
    police_sent_at: datetime | None
    police_answered_at: datetime | None
    insurance_sent_at: datetime | None
    insurance_answered_at: datetime | None
    collected_at: datetime | None
    """When the last packet was closed at the commune."""
    returned_at: datetime | None

    @property
    def went_all_the_way(self) -> bool:
        """Whether it went to police and insurance, came back, and the result was handed over."""
        return None not in self


def rehearsal_steps(unit_ids: Collection[int]) -> dict[int, Rehearsal]:
    """The furthest rehearsal of each of these communes that has one: one statement.

    Only for communes that the current user reads or manages; a job of the worker sees all.
    """
    rows = db.session.execute(_FURTHEST, {"units": sorted(unit_ids)})
    return {row.commune_id: Rehearsal(*row) for row in rows}
