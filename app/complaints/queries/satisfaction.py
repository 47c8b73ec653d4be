"""Satisfaction: whether a dossier's citizen has said it, and the counts of communes."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from app.complaints.models import Complaint, Satisfaction
from app.kernel.db import db
from app.organisation.models import Unit


@dataclass(frozen=True)
class Counted:
    """What citizens of one commune said, without names; a multiple of five of them."""

    commune: str
    district: str
    good: int
    fair: int
    poor: int
    words: Sequence[str]

    @property
    def total(self) -> int:
        return self.good + self.fair + self.poor


def is_said(dossier_id: UUID) -> bool:
    return spoken(dossier_id)[1]


def spoken(dossier_id: UUID) -> tuple[bool, bool]:
    """Whether a dossier's citizen has complained; has said how content they are."""
    complained, said = db.session.execute(_SPOKEN, {"dossier": dossier_id}).one()
    return complained, said


_OF_DOSSIER: BindParameter[UUID] = bindparam("dossier")
_SPOKEN = select(
    exists().where(Complaint.dossier_id == _OF_DOSSIER),
    exists().where(Satisfaction.dossier_id == _OF_DOSSIER),
)
"""One statement: most citizens have done neither."""


def counted() -> Sequence[Counted]:
    """The communes of the user's scope, which the database knows, by district and name."""
    told = func.mc_satisfaction().table_valued("commune_id", "good", "fair", "poor", "words")
    district = aliased(Unit)
    rows = db.session.execute(
        select(Unit.name, district.name, told.c.good, told.c.fair, told.c.poor, told.c.words)
        .join(Unit, Unit.id == told.c.commune_id)
        .join(district, district.id == Unit.district_id)
        .order_by(district.name, Unit.name)
    )
    return [Counted(*row) for row in rows]
