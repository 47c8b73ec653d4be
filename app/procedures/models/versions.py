"""Procedures and their versions as data (danh mục thủ tục hành chính).

Rows are authoritative while a version is a draft. Publishing compiles them into one document, and
from then on the database rejects every change (``__frozen__``): a dossier keeps the questions,
papers and limits it was created with.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Computed, DateTime, ForeignKey, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base, checked, stored
from app.kernel.deadlines.deadline import LimitUnit, Policy
from app.kernel.row_security.sync import Frozen
from app.procedures.models.compiled_form import shared
from app.procedures.models.vocabulary import (
    BookKind,
    FeeKind,
    FeeWhen,
    Layout,
    LegKind,
    LegWhen,
    LimitScope,
    Must,
    Original,
    QuestionKind,
    Signer,
    StandsFor,
    Topic,
    VersionState,
    Visit,
)

PART = Frozen(parent="procedure_version")


class Procedure(Base):
    """A procedure (thủ tục hành chính), by its current national code."""

    __tablename__ = "procedure"
    __table_args__ = (checked("topic", Topic),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    short_name: Mapped[str]
    topic: Mapped[Topic] = mapped_column(stored(Topic), default=Topic.BIRTH)
    n: Mapped[int] = mapped_column(default=0)
    """Position within its topic."""
    versions: Mapped[list[Version]] = relationship(
        back_populates="procedure", order_by="Version.n.desc()"
    )

    def __repr__(self) -> str:
        return self.short_name


class Version(Base):
    """One edition of a procedure, frozen once published (phiên bản thủ tục)."""

    __tablename__ = "procedure_version"
    # a trigger does not see what the database computes afterwards
    __frozen__ = Frozen(may_change=("state", "digest"))
    __table_args__ = (
        UniqueConstraint("procedure_id", "n"),
        checked("state", VersionState),
        checked("policy", Policy),
        checked("visit", Visit),
        checked("signer", Signer),
        CheckConstraint("on_time_days > 0", name="on_time_days"),
        CheckConstraint("state = 'draft' OR compiled IS NOT NULL", name="compiled_when_published"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"))
    n: Mapped[int]
    state: Mapped[VersionState] = mapped_column(stored(VersionState), default=VersionState.DRAFT)
    valid_from: Mapped[date]
    policy: Mapped[Policy] = mapped_column(stored(Policy), default=Policy.CONTINUE_FROM_ELAPSED)
    basis: Mapped[str] = mapped_column(default="")
    """The legal basis (căn cứ pháp lý)."""
    about: Mapped[str] = mapped_column(default="")
    """Who may apply and where, shown to citizens before they begin."""
    note: Mapped[str] = mapped_column(default="")
    """The reason for this version, for administrators."""
    visit: Mapped[Visit] = mapped_column(stored(Visit), default=Visit.OFFICE)
    both_present: Mapped[bool] = mapped_column(default=False)
    """Both persons must appear (kết hôn; nhận cha, mẹ, con: Luật Hộ tịch Đ18, Đ25)."""
    declarant_signs: Mapped[bool] = mapped_column(default=True)
    """Whether the declarant signs the register at the visit (Luật Hộ tịch Đ16.2)."""
    signer: Mapped[Signer] = mapped_column(stored(Signer), default=Signer.HEAD)
    on_time_days: Mapped[int | None]
    """Days after the event within which it is registered on time (Luật Hộ tịch Đ15, Đ33)."""
    published_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    document: Mapped[dict[str, Any] | None] = mapped_column("compiled", JSONB, deferred=True)
    """The compiled form as stored: 25 kB, fetched where ``compiled`` does not know it yet."""
    digest: Mapped[str | None] = mapped_column(
        String(32), Computed("md5(compiled::text)", persisted=True)
    )

    procedure: Mapped[Procedure] = relationship(back_populates="versions")
    sections: Mapped[list[Section]] = relationship(order_by="Section.n", back_populates="version")
    papers: Mapped[list[PaperKind]] = relationship(order_by="PaperKind.n", back_populates="version")
    fees: Mapped[list[FeeRule]] = relationship(order_by="FeeRule.n", back_populates="version")
    legs: Mapped[list[LegPlan]] = relationship(order_by="LegPlan.n", back_populates="version")
    """Of all districts; loaded with the version to save a separate query."""
    limits: Mapped[list[StepLimit]] = relationship(
        order_by="StepLimit.id", back_populates="version"
    )
    results: Mapped[list[ResultPlan]] = relationship(
        order_by="ResultPlan.n", back_populates="version"
    )

    def __repr__(self) -> str:
        return f"{self.procedure.short_name} · {self.n}"

    @property
    def compiled(self) -> dict[str, Any] | None:
        """The form of a published version, shared by all who ask for it; None for a draft."""
        if self.digest is None:  # nothing published, or not stored yet
            return self.document
        form = shared(self.digest)
        if not form:
            form.update(self.document or {})
        return form


class Section(Base):
    """A page of the declaration (phần của tờ khai)."""

    __tablename__ = "procedure_section"
    __frozen__ = PART
    __table_args__ = (UniqueConstraint("version_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"))
    n: Mapped[int]
    key: Mapped[str]
    title: Mapped[str]
    intro: Mapped[str] = mapped_column(default="")

    version: Mapped[Version] = relationship(back_populates="sections")
    questions: Mapped[list[Question]] = relationship(
        order_by="Question.n", back_populates="section", passive_deletes="all"
    )

    def __repr__(self) -> str:
        return self.title


class Question(Base):
    """One question of a section (mục của tờ khai); conditions and rules are JSON, as compiled."""

    __tablename__ = "procedure_question"
    __frozen__ = PART
    __table_args__ = (
        UniqueConstraint("version_id", "key"),
        checked("kind", QuestionKind),
        checked("stands_for", StandsFor),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("procedure_section.id"), index=True)
    n: Mapped[int]
    key: Mapped[str]
    kind: Mapped[QuestionKind] = mapped_column(stored(QuestionKind))
    label: Mapped[str]
    hint: Mapped[str] = mapped_column(default="")
    missing: Mapped[str] = mapped_column(default="")
    required: Mapped[bool] = mapped_column(default=True)
    asked: Mapped[bool] = mapped_column(default=True)
    preset: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    rules: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    choices: Mapped[list[Any] | str] = mapped_column(JSONB, default=list)
    shown_if: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    copied: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    feeds: Mapped[list[str]] = mapped_column(JSONB, default=list)
    """The printed forms that state the answer; ``result`` is the result itself."""
    stands_for: Mapped[StandsFor | None] = mapped_column(stored(StandsFor))

    version: Mapped[Version] = relationship()
    section: Mapped[Section] = relationship(back_populates="questions")

    def __repr__(self) -> str:
        return self.label


class PaperKind(Base):
    """A kind of paper in the dossier (thành phần hồ sơ)."""

    __tablename__ = "procedure_paper"
    __frozen__ = PART
    __table_args__ = (
        UniqueConstraint("version_id", "key"),
        checked("must", Must),
        checked("original", Original),
        CheckConstraint("count > 0", name="count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"))
    n: Mapped[int]
    key: Mapped[str]
    name: Mapped[str]
    must: Mapped[Must] = mapped_column(stored(Must))
    original: Mapped[Original] = mapped_column(stored(Original))
    count: Mapped[int] = mapped_column(default=1)
    substitute_of: Mapped[str | None]
    needed_if: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    hint: Mapped[str] = mapped_column(default="")

    version: Mapped[Version] = relationship(back_populates="papers")

    def __repr__(self) -> str:
        return self.name


class FeeRule(Base):
    """A fee with its amount in đồng and its legal basis (lệ phí)."""

    __tablename__ = "procedure_fee"
    __frozen__ = PART
    __table_args__ = (
        UniqueConstraint("version_id", "key"),
        checked("kind", FeeKind),
        checked("due_when", FeeWhen),
        CheckConstraint("for_leg IN ('police', 'insurance')", name="for_leg"),
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("valid_to >= valid_from", name="valid_to"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"))
    n: Mapped[int]
    key: Mapped[str]
    kind: Mapped[FeeKind] = mapped_column(stored(FeeKind))
    label: Mapped[str]
    amount: Mapped[int]
    basis: Mapped[str]
    for_leg: Mapped[LegKind | None] = mapped_column(stored(LegKind))
    due_when: Mapped[FeeWhen] = mapped_column(stored(FeeWhen), default=FeeWhen.ALWAYS)
    valid_from: Mapped[date | None]
    """The first submission day on which it is due; NULL: no start."""
    valid_to: Mapped[date | None]
    """The last such day; NULL: until further notice."""
    exempt: Mapped[list[str]] = mapped_column(JSONB, default=list)
    """Answers to the exemption question with which nothing is due (Luật Hộ tịch Đ11)."""
    beyond: Mapped[int | None]
    """Counted fees: after this many copies, or pages of a copy, each costs ``amount_beyond``."""
    amount_beyond: Mapped[int | None]
    most: Mapped[int | None]
    """Counted fees: maximum total in đồng; by the page: per copy."""
    amount_if: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """Another amount and its condition: ``{"key": …, "in": […], "amount": …, "label": …}``."""

    version: Mapped[Version] = relationship(back_populates="fees")

    def __repr__(self) -> str:
        return self.label


class LegPlan(Base):
    """A planned leg: the agency, its papers and prerequisites (bước liên thông).

    The agencies work in parallel (song song), unless one comes ``after`` another (nối tiếp).
    """

    __tablename__ = "procedure_leg"
    __frozen__ = PART
    __table_args__ = (
        UniqueConstraint("version_id", "kind"),
        checked("kind", LegKind),
        checked("after", LegKind),
        checked("opens", LegWhen),
        CheckConstraint("after <> kind", name="not_after_itself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"))
    n: Mapped[int]
    kind: Mapped[LegKind] = mapped_column(stored(LegKind))
    papers: Mapped[list[str]] = mapped_column(JSONB)
    needs: Mapped[list[str]] = mapped_column(JSONB)
    after: Mapped[LegKind | None] = mapped_column(stored(LegKind))
    opens: Mapped[LegWhen] = mapped_column(stored(LegWhen), default=LegWhen.SIGNED)

    version: Mapped[Version] = relationship(back_populates="legs")

    def __repr__(self) -> str:
        return str(self.kind)


class StepLimit(Base):
    """A legal time limit of the version (thời hạn giải quyết)."""

    __tablename__ = "procedure_limit"
    __frozen__ = PART
    __table_args__ = (
        UniqueConstraint("version_id", "step"),
        checked("step", LimitScope),
        checked("unit", LimitUnit),
        CheckConstraint("amount >= 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"))
    step: Mapped[LimitScope] = mapped_column(stored(LimitScope))
    amount: Mapped[int]
    unit: Mapped[LimitUnit] = mapped_column(stored(LimitUnit))

    version: Mapped[Version] = relationship(back_populates="limits")

    def __repr__(self) -> str:
        return str(self.step)


class ResultPlan(Base):
    """What the commune itself issues, and the register it is entered in (kết quả)."""

    __tablename__ = "procedure_result"
    __frozen__ = PART
    __table_args__ = (
        UniqueConstraint("version_id", "key"),
        UniqueConstraint("version_id", "book"),
        checked("book", BookKind),
        checked("layout", Layout),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"))
    n: Mapped[int]
    key: Mapped[str]
    name: Mapped[str]
    book: Mapped[BookKind] = mapped_column(stored(BookKind))
    layout: Mapped[Layout] = mapped_column(stored(Layout), default=Layout.EXTRACT)

    version: Mapped[Version] = relationship(back_populates="results")

    def __repr__(self) -> str:
        return self.name
