"""Legs of a linked dossier and their packets."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, column_property, foreign, mapped_column, relationship, remote

from app.accounts.models.staff import Posting, Staff
from app.dossiers.conditions import THE_DOSSIER, moved_by_steps
from app.dossiers.models.dossier import Dossier, Event
from app.handoffs.workflow import AT_AGENCY, LegState
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData, checked, named, stored
from app.kernel.files.virus_scan import Scan
from app.kernel.i18n.vietnamese import REHEARSAL
from app.kernel.row_security.conditions import HERE, Rows, own, quoted, read, there
from app.kernel.row_security.grants import CHANGE, KEEP, READ, Granted
from app.organisation.models import Unit
from app.procedures.models.vocabulary import LegKind

MOMENT = DateTime(timezone=True)


class Direction(StrEnum):
    """Which way a packet or its result goes (chiều giao nhận)."""

    OUT = "out"
    """From the commune to the agency."""
    BACK = "back"


class Party(StrEnum):
    """Which of the two sides records a hand-over (bên giao, bên nhận)."""

    GIVER = "giver"
    TAKER = "taker"


OPEN = "closed_at IS NULL"
"""Packets at work; a query must say the same to be served by the indexes of these alone."""

_HOLDS = f"({own('holder_unit_id')} and state in ({quoted(*AT_AGENCY)}))"
_OFFICE_SEES = f"({read('commune_id')} or {_HOLDS}) and {HERE}"
_HOLDERS_PART = "(direction, party) in (('out', 'taker'), ('back', 'giver'))"
"""Entries that an agency makes for a packet; the commune enters them from a signed sheet."""
_OF_MY_SHEET = there("handover_sheet", f"there.id = sheet_id and {own('there.commune_id')}")


class Leg(PersonalData, Base):
    """The part of a linked dossier that another agency decides (nhánh liên thông)."""

    __tablename__ = "leg"
    __noun__ = _("Forwarded file at an agency"), _("Forwarded files at agencies")
    __rows__ = Rows(
        see=f"({_OFFICE_SEES}) or dossier_id = {THE_DOSSIER}",
        add=f"{own('commune_id')} and {HERE}",
        change=f"({own('commune_id')} or {_HOLDS}) and {HERE}",
    )
    __granted__ = Granted(web=KEEP, public=READ, worker=CHANGE)
    __set_once__ = (
        "id", "dossier_id", "commune_id", "kind", "holder_unit_id", "seq", "code", "subject_name",
        "is_rehearsal", "corrects_id",
    )  # fmt: skip
    __triggers__ = (moved_by_steps("leg"),)

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(Dossier.id))
    commune_id: Mapped[int] = mapped_column(
        ForeignKey(Unit.id), index=True, info=named(_("Commune"))
    )
    kind: Mapped[LegKind] = mapped_column(stored(LegKind), info=named(_("What is settled")))
    holder_unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), info=named(_("Agency")))
    state: Mapped[LegState] = mapped_column(stored(LegState), info=named(_("State")))
    version: Mapped[int] = mapped_column()
    seq: Mapped[int]
    is_rehearsal: Mapped[bool] = mapped_column(default=False)
    """As the dossier's, which the holder of the packet cannot read."""
    corrects_id: Mapped[UUID | None] = mapped_column(ForeignKey("leg.id"), index=True)
    """The leg of a registered birth that a later entry or note corrects; the agency corrects its
    data."""
    code: Mapped[str] = mapped_column(String(40), info=named(_("Dossier")))
    """The dossier's code, so that an agency can name the packet without reading the dossier."""
    subject_name: Mapped[str] = mapped_column(String(200), info=named(_("Person concerned")))
    list_confirmed_at: Mapped[datetime | None] = mapped_column(
        MOMENT, info=named(_("List of children confirmed"))
    )
    list_confirmed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Posting.id), index=True)
    sent_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Sent at")))
    received_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Received at")))
    answered_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Answered at")))
    closed_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Ended")))
    """Collected, recalled, or refused and noted: nothing is open at the agency any more."""
    due_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Due")))
    sheet_signed_at: Mapped[datetime | None] = mapped_column(MOMENT)
    """When the agency's signature on a sheet was recorded for the newest packet."""
    result: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)

    dossier: Mapped[Dossier] = relationship()
    commune: Mapped[Unit] = relationship(foreign_keys=[commune_id])
    holder: Mapped[Unit] = relationship(foreign_keys=[holder_unit_id])
    corrects: Mapped[Leg | None] = relationship(remote_side="Leg.id")
    list_confirmed_by: Mapped[Posting | None] = relationship()
    packets: Mapped[list[Packet]] = relationship(order_by="Packet.n", back_populates="leg")
    beside: Mapped[list[Leg]] = relationship(
        primaryjoin=lambda: foreign(Leg.dossier_id) == remote(Leg.dossier_id),
        viewonly=True,
        uselist=True,
    )
    """All legs of the dossier, including this one."""
    ledger: Mapped[list[Handover]] = relationship(order_by="Handover.id", viewonly=True)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        checked("kind", LegKind),
        checked("state", LegState),
        # notes on one entry are told one after the other: each leg corrects the one before
        UniqueConstraint(
            "dossier_id",
            "kind",
            "holder_unit_id",
            "corrects_id",
            name="uq_leg_agency",
            postgresql_nulls_not_distinct=True,
        ),
        # of a million packets some thousands are open
        Index("ix_leg_open_holder", "holder_unit_id", "state", postgresql_where=text(OPEN)),
        Index("ix_leg_open_commune", "commune_id", "state", postgresql_where=text(OPEN)),
        Index("ix_leg_holder_answered", "holder_unit_id", text("answered_at DESC NULLS FIRST")),
        Index(
            "ix_leg_commune_sent", "commune_id", text("sent_at DESC NULLS LAST"), text("id DESC")
        ),
        Index("ix_leg_sent", text("sent_at DESC NULLS LAST"), text("id DESC")),
    )

    def __str__(self) -> str:
        return self.code


