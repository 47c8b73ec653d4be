"""Sessions of a browser, second factors, forms that outlived their session."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import BigInteger, Computed, DateTime, ForeignKey, LargeBinary, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models.staff import Staff
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, checked, stored
from app.kernel.row_security.conditions import ANYBODY, MY_ACCOUNT, Rows, me
from app.kernel.row_security.grants import NOTHING, PURGE, READ, Granted, of_columns

MOMENT = DateTime(timezone=True)


class Level(StrEnum):
    """How a session was authenticated (mức xác thực)."""

    PASSWORD = "password"  # noqa: S105  # a level
    """The password was correct, the second step is pending: nothing else is accessible."""
    FULL = "full"


class Session(Base):
    """An open session (phiên làm việc): the hash of the token in the browser's cookie.

    Written by the database alone (``accounts/database/sessions.sql``).
    """

    __tablename__ = "session"
    __without_rows__ = (
        "read to learn who comes, written by functions; hashes of random tokens, no name"
    )
    __granted__ = Granted(web=READ, worker=PURGE)

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True, default=uuid4)
    """The public identifier used by pages; not derived from the token."""
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    created: Mapped[datetime] = mapped_column(MOMENT)
    seen: Mapped[datetime] = mapped_column(MOMENT)
    level: Mapped[Level] = mapped_column(stored(Level))
    device: Mapped[str] = mapped_column(String(60))
    """Short browser description that the owner recognises."""
    address: Mapped[str] = mapped_column(String(45))
    is_rehearsal: Mapped[bool] = mapped_column(default=False)
    """Whether the session is currently in the practice space (không gian tập dượt)."""

    __table_args__ = (checked("level", Level),)


class SecondFactor(Base):
    """The secret from which a phone computes one-time codes (khoá xác thực hai bước).

    NULL secret: it was reset and the owner has to enrol again. Written and checked by the database
    alone (``accounts/database/second_factor.sql``).
    """

    __tablename__ = "second_factor"
    __without_rows__ = "read to learn who comes; grants shut its secret, which is sealed besides"
    __granted__ = Granted(
        web=of_columns("SELECT", "user_id", "enrolled", "enrolled_at", "last_step"), worker=NOTHING
    )

    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True, autoincrement=False)
    secret: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """Encrypted with a key that the database does not keep; unreadable to the serving processes."""
    enrolled: Mapped[bool] = mapped_column(Computed("secret IS NOT NULL", persisted=True))
    enrolled_at: Mapped[datetime] = mapped_column(MOMENT)
    last_step: Mapped[int] = mapped_column(BigInteger)
    """Time step (30 seconds) of the last accepted code; earlier ones are rejected."""


class SecondFactorReset(Sealed, Base):
    """An administrator's reset of two-factor authentication (nhật ký đặt lại xác thực hai bước).

    Readable by the person and by whoever reset it.
    """

    __tablename__ = "second_factor_reset"
    __rows__ = Rows(see=f"{MY_ACCOUNT} or {me('by_id')}")
    __granted__ = Granted(web=READ, worker=NOTHING)
    __append_only__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(MOMENT)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)
    """NULL when it was done from the command line."""
    reason: Mapped[str] = mapped_column(String(500))


class PendingForm(Base):
    """A form submitted after its session had ended, stored temporarily (biểu mẫu giữ tạm).

    Only the account of that session gets it back; nothing is submitted automatically.
    """

    __tablename__ = "pending_form"
    __rows__ = Rows(see=MY_ACCOUNT, add=ANYBODY, remove=MY_ACCOUNT)
    __granted__ = Granted(worker=PURGE)

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    path: Mapped[str] = mapped_column(Text)
    fields: Mapped[list[list[str]]] = mapped_column(JSONB)
    kept_at: Mapped[datetime] = mapped_column(MOMENT, index=True)
