"""The chain of custody of originals."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.dossiers.conditions import OF_A_DOSSIER, OF_A_LEG, OF_MY_DOSSIER, OF_MY_LEG
from app.dossiers.models.dossier import MOMENT, Custody, Dossier, Event, Paper
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, checked, stored
from app.kernel.row_security.conditions import Rows
from app.kernel.row_security.grants import READ, Granted


class CustodyMove(Sealed, Base):
    """An original changed hands (chuyển giao bản chính).

    ``source`` is empty for a paper that an office has just issued. The event is the step that moved
    it and names who took the step.
    """

    __tablename__ = "custody_move"
    __rows__ = Rows(see=f"{OF_A_DOSSIER} or {OF_A_LEG}", add=f"{OF_MY_DOSSIER} or {OF_MY_LEG}")
    __granted__ = Granted(worker=READ)
    __append_only__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(Dossier.id), index=True)
    leg_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    """The leg whose packet or result contained it; no foreign key: legs belong to a higher package.
    """
    paper_id: Mapped[UUID] = mapped_column(ForeignKey(Paper.id), index=True)
    source: Mapped[Custody | None] = mapped_column(stored(Custody))
    target: Mapped[Custody] = mapped_column(stored(Custody))
    at: Mapped[datetime] = mapped_column(MOMENT)
    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id), index=True)

    paper: Mapped[Paper] = relationship()
    event: Mapped[Event] = relationship()

    __table_args__ = (checked("source", Custody), checked("target", Custody))