class Packet(Sealed, PersonalData, Base):
    """What was sent to the agency, frozen on that day (gói hồ sơ chuyển đi)."""

    __tablename__ = "packet"
    __names_files__ = ("papers",)
    __rows__ = Rows(
        see=there("leg", f"there.id = leg_id and ({_OFFICE_SEES})"),
        add=there("leg", f"there.id = leg_id and {own('there.commune_id')}"),
    )
    __append_only__ = True

    leg_id: Mapped[UUID] = mapped_column(ForeignKey(Leg.id))
    n: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """``parts``: the declared answers as rows of label, text and kind, under headings; ``office``,
    ``held_fee``, the sender's ``note``, the agency's ``limit`` and ``policy``."""
    papers: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """Snapshot of each paper: key, name, storage_key, sha256, mime, scan, original."""
    checksum: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(MOMENT)
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Posting.id), index=True)

    leg: Mapped[Leg] = relationship(back_populates="packets")

    __table_args__ = (
        UniqueConstraint("leg_id", "n"),
        Index(
            "ix_packet_papers",
            "papers",
            postgresql_using="gin",
            postgresql_ops={"papers": "jsonb_path_ops"},
        ),
    )


class HandoverSheet(PersonalData, Base):
    """A numbered hand-over sheet that both sides sign (phiếu giao nhận hồ sơ).

    It replaces the ledger of an agency without an account. The PDF is stored as printed; the scan
    of the signed sheet is stored beside it.
    """

    __tablename__ = "handover_sheet"
    __names_files__ = ("printed_key", "signed_key")
    __rows__ = Rows(
        see=f"({read('commune_id')} or {own('holder_unit_id')}) and {HERE}",
        add=f"{own('commune_id')} and {HERE}",
        change=f"{own('commune_id')} and {HERE}",
    )
    __granted__ = Granted(web=KEEP, worker=READ)
    __set_once__ = (
        "id", "commune_id", "holder_unit_id", "direction", "is_rehearsal", "year", "n", "made_at",
        "made_by_id",
    )  # fmt: skip

    commune_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    holder_unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    direction: Mapped[Direction] = mapped_column(stored(Direction))
    is_rehearsal: Mapped[bool] = mapped_column(default=False)
    """Rehearsals have their own sheets and numbering."""
    year: Mapped[int]
    n: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(MOMENT)
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Posting.id), index=True)
    printed_key: Mapped[str | None] = mapped_column(String(80), index=True)
    signed_key: Mapped[str | None] = mapped_column(String(80), index=True)
    """The scan of the sheet with both signatures."""
    signed_sha256: Mapped[str | None] = mapped_column(String(64))
    signed_mime: Mapped[str | None] = mapped_column(String(60))
    signed_scan: Mapped[Scan | None] = mapped_column(stored(Scan))

    commune: Mapped[Unit] = relationship(foreign_keys=[commune_id])
    holder: Mapped[Unit] = relationship(foreign_keys=[holder_unit_id])
    lines: Mapped[list[SheetLine]] = relationship(order_by="SheetLine.n", back_populates="sheet")

    __table_args__ = (
        checked("direction", Direction),
        checked("signed_scan", Scan),
        UniqueConstraint("commune_id", "is_rehearsal", "year", "n"),
    )

    @property
    def number(self) -> str:
        """As printed: ``03/2016``; ``TẬP 03/2016`` in a rehearsal."""
        number = f"{self.n:02d}/{self.year}"
        return f"{REHEARSAL} {number}" if self.is_rehearsal else number

    def __str__(self) -> str:
        return self.number


