"""What can be asked of a commune, as data (danh mục thủ tục hành chính).

Rows are the truth while a version is a draft. Publishing compiles them into one document, and
from then on the database refuses every change (``__frozen__``): a dossier keeps the questions,
papers and limits it was made with.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import DATERANGE, JSONB, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base, checked, stored
from app.kernel.walls import Frozen
from app.kernel.worktime import LimitUnit, Policy
from app.organisation.models import Unit

PART = Frozen(parent="procedure_version")


class VersionState(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class Kind(StrEnum):
    """How a question is asked and its answer kept."""

    NAME = "name"
    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    YEAR_OR_DATE = "year_or_date"
    IDENTITY = "identity"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    CHOICE = "choice"
    NUMBER = "number"
    YES_NO = "yes_no"
    FACILITY = "facility"


class Must(StrEnum):
    """Whether a paper has to come; ``made`` papers are printed here and signed at the visit."""

    REQUIRED = "required"
    IF_ANY = "if_any"
    PRESENTED = "presented"
    MADE = "made"


class Original(StrEnum):
    """In which form a paper comes: original kept, copy kept, or only shown."""

    ORIGINAL = "original"
    COPY = "copy"
    SHOWN = "shown"


class FeeKind(StrEnum):
    """A fee of the commune, or one held for another agency (tạm thu)."""

    FEE = "fee"
    HELD = "held"


class FeeWhen(StrEnum):
    """When a fee is due."""

    ALWAYS = "always"
    LATE = "late"
    COPIES = "copies"


class LegKind(StrEnum):
    """The other agency of a leg (cơ quan phối hợp)."""

    POLICE = "police"
    INSURANCE = "insurance"


class Step(StrEnum):
    """What a time limit is for."""

    TOTAL = "total"
    REGISTER = "register"
    POLICE = "police"
    INSURANCE = "insurance"


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
    """Which agency works on the dossier, with which papers and needs (bước liên thông)."""

    __tablename__ = "procedure_leg"
    __frozen__ = PART
    __table_args__ = (UniqueConstraint("version_id", "kind"), checked("kind", LegKind))

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"))
    n: Mapped[int]
    kind: Mapped[LegKind] = mapped_column(stored(LegKind))
    papers: Mapped[list[str]] = mapped_column(JSONB)
    needs: Mapped[list[str]] = mapped_column(JSONB)

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


class LocalLimit(Base):
    """A shorter limit that a district has set (thời hạn rút ngắn của huyện, TTLT 05/2015)."""

    __tablename__ = "local_limit"
    __table_args__ = (
        checked("step", Step),
        checked("unit", LimitUnit),
        CheckConstraint("amount >= 0", name="amount"),
        ExcludeConstraint(
            ("version_id", "="),
            ("unit_id", "="),
            (text("step"), "="),
            ("during", "&&"),
            using="gist",
            name="local_limit_one_at_a_time",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    step: Mapped[Step] = mapped_column(stored(Step))
    amount: Mapped[int]
    unit: Mapped[LimitUnit] = mapped_column(stored(LimitUnit))
    during: Mapped[Range[date]] = mapped_column(DATERANGE)

    version: Mapped[Version] = relationship()
    district: Mapped[Unit] = relationship()

    def __repr__(self) -> str:
        return f"{self.step}: {self.amount}"


class HealthFacility(Base):
    """A facility of first care (nơi đăng ký khám chữa bệnh ban đầu), as the district lists it."""

    __tablename__ = "health_facility"
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_health_facility_district_id_name", "district_id", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    district_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    name: Mapped[str]
    during: Mapped[Range[date]] = mapped_column(DATERANGE)

    district: Mapped[Unit] = relationship()

    def __repr__(self) -> str:
        return self.name
