"""One-use links for choosing a password, and the slips that the head of a unit hands over."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.conditions import HANDS_OVER
from app.accounts.models.sessions import MOMENT
from app.accounts.models.staff import AppUser, Staff
from app.kernel.db import Base, PersonalData, checked, named, stored
from app.kernel.row_security.conditions import Rows, managed
from app.kernel.row_security.grants import PURGE, READ, Granted
from app.organisation.models import Unit


class LinkPurpose(StrEnum):
    """The purpose of a one-use link (mục đích đường dẫn)."""

    ACTIVATE = "activate"
    RESET = "reset"


class AccountLink(Base):
    """A one-use link for choosing a password (đường dẫn dùng một lần).

    Only the hash is stored. Made and used by the database alone
    (``database/account_links.sql``); used before any scope is known.
    """

    __tablename__ = "one_use_link"
    __without_rows__ = "read by whoever comes with a link, written by functions; no token of theirs"
    __granted__ = Granted(web=READ, worker=PURGE)

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    purpose: Mapped[LinkPurpose] = mapped_column(stored(LinkPurpose))
    words: Mapped[list[str]] = mapped_column(JSONB)
    """Words of the owner's name and unit that the password may not contain; cleared on use."""
    started_at: Mapped[datetime] = mapped_column(MOMENT)
    started_by: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)
    """NULL when it was done from the command line."""
    expires_at: Mapped[datetime] = mapped_column(MOMENT)
    used_at: Mapped[datetime | None] = mapped_column(MOMENT)

    __table_args__ = (checked("purpose", LinkPurpose),)


class SealedSlip(PersonalData, Base):
    """A link that the head of the person's unit prints and hands over (phiếu niêm phong).

    It holds no secret: one is made when the head prints it, each time another one. Visible to the
    head, and to who manages the account, who cannot print it.
    """

    __tablename__ = "sealed_slip"
    __noun__ = _("Sealed slip"), _("Sealed slips")
    __rows__ = Rows(see=f"{managed('unit_id')} or {HANDS_OVER}")
    __granted__ = Granted(web=READ, worker=PURGE)

    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey(Staff.id), index=True)
    full_name: Mapped[str] = mapped_column(String(120), info=named(_("Full name")))
    """Of somebody whom the head of the unit above does not see."""
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True, info=named(_("Unit")))
    head_unit_id: Mapped[int | None] = mapped_column(
        ForeignKey(Unit.id), index=True, info=named(_("Handed over by the head of"))
    )
    """The unit whose leader hands it over; NULL: another administrator of the city."""
    purpose: Mapped[LinkPurpose] = mapped_column(stored(LinkPurpose), info=named(_("Purpose")))
    words: Mapped[list[str]] = mapped_column(JSONB)
    given_at: Mapped[datetime] = mapped_column(MOMENT, info=named(_("Given at")))
    given_by: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)
    expires_at: Mapped[datetime] = mapped_column(MOMENT, info=named(_("Valid until")))
    opened_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Printed at")))
    """When it was last printed."""
    opened_by: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Of the link that was last printed."""

    user: Mapped[AppUser] = relationship()
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])
    head_unit: Mapped[Unit | None] = relationship(foreign_keys=[head_unit_id])

    __table_args__ = (checked("purpose", LinkPurpose),)

    def __repr__(self) -> str:
        return self.full_name
