"""The transfer of a dossier that was sent to the wrong commune."""

from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models.staff import Posting
from app.dossiers.conditions import OF_MY_DOSSIER, THE_DOSSIER
from app.dossiers.models.dossier import MOMENT, Dossier
from app.kernel.db import Base, PersonalData, named
from app.kernel.row_security.conditions import Rows, own, read
from app.kernel.row_security.grants import CHANGE, KEEP, Granted
from app.organisation.models import Unit


class CommuneTransfer(PersonalData, Base):
    """A proposed transfer to another commune, and the citizen's answer (chuyển hồ sơ nộp nhầm xã).

    It stays with the commune that proposed it, which no longer sees the dossier itself.
    """

    __tablename__ = "commune_transfer"
    __noun__ = _("Dossier passed on"), _("Dossiers passed on to another commune")
    __rows__ = Rows(
        see=f"{read('from_commune_id')} or dossier_id = {THE_DOSSIER}"
        f" or (passed_at is not null and {read('to_commune_id')})",
        add=f"{own('from_commune_id')} and {OF_MY_DOSSIER}",
        change=f"{own('from_commune_id')} or dossier_id = {THE_DOSSIER}",
    )
    __granted__ = Granted(web=KEEP, public=CHANGE)
    __set_once__ = (
        "id", "dossier_id", "code", "from_commune_id", "to_commune_id", "proposed_at",
        "proposed_by_id",
    )  # fmt: skip

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(Dossier.id), index=True)
    code: Mapped[str] = mapped_column(String(40), info=named(_("Code")))
    """The dossier's code, unchanged by the transfer."""
    from_commune_id: Mapped[int] = mapped_column(
        ForeignKey(Unit.id), index=True, info=named(_("Sent to"))
    )
    to_commune_id: Mapped[int] = mapped_column(
        ForeignKey(Unit.id), index=True, info=named(_("Belongs to"))
    )
    proposed_at: Mapped[datetime] = mapped_column(MOMENT, info=named(_("Proposed")))
    proposed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Posting.id), index=True)
    answered_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Citizen answered")))
    agreed: Mapped[bool | None]
    evidence: Mapped[str | None] = mapped_column(Text, info=named(_("How the citizen answered")))
    """How the citizen answered, if not on the tracking page."""
    passed_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Passed on at")))

    from_commune: Mapped[Unit] = relationship(foreign_keys=[from_commune_id])
    to_commune: Mapped[Unit] = relationship(foreign_keys=[to_commune_id])

    __table_args__ = (
        Index(
            "ix_commune_transfer_open",
            "dossier_id",
            unique=True,
            postgresql_where=text("answered_at IS NULL"),
        ),
        Index("ix_commune_transfer_newest", text("proposed_at DESC"), "id"),
    )

    def __str__(self) -> str:
        return self.code
