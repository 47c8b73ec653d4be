"""The dossier and the tables that belong to it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from functools import partial
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, String, Text, Uuid, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, column_property, mapped_column, query_expression, relationship

from app.accounts.models.staff import Posting, Staff
from app.dossiers.conditions import (
    MY_DRAFT,
    OF_A_DOSSIER,
    OF_A_LEG,
    OF_MY_DOSSIER,
    OF_MY_LEG,
    THE_DOSSIER,
    THE_DRAFT,
    URGES,
    moved_by_steps,
)
from app.dossiers.models.deadlines import MOMENT, Extension, Pause, PromiseChange, Supplement
from app.dossiers.models.names import name_of_procedure, name_of_unit
from app.dossiers.workflow import OPEN, State
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData, checked, named, stored
from app.kernel.files.virus_scan import Scan
from app.kernel.row_security.conditions import HERE, PRACTICE, Rows, own, read
from app.kernel.row_security.grants import ADD, ALL, CHANGE, KEEP, Granted
from app.kernel.row_security.triggers import Trigger
from app.kernel.vocabulary import Term
from app.organisation.models import Unit
from app.procedures.models.versions import Version


class Channel(StrEnum):
    """How the dossier reached the commune (hình thức nộp)."""

    SELF = "self"
    ASSISTED = "assisted"
    ON_BEHALF = "on_behalf"
    FROM_PAPER = "from_paper"


class PaperKind(StrEnum):
    """Whether a paper was filed by the citizen or made by an agency (loại giấy tờ)."""

    FILED = "filed"
    RESULT = "result"


NOTE_BASIS = "note_basis"
"""Key of the paper on which a note of another office rests, among those of the entry's dossier."""


class Custody(Term):
    """Where the original of a paper is now (nơi giữ bản chính)."""

    CITIZEN = "citizen", _("with the citizen")
    COMMUNE = "commune", _("at the commune")
    POLICE = "police", _("at the district police")
    INSURANCE = "insurance", _("at the district social insurance")
    OTHER_COMMUNE = "other_commune", _("at the commune that was asked")
    """The commune that was asked stores its own letter."""


class PaperVerdict(Term):
    """What the desk found of a document (đạt, chưa đạt)."""

    SOUND = "sound", _("In order")
    UNSOUND = "unsound", _("Not in order")


_of_waiting = partial(
    Index,
    postgresql_include=[
        *("state", "visit_at", "visited_at", "declarant_signed_at", "owed_since"),
        *("intake_due_at", "is_rehearsal", "written_answer_due_since"),
    ],
    postgresql_where=text(
        f"state IN {(*sorted(map(str, OPEN)),)} OR owed_since IS NOT NULL"
        " OR written_answer_due_since IS NOT NULL"
    ),
)
"""A partial index of the dossiers that still need work, with the counted columns."""


class Draft(PersonalData, Base):
    """A form that is being filled in; not yet a dossier (bản nháp)."""

    __tablename__ = "draft"
    __rows__ = Rows(MY_DRAFT, f"not is_rehearsal or {PRACTICE}", MY_DRAFT, MY_DRAFT)
    __granted__ = Granted(public=ALL)
    __set_once__ = ("id", "version_id", "commune_id", "secret_hash", "is_rehearsal")

    version_id: Mapped[int] = mapped_column(ForeignKey(Version.id), index=True)
    commune_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    completed_sections: Mapped[list[str]] = mapped_column(JSONB, default=list)
    """Keys of the sections that were completed without errors."""
    secret_hash: Mapped[bytes]
    """SHA-256 of the token in the browser's cookie."""
    channel: Mapped[Channel] = mapped_column(stored(Channel), default=Channel.SELF)
    channel_evidence: Mapped[str | None] = mapped_column(Text)
    """Evidence of the citizen's request, when an officer fills in the form."""
    entered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)
    is_rehearsal: Mapped[bool] = mapped_column(default=False)
    """Begun in the practice space: it can only become a rehearsal."""
    phone_hash: Mapped[bytes | None]
    """Keyed digest of the phone in the answers, by which the draft is found again."""
    saved_at: Mapped[datetime] = mapped_column(MOMENT)
    saved_by: Mapped[str | None] = mapped_column(String(16))
    """The browser window that saved last: another one has to be told of the change."""
    expires_at: Mapped[datetime] = mapped_column(MOMENT, index=True)

    version: Mapped[Version] = relationship()
    commune: Mapped[Unit] = relationship()
    papers: Mapped[list[Paper]] = relationship(
        back_populates="draft", order_by="Paper.filed_at, Paper.id"
    )

    __table_args__ = (
        checked("channel", Channel),
        Index("ix_draft_phone_hash", "phone_hash", "saved_at"),
    )


