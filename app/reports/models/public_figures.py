"""What the public reads: numbers of whole months, small ones left out already."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base
from app.kernel.row_security.grants import READ, Granted
from app.organisation.models import Unit
from app.procedures.models.versions import Procedure


class PublicFigure(Base):
    """The figures of a unit and procedure in one period, as published (số liệu công khai).

    The numbers of a line that is left out are nowhere in it.
    """

    __tablename__ = "public_figure"
    __without_rows__ = "published for everybody; what could point to a person is left out"
    __granted__ = Granted(web=READ, public=READ)

    id: Mapped[int] = mapped_column(primary_key=True)
    until: Mapped[date]
    """The last day that is counted: that of a month."""
    year: Mapped[int]
    """0: the twelve months until then."""
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    """A commune, a district, or the city."""
    procedure_id: Mapped[int | None] = mapped_column(ForeignKey(Procedure.id), index=True)
    """None: all procedures."""
    is_left_out: Mapped[bool]
    received: Mapped[int | None]
    settled: Mapped[int | None]
    """Of those received in the period."""
    in_time: Mapped[int | None]
    median_days: Mapped[int | None]
    """Working days in which half of the settled ones were settled."""
    most_days: Mapped[int | None]
    """Working days in which nine of ten were; None if fewer than thirty were settled."""

    unit: Mapped[Unit] = relationship()
    procedure: Mapped[Procedure | None] = relationship()

    __table_args__ = (
        UniqueConstraint("year", "unit_id", "procedure_id", postgresql_nulls_not_distinct=True),
    )