class SheetLine(PersonalData, Base):
    """One packet on a hand-over sheet, and who signed for it (dòng phiếu giao nhận)."""

    __tablename__ = "handover_sheet_line"
    __rows__ = Rows(
        see=there("handover_sheet", "there.id = sheet_id"),
        add=_OF_MY_SHEET,
        change=_OF_MY_SHEET,
    )
    __granted__ = Granted(web=KEEP, worker=READ)
    __set_once__ = ("id", "sheet_id", "n", "leg_id", "packet_n", "checksum")

    sheet_id: Mapped[UUID] = mapped_column(ForeignKey(HandoverSheet.id))
    n: Mapped[int]
    leg_id: Mapped[UUID] = mapped_column(ForeignKey(Leg.id), index=True)
    packet_n: Mapped[int]
    checksum: Mapped[str] = mapped_column(String(64))
    signed_by: Mapped[str | None] = mapped_column(String(200))
    """The name beside the agency's signature, as written there."""
    signed_at: Mapped[datetime | None] = mapped_column(MOMENT)

    sheet: Mapped[HandoverSheet] = relationship(back_populates="lines")
    leg: Mapped[Leg] = relationship()

    __table_args__ = (
        UniqueConstraint("sheet_id", "leg_id"),
        CheckConstraint("(signed_by IS NULL) = (signed_at IS NULL)", name="signed"),
    )


class Handover(Sealed, Base):
    """The record of one side that a packet or result changed hands (sổ giao nhận hai bên).

    Giver and taker write a row each, so that either can prove who had it when. ``at`` is the time
    of the hand-over; a row from a signed sheet is written later.
    """

    __tablename__ = "handover"
    __rows__ = Rows(
        see=f"({read('commune_id')} or {own('holder_unit_id')})"
        f" and {there('leg', 'there.id = leg_id')}",
        add=f"{own('commune_id')} or ({own('holder_unit_id')} and {_HOLDERS_PART})",
    )
    __append_only__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    leg_id: Mapped[UUID] = mapped_column(ForeignKey(Leg.id), index=True)
    commune_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    holder_unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    packet_n: Mapped[int]
    checksum: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the packet as this side had it."""
    direction: Mapped[Direction] = mapped_column(stored(Direction))
    party: Mapped[Party] = mapped_column(stored(Party))
    at: Mapped[datetime] = mapped_column(MOMENT)
    booked_at: Mapped[datetime] = mapped_column(MOMENT)
    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id), index=True)
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)
    posting_id: Mapped[UUID | None] = mapped_column(ForeignKey(Posting.id), index=True)
    seat: Mapped[str | None] = mapped_column(String(300))
    """Title and unit of the posting at that time."""
    sheet_id: Mapped[UUID | None] = mapped_column(ForeignKey(HandoverSheet.id), index=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    """Idempotency key, one for each side of each movement."""
    staff_name: Mapped[str | None] = column_property(func.mc_staff_name(staff_id))

    __table_args__ = (
        checked("direction", Direction),
        checked("party", Party),
        Index("ix_handover_commune_at", "commune_id", "at"),
    )


class Reconciliation(Sealed, Base):
    """The result of one evening's comparison of two ledgers (biên bản đối chiếu trong ngày)."""

    __tablename__ = "reconciliation"
    __rows__ = Rows(see=f"{read('commune_id')} or {own('holder_unit_id')}")
    __granted__ = Granted(web=READ)
    __append_only__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    commune_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    holder_unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    at: Mapped[datetime] = mapped_column(MOMENT)
    counts: Mapped[dict[str, int]] = mapped_column(JSONB)
    """``sent``, ``held``, ``on_way``, ``to_collect``, from the rows of both sides."""
    differences: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """``kind``, ``leg``, ``code``, ``n`` of each; no names."""

    commune: Mapped[Unit] = relationship(foreign_keys=[commune_id])
    holder: Mapped[Unit] = relationship(foreign_keys=[holder_unit_id])

    __table_args__ = (UniqueConstraint("day", "commune_id", "holder_unit_id"),)
