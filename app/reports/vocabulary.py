"""What statistics count, and for which periods; purposes of a search across books."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.kernel.vocabulary import Term
from app.procedures.models.vocabulary import LegKind


class ReportKind(StrEnum):
    """What a report as issued is about (loại báo cáo)."""

    CIVIL_STATUS = "civil_status"
    PROCESSING = "processing"
    ROLLOUT = "rollout"


class ReportSpan(StrEnum):
    """How long the period of a report is (kỳ báo cáo: tuần, tháng, quý, sáu tháng, năm)."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"

    @property
    def months(self) -> int:
        """Months of a period; 0 for a week."""
        return _MONTHS[self]


_MONTHS = {
    ReportSpan.WEEK: 0,
    ReportSpan.MONTH: 1,
    ReportSpan.QUARTER: 3,
    ReportSpan.HALF: 6,
    ReportSpan.YEAR: 12,
}
_LABELS = {
    ReportSpan.WEEK: _("Week %(n)s of %(year)s (%(first)s – %(last)s)"),
    ReportSpan.MONTH: _("Month %(n)s of %(year)s"),
    ReportSpan.QUARTER: _("Quarter %(n)s of %(year)s"),
    ReportSpan.YEAR: _("Year %(year)s"),
}
_HALVES = _("First six months of %(year)s"), _("Last six months of %(year)s")


@dataclass(frozen=True)
class ReportPeriod:
    """The n-th week, month, quarter or half of a year, or the whole year.

    A week begins on Monday and belongs to the year of its Thursday.
    """

    year: int
    span: ReportSpan
    ordinal: int = 1

    @classmethod
    def of(cls, span: ReportSpan, day: date) -> ReportPeriod:
        """The period that the day is in."""
        if span is ReportSpan.WEEK:
            year, week, _weekday = day.isocalendar()
            return cls(year, span, week)
        return cls(day.year, span, (day.month - 1) // span.months + 1)

    @property
    def first(self) -> date:
        if self.span is ReportSpan.WEEK:
            return date.fromisocalendar(self.year, self.ordinal, 1)
        return date(self.year, (self.ordinal - 1) * self.span.months + 1, 1)

    @property
    def last(self) -> date:
        if self.span is ReportSpan.WEEK:
            return self.first + timedelta(days=6)
        last_month = self.ordinal * self.span.months
        return date(self.year, last_month, monthrange(self.year, last_month)[1])

    @property
    def before(self) -> ReportPeriod:
        return ReportPeriod.of(self.span, self.first - timedelta(days=1))

    @property
    def code(self) -> str:
        """How addresses name it."""
        return f"{self.year}-{self.span}-{self.ordinal}"

    @property
    def label(self) -> str:
        """The period in the words of the forms."""
        said = _HALVES[self.ordinal - 1] if self.span is ReportSpan.HALF else _LABELS[self.span]
        n = ("I", "II", "III", "IV")[self.ordinal - 1] if self.span is ReportSpan.QUARTER else None
        return str(said) % {
            "n": n or self.ordinal,
            "year": self.year,
            "first": f"{self.first:%d/%m}",
            "last": f"{self.last:%d/%m}",
        }


class SearchPurpose(Term):
    """What a search across civil-status books is for (mục đích tra cứu)."""

    EXTRACT = "extract", _("Issue an extract or a copy")
    CHANGE = "change", _("Change, correct or register again")
    AGENCY = "agency", _("Answer the request of an authority")
    COMPLAINT = "complaint", _("Settle a complaint")
    INSPECTION = "inspection", _("Inspect the books")


class AccessPurpose(Term):
    """What an officer opens a citizen's dossier for (mục đích xem hồ sơ)."""

    SETTLE = "settle", _("to settle your dossier")
    PART = "part", _("to settle the part of this office")
    SUPERVISE = "supervise", _("to supervise how dossiers are settled")
    DATA_REQUEST = "data_request", _("to answer a request about personal data")


class StatisticsSubject(StrEnum):
    """What a line counts: dossiers, or the legs of one kind, under the name of the kind (đối tượng
    thống kê).
    """

    WHOLE = "whole"
    POLICE = LegKind.POLICE
    INSURANCE = LegKind.INSURANCE
    COMMUNE = LegKind.COMMUNE


class ProcessingStage(StrEnum):
    """What is measured in working days: the whole, a part of it, or a leg at another agency (công
    đoạn giải quyết).
    """

    ACCEPT = "accept"
    """From the submission until it was accepted."""
    REGISTER = "register"
    """From the acceptance until the result was signed."""
    POLICE = LegKind.POLICE
    """From the sending of the leg until its answer; so with the next two."""
    INSURANCE = LegKind.INSURANCE
    COMMUNE = LegKind.COMMUNE
    HAND_OVER = "hand_over"
    """From the result until it was returned to the citizen."""
    WHOLE = "whole"
    """From the start of the clock until the result or the refusal: what has a legal limit."""


class MapMeasure(Term):
    """What the map of communes shows, by the word of its address (chỉ tiêu của bản đồ)."""

    part: LazyString | None
    """Of a share: what is counted."""
    whole: LazyString | None
    """Of a share: what it is a share of."""

    OPENING = "mo", _("Phase and opening")
    READINESS = "san-sang", _("Readiness score")
    RECEIVED = "tiep-nhan", _("Number of dossiers received")
    ONLINE = (
        *("tu-nop", _("Share sent by citizens themselves")),
        *(_("Sent by citizens themselves"), _("Dossiers received")),
    )
    ON_TIME = "dung-han", _("On-time rate"), _("Settled in time"), _("Settled")
    LATE = "qua-han", _("Number of dossiers open and late")


class Probe(Term):
    """What is asked each minute whether it answers (đối tượng kiểm tra)."""

    SYSTEM = "system", _("The system, at its own address")
    DATABASE = "database", _("Database")
    WAN = "wan", _("Wide area network (WAN)")
    SMS = "sms", _("Gateway of short messages")
    DATA_CENTRE = "data_centre", _("Data centre")


class ProbeFault(Term):
    """Why a probe failed (lý do gián đoạn)."""

    REFUSED = "refused", _("The connection was refused")
    SILENT = "silent", _("No answer in time")
    NOT_READY = "not_ready", _("It answered that it is not ready")
    SHUT = "shut", _("The gateway failed several times and is given a rest")
    UNMEASURED = "unmeasured", _("The system did not run: nobody could probe")