class Dossier(PersonalData, Base):
    """One request of one applicant under one procedure (hồ sơ thủ tục hành chính)."""

    __tablename__ = "dossier"
    __noun__ = _("Dossier"), _("Dossiers")
    __rows__ = Rows(
        see=f"({read('commune_id')} and {HERE}) or id = {THE_DOSSIER}",
        add=f"({own('commune_id')} and {HERE})"
        " or (commune_id = (select mc_draft_commune()) and not is_rehearsal)",
        change=f"({own('commune_id')} and {HERE}) or id = {THE_DOSSIER}",
    )
    __granted__ = Granted(web=KEEP, public=KEEP, worker=CHANGE)
    __set_once__ = (
        "id", "code", "secret_hash", "doors_from", "commune_id", "procedure_version_id", "channel",
        "channel_evidence", "is_rehearsal", "submitted_at",
    )  # fmt: skip
    __triggers__ = (
        moved_by_steps("dossier"),
        Trigger("mc_numbers", "AFTER INSERT OR UPDATE OF answers", "mc_note_numbers()"),
    )
    __moved_by_steps__ = (
        "state", "row_version", "due_at", "intake_due_at", "promised_at", "answers", "code",
    )  # fmt: skip

    code: Mapped[str] = mapped_column(String(40), unique=True, info=named(_("Code")))
    secret_hash: Mapped[str] = mapped_column(String(200))
    """bcrypt of the eight characters on the receipt, compared by the database alone."""
    doors_from: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Visits of the citizen that began before are over (``mc_door``)."""
    commune_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), info=named(_("Commune")))
    procedure_version_id: Mapped[int] = mapped_column(ForeignKey(Version.id), index=True)
    state: Mapped[State] = mapped_column(stored(State), info=named(_("State")))
    row_version: Mapped[int] = mapped_column()
    """Incremented by each write; a step based on an older version is refused."""
    channel: Mapped[Channel] = mapped_column(stored(Channel), info=named(_("How it was filed")))
    channel_evidence: Mapped[str | None] = mapped_column(Text)
    is_rehearsal: Mapped[bool]
    """A rehearsal in training; never counted, never numbered in a real book."""
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    answers_rev: Mapped[int]

    subject_name: Mapped[str] = mapped_column(String(200), info=named(_("Person concerned")))
    subject_folded: Mapped[str] = mapped_column(String(200))
    subject_born: Mapped[date | None] = mapped_column(info=named(_("Born")))
    applicant_name: Mapped[str] = mapped_column(String(200), info=named(_("Applicant")))
    applicant_phone: Mapped[str | None] = mapped_column(
        String(20), info=named(_("Telephone of the applicant"))
    )
    applicant_id: Mapped[str | None] = mapped_column(
        String(20), info=named(_("Identity number of the applicant"))
    )
    language: Mapped[str] = mapped_column(String(2), default="vi")
    """The language of messages to the citizen."""

    submitted_at: Mapped[datetime] = mapped_column(MOMENT, info=named(_("Submitted")))
    intake_due_at: Mapped[datetime | None] = mapped_column(MOMENT)
    """When the commune must accept it or ask for what is missing (hạn tiếp nhận); no legal limit.
    """
    passing_to_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id), index=True)
    """The proposed commune, until the citizen answers; NULL without a proposal."""
    accepted_at: Mapped[datetime | None] = mapped_column(MOMENT)
    visit_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Appointment")))
    """The appointment at the desk (lịch hẹn)."""
    visited_at: Mapped[datetime | None] = mapped_column(MOMENT)
    declarant_signed_at: Mapped[datetime | None] = mapped_column(MOMENT)
    prepared_by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)
    registered_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Registered")))
    ended_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Ended")))
    """When the clock stopped for good: the result is ready, or the dossier is over."""
    clock_started_at: Mapped[datetime | None] = mapped_column(MOMENT)
    promised_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Promised")))
    """The date on the slip (ngày hẹn trả); changed only by another slip."""
    due_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Due")))
    """End of the legal limit; NULL while paused, before the start and after the end."""

    assigned_to_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Staff.id), index=True, info=named(_("Assigned to"))
    )
    note: Mapped[str | None] = mapped_column(Text, info=named(_("Internal note")))
    collected_by: Mapped[str | None] = mapped_column(String(200))
    collected_with: Mapped[str | None] = mapped_column(String(200))
    """The identity paper shown by the person who collected the result."""
    supplements_asked: Mapped[int] = mapped_column(default=0)
    """How often more was asked for; the law allows one list (số lần yêu cầu bổ sung)."""
    owed_since: Mapped[datetime | None] = mapped_column(MOMENT)
    """Since when papers or money await the citizen of a dossier that ended without a result."""
    written_answer_due_since: Mapped[datetime | None] = mapped_column(MOMENT)
    """Since when a dossier closed by the desk or the clock awaits the signed written answer."""

    commune: Mapped[Unit] = relationship(foreign_keys=[commune_id])
    passing_to: Mapped[Unit | None] = relationship(foreign_keys=[passing_to_id])
    procedure_version: Mapped[Version] = relationship()
    commune_name: Mapped[str] = column_property(name_of_unit(commune_id), deferred=True)
    procedure_name: Mapped[str] = column_property(
        name_of_procedure(procedure_version_id), deferred=True
    )
    assigned_name: Mapped[str | None] = column_property(
        func.mc_staff_name(assigned_to_id), deferred=True
    )
    assigned_to: Mapped[Staff | None] = relationship(foreign_keys=[assigned_to_id])
    prepared_by: Mapped[Staff | None] = relationship(foreign_keys=[prepared_by_id])
    papers: Mapped[list[Paper]] = relationship(
        back_populates="dossier", order_by="Paper.filed_at, Paper.id"
    )
    journal: Mapped[list[Event]] = relationship(order_by="Event.id", back_populates="dossier")
    pauses: Mapped[list[Pause]] = relationship(order_by="Pause.id")
    extensions: Mapped[list[Extension]] = relationship(order_by="Extension.id")
    fees: Mapped[list[Any]] = relationship("Fee", order_by="Fee.key")
    supplements: Mapped[list[Supplement]] = relationship(order_by="Supplement.n")
    reappointment: Mapped[PromiseChange | None] = relationship()
    numbered_at: Mapped[datetime | None] = query_expression()  # filled by queries that need it
    looked_up: Mapped[list[Any] | None] = query_expression()
    written_answer: Mapped[dict[str, str] | None] = query_expression()  # number and day
    last_notice: Mapped[str | None] = query_expression()
    """The state of the newest message about the dossier."""
    usual_days: Mapped[list[int] | None] = query_expression()
    """Working days in which half, and nine of ten, such dossiers are settled there, if known."""
    duplicate_candidates: Mapped[list[Any]] = relationship(
        "DuplicateCandidate",
        foreign_keys="DuplicateCandidate.dossier_id",
        order_by="-DuplicateCandidate.score",
        viewonly=True,
    )
    compared: Mapped[Any | None] = relationship("DuplicateCheck", viewonly=True, uselist=False)

    __mapper_args__ = {"version_id_col": row_version}
    __table_args__ = (
        checked("state", State),
        checked("channel", Channel),
        CheckConstraint("language IN ('vi', 'en')", name="language"),
        Index("ix_dossier_commune_state_due", "commune_id", "state", "due_at", "id"),
        Index(
            "ix_dossier_commune_submitted",
            *("commune_id", "submitted_at", "id"),
            postgresql_include=["is_rehearsal"],  # lists are counted without reading their rows
        ),
        Index("ix_dossier_commune_visit", "commune_id", "visit_at"),
        Index("ix_dossier_submitted", "submitted_at", "id"),
        Index("ix_dossier_due", "due_at", "id"),
        Index("ix_dossier_due_last", text("due_at DESC NULLS LAST"), text("id DESC")),
        Index("ix_dossier_commune_due", "commune_id", "due_at", "id"),
        Index("ix_dossier_commune_due_last", "commune_id", text("due_at DESC NULLS LAST, id DESC")),
        _of_waiting("ix_dossier_waiting", "due_at", "submitted_at", "id", "commune_id"),
        _of_waiting("ix_dossier_waiting_commune", "commune_id", "due_at", "submitted_at", "id"),
        Index(
            "ix_dossier_subject_trgm",
            "subject_folded",
            postgresql_using="gin",
            postgresql_ops={"subject_folded": "gin_trgm_ops"},
        ),
        Index("ix_dossier_subject_born", "subject_born", "subject_folded"),
        Index("ix_dossier_ended", "ended_at", "id"),
        Index("ix_dossier_is_rehearsal", "commune_id", postgresql_where=text("is_rehearsal")),
        Index("ix_dossier_applicant_phone", "applicant_phone"),
        Index("ix_dossier_applicant_id", "applicant_id"),
    )

    def __str__(self) -> str:
        return self.code


class Paper(PersonalData, Base):
    """A paper of a draft or a dossier: its file, and where its original is (giấy tờ)."""

    __tablename__ = "paper"
    __noun__ = _("Document"), _("Documents")
    __names_files__ = ("storage_key",)
    __rows__ = Rows.written(
        see=f"draft_id = {THE_DRAFT} or {OF_A_DOSSIER} or {OF_A_LEG}",
        write=f"draft_id = {THE_DRAFT} or {OF_MY_DOSSIER} or {OF_MY_LEG}",
    )
    __granted__ = Granted(public=ALL)
    __set_once__ = (
        "id", "leg_id", "kind", "key", "storage_key", "sha256", "received_sha256", "size", "mime",
        "scan", "filed_at",
    )  # fmt: skip

    draft_id: Mapped[UUID | None] = mapped_column(ForeignKey(Draft.id), index=True)
    dossier_id: Mapped[UUID | None] = mapped_column(ForeignKey(Dossier.id), index=True)
    leg_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    """The leg whose agency issued this result; no foreign key: legs belong to a higher package."""
    kind: Mapped[PaperKind] = mapped_column(stored(PaperKind), info=named(_("Kind")))
    key: Mapped[str] = mapped_column(String(40))
    """The key of the paper in the procedure."""
    name: Mapped[str] = mapped_column(String(200), info=named(_("Document")))
    file_name: Mapped[str | None] = mapped_column(String(200), info=named(_("File")))
    storage_key: Mapped[str | None] = mapped_column(String(80), index=True)
    sha256: Mapped[str | None] = mapped_column(String(64))
    """SHA-256 of the stored file."""
    received_sha256: Mapped[str | None] = mapped_column(String(64))
    """SHA-256 of the uploaded file; NULL if the file was stored unchanged."""
    size: Mapped[int | None] = mapped_column(info=named(_("Size of the file")))
    mime: Mapped[str | None] = mapped_column(String(60))
    scan: Mapped[Scan | None] = mapped_column(stored(Scan))
    filed_at: Mapped[datetime] = mapped_column(MOMENT, info=named(_("Received at")))
    original_seen_at: Mapped[datetime | None] = mapped_column(
        MOMENT, info=named(_("Original compared"))
    )
    original_seen_by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Posting.id), index=True)
    custody: Mapped[Custody] = mapped_column(stored(Custody), info=named(_("Original is now")))
    verdict: Mapped[PaperVerdict | None] = mapped_column(
        stored(PaperVerdict), info=named(_("Finding"))
    )
    verdict_note: Mapped[str | None] = mapped_column(String(300), info=named(_("What is wrong")))
    """What is wrong with a document that is not in order; the supplement takes it over."""

    draft: Mapped[Draft | None] = relationship(back_populates="papers")
    dossier: Mapped[Dossier | None] = relationship(back_populates="papers")
    moves: Mapped[list[Any]] = relationship("CustodyMove", order_by="CustodyMove.id", viewonly=True)

    __table_args__ = (
        checked("kind", PaperKind),
        checked("custody", Custody),
        checked("scan", Scan),
        checked("verdict", PaperVerdict),
        CheckConstraint("(verdict = 'unsound') = (verdict_note IS NOT NULL)", name="verdict_note"),
        CheckConstraint("(storage_key IS NULL) = (scan IS NULL)", name="scan_of_file"),
        CheckConstraint("(draft_id IS NULL) <> (dossier_id IS NULL)", name="one_owner"),
        Index("ix_paper_filed", "filed_at", "id"),
        CheckConstraint("kind <> 'result' OR dossier_id IS NOT NULL", name="result_of_dossier"),
    )

    def __str__(self) -> str:
        return self.name


class Event(Sealed, Base):
    """A row of the journal: who, in which capacity, did what, when and why (nhật ký xử lý).

    ``source`` and ``target`` are states of the dossier, or of the leg if ``leg_id`` is set.
    ``facts`` contains ids and field names, never personal values.
    """

    __tablename__ = "dossier_event"
    __subject_access__ = ("journal", "id")
    __rows__ = Rows(
        see=f"{OF_A_DOSSIER} or {OF_A_LEG}", add=f"{OF_MY_DOSSIER} or {OF_MY_LEG} or {URGES}"
    )
    __granted__ = Granted(public=ADD)
    __append_only__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey(Dossier.id), index=True)
    leg_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    at: Mapped[datetime] = mapped_column(MOMENT)
    action: Mapped[str] = mapped_column(String(32))
    source: Mapped[str | None] = mapped_column(String(32))
    target: Mapped[str] = mapped_column(String(32))
    capacity: Mapped[str] = mapped_column(String(32))
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)
    posting_id: Mapped[UUID | None] = mapped_column(ForeignKey(Posting.id), index=True)
    reason: Mapped[str | None] = mapped_column(Text)
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)

    __table_args__ = (
        Index(
            "ix_dossier_event_asked",
            "staff_id",
            "dossier_id",
            postgresql_where=text("action = 'ask_supplement'"),
        ),
        Index("ix_dossier_event_urged", "dossier_id", postgresql_where=text("action = 'urge'")),
    )

    dossier: Mapped[Dossier] = relationship(back_populates="journal")
    staff_name: Mapped[str | None] = column_property(func.mc_staff_name(staff_id))
    """The officer's name; readers of journals do not see that officer's other data."""
