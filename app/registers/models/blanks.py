"""Numbered blanks of a commune: what was received, used and spoiled."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import (
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models.staff import Posting
from app.dossiers.models.dossier import Paper
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, checked, named, stored
from app.kernel.row_security.conditions import Rows, own, read, there
from app.kernel.row_security.grants import READ, Granted
from app.kernel.vocabulary import Term
from app.organisation.models import Unit


class BlankKind(Term):
    """What a blank is printed for (loại phôi)."""

    BIRTH = "birth", _("Birth certificate")
    MARRIAGE = "marriage", _("Marriage certificate")
    EXTRACT = "extract", _("Extract")
    MARITAL_STATUS = "marital_status", _("Confirmation of marital status")
    OTHER = "other", _("Other document")


class BlankFate(Term):
    """What became of a blank (phôi đã dùng hay hỏng)."""

    USED = "used", _("Used")
    SPOILED = "spoiled", _("Spoiled")


MOST_OF_BATCH = 100_000


class BlankBatch(Sealed, Base):
    """Blanks that a commune received, by their serial numbers (lô phôi)."""

    __tablename__ = "blank_batch"
    __noun__ = _("Batch of blanks"), _("Batches of blanks")
    __rows__ = Rows(see=read("unit_id"), add=own("unit_id"))
    __granted__ = Granted(worker=READ)
    __append_only__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True, info=named(_("Commune")))
    kind: Mapped[BlankKind] = mapped_column(stored(BlankKind), info=named(_("Kind of blank")))
    series: Mapped[str] = mapped_column(String(10), info=named(_("Series")))
    """The letters before the number, as printed; may be empty."""
    first: Mapped[int] = mapped_column(info=named(_("From number")))
    last: Mapped[int] = mapped_column(info=named(_("To number")))
    received_on: Mapped[date] = mapped_column(Date, info=named(_("Received on")))
    origin: Mapped[str] = mapped_column(String(200), info=named(_("Received from")))

    unit: Mapped[Unit] = relationship()

    __table_args__ = (
        checked("kind", BlankKind),
        CheckConstraint(
            f"first > 0 AND first <= last AND last - first < {MOST_OF_BATCH}", name="numbers"
        ),
        ExcludeConstraint(
            ("unit_id", "="),
            ("kind", "="),
            ("series", "="),
            (func.int4range(text("first"), text("last"), text("'[]'")), "&&"),
            name="ex_blank_batch_numbers",
            using="gist",
        ),
    )

    def __str__(self) -> str:
        return f"{self.series} {self.first}–{self.last}".strip()


class BlankUse(Sealed, Base):
    """What became of one numbered blank (phôi đã dùng, phôi hỏng)."""

    __tablename__ = "blank_use"
    __noun__ = _("Used or spoiled blank"), _("Used and spoiled blanks")
    __rows__ = Rows(
        see=read("unit_id"),
        add=f"{own('unit_id')} and "
        + there(
            "blank_batch",
            "there.id = batch_id and there.unit_id = blank_use.unit_id"
            " and number between there.first and there.last",
        ),
    )
    __granted__ = Granted(worker=READ)
    __append_only__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    batch_id: Mapped[int] = mapped_column(
        ForeignKey(BlankBatch.id), info=named(_("Batch of blanks"))
    )
    number: Mapped[int] = mapped_column(info=named(_("Serial number")))
    fate: Mapped[BlankFate] = mapped_column(stored(BlankFate), info=named(_("Used or spoiled")))
    on: Mapped[date] = mapped_column("on_day", Date, info=named(_("On")))
    note: Mapped[str] = mapped_column(
        String(300), info=named(_("For which document, or why it is spoiled"))
    )
    paper_id: Mapped[UUID | None] = mapped_column(ForeignKey(Paper.id), index=True)
    posting_id: Mapped[UUID | None] = mapped_column(ForeignKey(Posting.id), index=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), info=named(_("Recorded at")))

    batch: Mapped[BlankBatch] = relationship()

    __table_args__ = (
        checked("fate", BlankFate),
        UniqueConstraint("batch_id", "number"),
        CheckConstraint("fate = 'used' OR paper_id IS NULL", name="paper_of_used"),
        CheckConstraint("note <> ''", name="note"),
        Index("ix_blank_use_day", "batch_id", "on_day"),
    )

    @property
    def serial(self) -> str:
        """As printed on the blank."""
        return f"{self.batch.series} {self.number}".strip()
