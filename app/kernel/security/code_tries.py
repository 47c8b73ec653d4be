"""One-time codes as typed, written down before they are compared (lần thử mã xác thực)."""

from datetime import date, datetime

from sqlalchemy import BigInteger, DateTime, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base
from app.kernel.row_security.functions import declared
from app.kernel.row_security.grants import NOTHING, PURGE, Granted


class CodeTry(Base):
    """A one-time code as typed, written down before it is compared (lần thử mã xác thực).

    Committed beside the transaction of the page, so that no rollback undoes it
    (``mc_note_code_try``).
    """

    __tablename__ = "code_try"
    __without_rows__ = (
        "written and read by the database's functions; digests of codes that are over"
    )
    __granted__ = Granted(web=NOTHING, worker=PURGE)

    about: Mapped[str] = mapped_column(String(50), primary_key=True)
    """An account, or a code that was sent."""
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Number of the try within the day; rows of an earlier day are used again."""
    on_day: Mapped[date]
    """In UTC."""
    guess: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    xact: Mapped[int] = mapped_column(BigInteger)
    """The transaction that wrote it."""


FUNCTIONS = declared(beside=__file__)
