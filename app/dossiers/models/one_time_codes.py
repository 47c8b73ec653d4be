"""One-time codes sent to the phone of a dossier (mã xác nhận qua tin nhắn)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.dossiers.models.dossier import MOMENT, Dossier
from app.kernel.db import Base, PersonalData, checked, stored
from app.kernel.row_security.conditions import ANYBODY, NEVER, Rows
from app.kernel.row_security.grants import Granted, of_columns


class CodePurpose(StrEnum):
    """What a code gives access to (mục đích của mã)."""

    CLAIM_DRAFT = "claim_draft"
    OPEN_DOSSIER = "open_dossier"
    """The tracking page without the secret, so that a supplement can be answered."""
    CHANGE_PHONE = "change_phone"
    NEW_SECRET = "new_secret"  # noqa: S105  # a word, not a secret


_ASKED = of_columns("INSERT", "id", "purpose", "asked", "new_phone", "at", "expires", "tries")
"""Whoever asks for a code says neither its digits nor what it opens."""


class OneTimeCode(PersonalData, Base):
    """A code requested for a phone (mã xác nhận); the page never learns whether one was sent.

    The page only records the request. The worker looks up the phone, generates the code and sends
    it. Six digits, five tries, ten minutes; ``mc_redeem_code`` counts the tries.
    """

    __tablename__ = "one_time_code"
    __rows__ = Rows(see=NEVER, add=ANYBODY)
    __granted__ = Granted(web=_ASKED, public=_ASKED)

    purpose: Mapped[CodePurpose] = mapped_column(stored(CodePurpose))
    asked: Mapped[str] = mapped_column(String(60))
    """The code of the dossier or of the draft, as typed, or the phone in the draft."""
    new_phone: Mapped[str | None] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(MOMENT)
    """In real time, not the simulated clock."""
    expires: Mapped[datetime] = mapped_column(MOMENT)
    dossier_id: Mapped[UUID | None] = mapped_column(ForeignKey(Dossier.id), index=True)
    draft_id: Mapped[UUID | None] = mapped_column(Uuid)
    phone_hash: Mapped[bytes | None]
    """Used to count the messages sent to one phone."""
    code_hash: Mapped[bytes | None]
    sent_at: Mapped[datetime | None] = mapped_column(MOMENT)
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(MOMENT)

    __table_args__ = (
        checked("purpose", CodePurpose),
        CheckConstraint("tries BETWEEN 0 AND 5", name="tries"),
        Index("ix_one_time_code_phone", "phone_hash", "sent_at"),
        Index("ix_one_time_code_at", "at"),
    )
