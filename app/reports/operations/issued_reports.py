"""Issue of reports with number, signer and files. Nothing here commits."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from app.kernel import clock, retention
from app.kernel.actor import Actor, CurrentPosting
from app.kernel.audit import change_log
from app.kernel.db import db
from app.kernel.errors import NotAllowed, Refused
from app.kernel.retention import RetentionRule
from app.organisation import queries as organisation
from app.organisation.models import Unit
from app.registers.queries import signing_posting
from app.reports.models.issued_reports import StatisticsReport
from app.reports.vocabulary import ReportKind, ReportPeriod


@dataclass(frozen=True)
class ReportContent:
    """What a report of a period says, and how its two files are made."""

    kind: ReportKind
    period: ReportPeriod
    figures: dict[str, Any]
    printed: Callable[[Unit, StatisticsReport], bytes]
    workbook: Callable[[], bytes]


def issue(actor: Actor, posting: CurrentPosting, content: ReportContent) -> StatisticsReport:
    """Keep the figures as they are now, with number, signer and both files.

    Raises:
        Refused: what the period counts may still happen.
        NotAllowed: the posting is not this person's.
    """
    today, last = clock.today(), content.period.last
    if posting not in actor.postings:
        raise NotAllowed
    if today <= last:
        raise Refused(
            _(
                "The period ends on %(last)s. Its numbers may still change: issue the report after"
                " that day."
            ),
            last=f"{last:%d/%m/%Y}",
        )
    unit, signer = organisation.unit(posting.unit_id), signing_posting(posting.posting_id)
    report = StatisticsReport(
        id=uuid4(),
        unit_id=unit.id,
        kind=content.kind,
        n=_next_number(unit.id, content.kind, today.year),
        issued_on=today,
        issue_year=today.year,
        at=clock.now(),
        year=content.period.year,
        span=content.period.span,
        ordinal=content.period.ordinal,
        signed_by_id=signer.id,
        signer_name=signer.staff.full_name,
        signer_title=signer.title,
        figures=content.figures,
    )
    report.pdf = content.printed(unit, report)
    report.xlsx = content.workbook()
    db.session.add(report)
    change_log.record(actor, "issue", report, ["figures"])
    return report


def _next_number(unit_id: int, kind: ReportKind, year: int) -> int:
    """The next number of the unit and year; nobody else gets one until this transaction ends."""
    db.session.execute(select(func.pg_advisory_xact_lock(year, unit_id)))
    last = select(func.max(StatisticsReport.n)).where(
        StatisticsReport.unit_id == unit_id,
        StatisticsReport.kind == kind,
        StatisticsReport.issue_year == year,
    )
    return (db.session.scalar(last) or 0) + 1


retention.declare(
    RetentionRule(
        name="statistics_reports",
        what=_("Reports as issued, with the name of the signer"),
        then=_("kept for ever: they are reports of the State"),
        law="Luật Hộ tịch 60/2014/QH13 Đ69, Đ70, Đ71; Luật Lưu trữ 01/2011/QH13",
        order=72,
    )
)
