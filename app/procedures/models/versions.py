"""What can be asked of a commune, as data (danh mục thủ tục hành chính).

Rows are the truth while a version is a draft. Publishing compiles them into one document, and
from then on the database refuses every change (``__frozen__``): a dossier keeps the questions,
papers and limits it was made with.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base, checked, stored
from app.kernel.walls import Frozen
from app.kernel.worktime import LimitUnit, Policy
from app.procedures.models.words import (
    FeeKind,
    FeeWhen,
    Kind,
    LegKind,
    Must,
    Original,
    Step,
    VersionState,
)

PART = Frozen(parent="procedure_version")


class Procedure(Base):
    """A procedure (thủ tục hành chính) by its national code of today."""

    __tablename__ = "procedure"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    short_name: Mapped[str]
    versions: Mapped[list[Version]] = relationship(
        back_populates="procedure", order_by="Version.n.desc()"
    )

    def __repr__(self) -> str:
        return self.short_name


class Version(Base):
    """One edition of a procedure, frozen once published (phiên bản thủ tục)."""

    __tablename__ = "procedure_version"
    __frozen__ = Frozen()
    __table_args__ = (
        UniqueConstraint("procedure_id", "n"),
        checked("state", VersionState),
        checked("policy", Policy),
        CheckConstraint("state = 'draft' OR compiled IS NOT NULL", name="compiled_when_published"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"))
    n: Mapped[int]
    state: Mapped[VersionState] = mapped_column(stored(VersionState), default=VersionState.DRAFT)
    valid_from: Mapped[date]
    policy: Mapped[Policy] = mapped_column(stored(Policy), default=Policy.CONTINUE_FROM_ELAPSED)
    published_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    compiled: Mapped[dict[str, Any] | None] = mapped_column(JSONB)

    procedure: Mapped[Procedure] = relationship(back_populates="versions")
    sections: Mapped[list[Section]] = relationship(order_by="Section.n", back_populates="version")
    papers: Mapped[list[PaperKind]] = relationship(order_by="PaperKind.n", back_populates="version")
    fees: Mapped[list[FeeRule]] = relationship(order_by="FeeRule.n", back_populates="version")
    legs: Mapped[list[LegPlan]] = relationship(order_by="LegPlan.n", back_populates="version")
    limits: Mapped[list[StepLimit]] = relationship(
        order_by="StepLimit.id", back_populates="version"
    )

    def __repr__(self) -> str:
        return f"{self.procedure.short_name} · {self.n}"


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
        order_by="Question.n", back_populates="section"
    )

    def __repr__(self) -> str:
        return self.title


class Question(Base):
    """One question of a section (mục của tờ khai); conditions and rules are JSON, as compiled."""

    __tablename__ = "procedure_question"
    __frozen__ = PART
    __table_args__ = (UniqueConstraint("version_id", "key"), checked("kind", Kind))

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("procedure_section.id"), index=True)
    n: Mapped[int]
    key: Mapped[str]
    kind: Mapped[Kind] = mapped_column(stored(Kind))
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

    version: Mapped[Version] = relationship()
    section: Mapped[Section] = relationship(back_populates="questions")

    def __repr__(self) -> str:
        return self.label


class PaperKind(Base):
    """A kind of paper of the dossier (thành phần hồ sơ)."""

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

    version: Mapped[Version] = relationship(back_populates="fees")

    def __repr__(self) -> str:
        return self.label


class LegPlan(Base):
    """Which agency works on the dossier, with which papers and needs (bước liên thông).

    The agencies work side by side (song song), unless one comes ``after`` another (nối tiếp).
    """

    __tablename__ = "procedure_leg"
    __frozen__ = PART
    __table_args__ = (
        UniqueConstraint("version_id", "kind"),
        checked("kind", LegKind),
        checked("after", LegKind),
        CheckConstraint("after <> kind", name="not_after_itself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"))
    n: Mapped[int]
    kind: Mapped[LegKind] = mapped_column(stored(LegKind))
    papers: Mapped[list[str]] = mapped_column(JSONB)
    needs: Mapped[list[str]] = mapped_column(JSONB)
    after: Mapped[LegKind | None] = mapped_column(stored(LegKind))

    version: Mapped[Version] = relationship(back_populates="legs")

    def __repr__(self) -> str:
        return str(self.kind)


class StepLimit(Base):
    """A legal time limit of the version (thời hạn giải quyết)."""

    __tablename__ = "procedure_limit"
    __frozen__ = PART
    __table_args__ = (
        UniqueConstraint("version_id", "step"),
        checked("step", Step),
        checked("unit", LimitUnit),
        CheckConstraint("amount >= 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"))
    step: Mapped[Step] = mapped_column(stored(Step))
    amount: Mapped[int]
    unit: Mapped[LimitUnit] = mapped_column(stored(LimitUnit))

    version: Mapped[Version] = relationship(back_populates="limits")

    def __repr__(self) -> str:
        return str(self.step)
