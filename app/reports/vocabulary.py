"""What statistics count, and for which periods; purposes of a search across books."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.kernel.vocabulary import Term
from app.procedures.models.vocabulary import LegKind


class ReportSpan(StrEnum):
    """What a report of civil-status statistics covers (kỳ báo cáo: sáu tháng, năm)."""

    HALF = "half"
    YEAR = "year"


@dataclass(frozen=True)
class ReportPeriod:
    """The first six months of a year, or the whole year."""

    year: int
    span: ReportSpan

    @property
    def first(self) -> date:
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        half = self.span is ReportSpan.HALF
        return date(self.year, 6, 30) if half else date(self.year, 12, 31)


class SearchPurpose(Term):
    """What a search across civil-status books is for (mục đích tra cứu)."""

    EXTRACT = "extract", _("Issue an extract or a copy")
    CHANGE = "change", _("Change, correct or register again")
    AGENCY = "agency", _("Answer the request of an authority")
    COMPLAINT = "complaint", _("Settle a complaint")
    INSPECTION = "inspection", _("Inspect the books")


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
