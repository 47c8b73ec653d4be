"""Procedures and their versions as data (danh mục thủ tục hành chính).

Rows are authoritative while a version is a draft. Publishing compiles them into one document, which
the database keeps as it is (``__frozen__``): a dossier keeps its questions, papers and limits.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, Computed, DateTime, ForeignKey, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base, checked, named, stored
from app.kernel.deadlines.deadline import LimitUnit, Policy
from app.kernel.row_security.triggers import Frozen
from app.procedures.models.compiled_form import shared
from app.procedures.models.version_stage import Staged
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

PART = Frozen(parent="procedure_version", open_word=VersionState.DRAFT)


class Procedure(Base):
    """A procedure (thủ tục hành chính), by its current national code."""

    __tablename__ = "procedure"
    __noun__ = _("Procedure"), _("Procedures")
    __is_catalogue__ = True
    __is_reference_data__ = True
    __table_args__ = (checked("topic", Topic),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True, info=named(_("Code")))
    name: Mapped[str] = mapped_column(info=named(_("Name")))
    short_name: Mapped[str] = mapped_column(info=named(_("Short name")))
    topic: Mapped[Topic] = mapped_column(stored(Topic), default=Topic.BIRTH, info=named(_("Topic")))
    n: Mapped[int] = mapped_column(default=0, info=named(_("Sequence")))
    versions: Mapped[list[Version]] = relationship(
        back_populates="procedure", order_by="Version.n.desc()"
    )

    def __repr__(self) -> str:
        return self.short_name


class Version(Staged, Base):
    """One edition of a procedure, frozen once published (phiên bản thủ tục)."""

    __tablename__ = "procedure_version"
    __noun__ = _("Version of a procedure"), _("Versions of procedures")
    __is_catalogue__ = True
    # a trigger does not see what the database computes afterwards
    __frozen__ = Frozen(open_word=VersionState.DRAFT, may_change=("state", "digest"))
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
    procedure_id: Mapped[int] = mapped_column(
        ForeignKey("procedure.id"), info=named(_("Procedure"))
    )
    n: Mapped[int] = mapped_column(info=named(_("Version")))
    state: Mapped[VersionState] = mapped_column(
        stored(VersionState), default=VersionState.DRAFT, info=named(_("State"))
    )
    valid_from: Mapped[date] = mapped_column(info=named(_("In force from")))
    policy: Mapped[Policy] = mapped_column(
        stored(Policy),
        default=Policy.CONTINUE_FROM_ELAPSED,
        info=named(_("Time limit after a pause")),
    )
    basis: Mapped[str] = mapped_column(default="", info=named(_("Legal basis")))
    """The legal basis (căn cứ pháp lý)."""
    about: Mapped[str] = mapped_column(
        default="", info=named(_("What citizens read before they begin"))
    )
    note: Mapped[str] = mapped_column(default="", info=named(_("Why this version was made")))
    visit: Mapped[Visit] = mapped_column(
        stored(Visit), default=Visit.OFFICE, info=named(_("Where originals are compared"))
    )
    both_present: Mapped[bool] = mapped_column(
        default=False, info=named(_("Both people must come"))
    )
    """Both persons must appear (kết hôn; nhận cha, mẹ, con: Luật Hộ tịch Đ18, Đ25)."""
    declarant_signs: Mapped[bool] = mapped_column(
        default=True, info=named(_("Who declares signs the book"))
    )
    """Whether the declarant signs the register at the visit (Luật Hộ tịch Đ16.2)."""
    signer: Mapped[Signer] = mapped_column(
        stored(Signer), default=Signer.HEAD, info=named(_("Signed by"))
    )
    on_time_days: Mapped[int | None] = mapped_column(
        info=named(_("Days after the event that are on time"))
    )
    """Days after the event within which it is registered on time (Luật Hộ tịch Đ15, Đ33)."""
    published_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), info=named(_("Published"))
    )
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


class OfVersion:
    """Mixin: a row that is part of a version."""

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(
        ForeignKey("procedure_version.id"), info=named(_("Version"))
    )


class Section(OfVersion, Base):
    """A part of the declaration (phần của tờ khai); a page has one, or several that continue it."""

    __tablename__ = "procedure_section"
    __noun__ = _("Section"), _("Sections")
    __is_catalogue__ = True
    __frozen__ = PART
    __table_args__ = (UniqueConstraint("version_id", "key"),)

    n: Mapped[int] = mapped_column(info=named(_("Sequence")))
    key: Mapped[str] = mapped_column(info=named(_("Key of the row")))
    title: Mapped[str] = mapped_column(info=named(_("Name of the section")))
    intro: Mapped[str] = mapped_column(
        default="", info=named(_("What is said before the questions"))
    )
    continues: Mapped[bool] = mapped_column(default=False, info=named(_("On the same page")))

    version: Mapped[Version] = relationship(back_populates="sections")
    questions: Mapped[list[Question]] = relationship(
        order_by="Question.n", back_populates="section", passive_deletes="all"
    )

    def __repr__(self) -> str:
        return self.title


class Question(OfVersion, Base):
    """One question of a section (mục của tờ khai); conditions and rules are JSON, as compiled."""

    __tablename__ = "procedure_question"
    __noun__ = _("Question"), _("Questions")
    __is_catalogue__ = True
    __frozen__ = PART
    __table_args__ = (
        UniqueConstraint("version_id", "key"),
        checked("kind", QuestionKind),
        checked("stands_for", StandsFor),
    )

    section_id: Mapped[int] = mapped_column(
        ForeignKey("procedure_section.id"), index=True, info=named(_("Section"))
    )
    n: Mapped[int]
    key: Mapped[str] = mapped_column(info=named(_("Key of the row")))
    kind: Mapped[QuestionKind] = mapped_column(stored(QuestionKind), info=named(_("Kind")))
    label: Mapped[str] = mapped_column(info=named(_("Question")))
    hint: Mapped[str] = mapped_column(default="", info=named(_("Hint")))
    missing: Mapped[str] = mapped_column(
        default="", info=named(_("What is said when it is not answered"))
    )
    required: Mapped[bool] = mapped_column(default=True, info=named(_("Required")))
    asked: Mapped[bool] = mapped_column(default=True, info=named(_("Asked")))
    preset: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    rules: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    choices: Mapped[list[Any] | str] = mapped_column(JSONB, default=list)
    shown_if: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    copied: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    feeds: Mapped[list[str]] = mapped_column(JSONB, default=list, info=named(_("Printed on")))
    """The printed forms that state the answer; ``result`` is the result itself."""
    stands_for: Mapped[StandsFor | None] = mapped_column(
        stored(StandsFor), info=named(_("Stands for"))
    )

    version: Mapped[Version] = relationship()
    section: Mapped[Section] = relationship(back_populates="questions")

    def __repr__(self) -> str:
        return self.label


class PaperKind(OfVersion, Base):
    """A kind of paper in the dossier (thành phần hồ sơ)."""

    __tablename__ = "procedure_paper"
    __noun__ = _("Document of the dossier"), _("Documents of the dossier")
    __is_catalogue__ = True
    __frozen__ = PART
    __table_args__ = (
        UniqueConstraint("version_id", "key"),
        checked("must", Must),
        checked("original", Original),
        CheckConstraint("count > 0", name="count"),
    )

    n: Mapped[int]
    key: Mapped[str] = mapped_column(info=named(_("Key of the row")))
    name: Mapped[str] = mapped_column(info=named(_("Document")))
    must: Mapped[Must] = mapped_column(stored(Must), info=named(_("Needed")))
    original: Mapped[Original] = mapped_column(stored(Original), info=named(_("Required form")))
    count: Mapped[int] = mapped_column(default=1, info=named(_("How many")))
    substitute_of: Mapped[str | None] = mapped_column(info=named(_("In place of")))
    needed_if: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    hint: Mapped[str] = mapped_column(default="", info=named(_("Hint")))

    version: Mapped[Version] = relationship(back_populates="papers")

    def __repr__(self) -> str:
        return self.name


class FeeRule(OfVersion, Base):
    """A fee with its amount in đồng and its legal basis (lệ phí)."""

    __tablename__ = "procedure_fee"
    __noun__ = _("Fee"), _("Fees")
    __is_catalogue__ = True
    __frozen__ = PART
    __table_args__ = (
        UniqueConstraint("version_id", "key"),
        checked("kind", FeeKind),
        checked("due_when", FeeWhen),
        CheckConstraint("for_leg IN ('police', 'insurance')", name="for_leg"),
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("valid_to >= valid_from", name="valid_to"),
    )

    n: Mapped[int]
    key: Mapped[str] = mapped_column(info=named(_("Key of the row")))
    kind: Mapped[FeeKind] = mapped_column(stored(FeeKind), info=named(_("Kind")))
    label: Mapped[str] = mapped_column(info=named(_("Fee")))
    amount: Mapped[int] = mapped_column(info=named(_("Amount in đồng")))
    basis: Mapped[str] = mapped_column(info=named(_("Legal basis")))
    for_leg: Mapped[LegKind | None] = mapped_column(stored(LegKind), info=named(_("Passed on to")))
    due_when: Mapped[FeeWhen] = mapped_column(
        stored(FeeWhen), default=FeeWhen.ALWAYS, info=named(_("When it is due"))
    )
    valid_from: Mapped[date | None] = mapped_column(info=named(_("First day")))
    valid_to: Mapped[date | None] = mapped_column(info=named(_("Last day")))
    """First and last submission day on which it is due; NULL: without this limit."""
    exempt: Mapped[list[str]] = mapped_column(
        JSONB, default=list, info=named(_("Groups that pay nothing"))
    )
    """Answers to the exemption question with which nothing is due (Luật Hộ tịch Đ11)."""
    beyond: Mapped[int | None] = mapped_column(info=named(_("After so many copies or pages")))
    """Counted fees: after this many copies, or pages of a copy, each costs ``amount_beyond``."""
    amount_beyond: Mapped[int | None] = mapped_column(info=named(_("each costs, in đồng")))
    most: Mapped[int | None] = mapped_column(info=named(_("At most in all, in đồng")))
    """Counted fees: maximum total in đồng; by the page: per copy."""
    amount_if: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """Another amount and its condition: ``{"key": …, "in": […], "amount": …, "label": …}``."""

    version: Mapped[Version] = relationship(back_populates="fees")

    def __repr__(self) -> str:
        return self.label


class LegPlan(OfVersion, Base):
    """A planned leg: the agency, its papers and prerequisites (bước liên thông).

    The agencies work in parallel (song song), unless one comes ``after`` another (nối tiếp).
    """

    __tablename__ = "procedure_leg"
    __noun__ = _("Step at another agency"), _("Steps at other agencies")
    __is_catalogue__ = True
    __frozen__ = PART
    __table_args__ = (
        UniqueConstraint("version_id", "kind"),
        checked("kind", LegKind),
        checked("after", LegKind),
        checked("opens", LegWhen),
        CheckConstraint("after <> kind", name="not_after_itself"),
    )

    n: Mapped[int] = mapped_column(info=named(_("Sequence")))
    kind: Mapped[LegKind] = mapped_column(stored(LegKind), info=named(_("Agency")))
    papers: Mapped[list[str]] = mapped_column(JSONB, info=named(_("Forwarded documents")))
    needs: Mapped[list[str]] = mapped_column(JSONB, info=named(_("Waits until")))
    after: Mapped[LegKind | None] = mapped_column(stored(LegKind), info=named(_("Begins after")))
    opens: Mapped[LegWhen] = mapped_column(
        stored(LegWhen), default=LegWhen.SIGNED, info=named(_("Opens"))
    )

    version: Mapped[Version] = relationship(back_populates="legs")

    def __repr__(self) -> str:
        return str(self.kind)


class StepLimit(OfVersion, Base):
    """A legal time limit of the version (thời hạn giải quyết)."""

    __tablename__ = "procedure_limit"
    __noun__ = _("Time limit"), _("Time limits")
    __is_catalogue__ = True
    __frozen__ = PART
    __table_args__ = (
        UniqueConstraint("version_id", "step"),
        checked("step", LimitScope),
        checked("unit", LimitUnit),
        CheckConstraint("amount >= 0", name="amount"),
    )

    step: Mapped[LimitScope] = mapped_column(
        stored(LimitScope), info=named(_("Part of the procedure"))
    )
    amount: Mapped[int] = mapped_column(info=named(_("Limit")))
    unit: Mapped[LimitUnit] = mapped_column(stored(LimitUnit), info=named(_("Counted in")))

    version: Mapped[Version] = relationship(back_populates="limits")

    def __repr__(self) -> str:
        return str(self.step)


class ResultPlan(OfVersion, Base):
    """What the commune itself issues, and the register it is entered in (kết quả)."""

    __tablename__ = "procedure_result"
    __noun__ = _("Result"), _("Results")
    __is_catalogue__ = True
    __frozen__ = PART
    __table_args__ = (
        UniqueConstraint("version_id", "key"),
        UniqueConstraint("version_id", "book"),
        checked("book", BookKind),
        checked("layout", Layout),
    )

    n: Mapped[int]
    key: Mapped[str] = mapped_column(info=named(_("Key of the row")))
    name: Mapped[str] = mapped_column(info=named(_("Result")))
    book: Mapped[BookKind] = mapped_column(stored(BookKind), info=named(_("Book")))
    layout: Mapped[Layout] = mapped_column(
        stored(Layout), default=Layout.EXTRACT, info=named(_("How it is printed"))
    )
    note: Mapped[str | None] = mapped_column(String(200), info=named(_("Note in the book")))
    needed_if: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))

    version: Mapped[Version] = relationship(back_populates="results")

    def __repr__(self) -> str:
        return self.name
