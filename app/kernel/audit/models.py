"""Tables that seal the journals: hash chains over their rows and seals with the chain heads.

A journal is a table with ``__append_only__`` and the mixin ``Sealed``. Its rows are ordered by the
transactions that wrote them, and every minute those of finished transactions are added to the
chain: h(n) = SHA-256(h(n-1) ‖ row n as JSON). Sequence numbers would not do: they are assigned
before the commit, so a row with a smaller number may become visible after the seal. See
``docs/audit.md``.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy import BigInteger, DateTime, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, checked, stored
from app.kernel.row_security.grants import READ, Granted, of_columns

LATE = timedelta(hours=4)
"""Maximum age of the newest seal before the sealer counts as stopped."""


class JournalFault(StrEnum):
    """What can be wrong with the journals or their seals (sai lệch của nhật ký)."""

    ROWS = "rows"
    COLUMNS = "columns"
    FUTURE = "future"
    SEAL = "seal"
    SEALS_MISSING = "seals_missing"
    NOT_KEPT = "not_kept"
    SECOND_PLACE = "second_place"


FAULT_WORDS: Mapping[JournalFault, LazyString] = {
    JournalFault.ROWS: _(
        "%(journal)s: the rows under seal %(n)s of %(at)s are not as they were sealed. Sealed up "
        "to there: %(sealed)s rows; found: %(found)s. Look from row %(first)s to row %(last)s."
    ),
    JournalFault.COLUMNS: _("%(journal)s: columns that were sealed are gone: %(columns)s."),
    JournalFault.FUTURE: _(
        "%(journal)s: row %(id)s says that a transaction wrote it which has not begun yet."
    ),
    JournalFault.SEAL: _(
        "Seal %(n)s of %(at)s in the database is not the one of the second place."
    ),
    JournalFault.SEALS_MISSING: _(
        "The end is missing: seals %(n)s to %(last)s are in the second place, not in the database."
    ),
    JournalFault.NOT_KEPT: _("Seal %(n)s of %(at)s is in the database, not in the second place."),
    JournalFault.SECOND_PLACE: _(
        "In the second place seal %(n)s is missing, or does not stand on the seal before it."
    ),
}


class JournalSeal(Base):
    """Chain heads of all journals at one moment, linked to the seal before (niêm phong nhật ký)."""

    __tablename__ = "journal_seal"
    __without_rows__ = "hashes, and how many rows were written"
    __granted__ = Granted(web=READ, public=of_columns("SELECT", "n", "at"))
    __append_only__ = True

    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    upto: Mapped[int] = mapped_column(BigInteger)
    """First transaction not covered: all rows of earlier ones are sealed."""
    heads: Mapped[dict[str, list[Any]]] = mapped_column(JSONB)
    """Per journal: the number of sealed rows and the head of its chain."""
    shapes: Mapped[dict[str, list[str]] | None] = mapped_column(JSONB)
    """The columns that the hashes cover, where they differ from the previous seal."""
    digest: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        Index("ix_journal_seal_shapes", "n", postgresql_where=text("shapes IS NOT NULL")),
    )


class JournalCheck(Sealed, Base):
    """One verification of journals and seals (kiểm tra niêm phong nhật ký)."""

    __tablename__ = "journal_check"
    __without_rows__ = "when the seals were looked at, and keys of rows that are not as they were"
    __granted__ = Granted(web=READ)
    __append_only__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    seals: Mapped[int]
    rows: Mapped[int] = mapped_column(BigInteger)
    fault: Mapped[JournalFault | None] = mapped_column(stored(JournalFault))
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)

    __table_args__ = (checked("fault", JournalFault),)
