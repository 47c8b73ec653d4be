"""Issue of civil-status statistics. Nothing here commits."""

from uuid import uuid4

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from app.kernel import clock, retention
from app.kernel.actor import Actor, CurrentPosting
from app.kernel.audit import change_log
from app.kernel.db import db
from app.kernel.errors import DomainError, NotAllowed
from app.kernel.retention import RetentionRule
from app.organisation import queries as organisation
from app.registers.queries import signing_posting
from app.reports import slips
from app.reports.models import StatisticsReport
from app.reports.slips import CivilStatistics


class PeriodNotOver(DomainError):
    message = _(
        "The period ends on %(last)s. Entries may still come: issue the report after that day."
    )


def issue_statistics(
    actor: Actor, posting: CurrentPosting, counted: CivilStatistics
) -> StatisticsReport:
    """Keep the figures as they are now, with number, signer and both files.

    Raises:
        PeriodNotOver: entries of the period may still be signed.
        NotAllowed: the posting is not this person's.
    """
    today, last = clock.today(), counted.period.last
    if posting not in actor.postings:
        raise NotAllowed
    if today <= last:
        raise PeriodNotOver(last=f"{last:%d/%m/%Y}")
    unit, signer = organisation.unit(posting.unit_id), signing_posting(posting.posting_id)
    report = StatisticsReport(
        id=uuid4(),
        unit_id=unit.id,
        n=_next_number(unit.id, today.year),
        issued_on=today,
        issue_year=today.year,
        at=clock.now(),
        year=counted.period.year,
        span=counted.period.span,
        signed_by_id=signer.id,
        signer_name=signer.staff.full_name,
        signer_title=signer.title,
        figures=slips.as_stored(counted),
    )
    report.pdf = slips.printed(counted, unit, report)
    report.xlsx = slips.workbook(counted)
    db.session.add(report)
    change_log.record(actor, "issue", report, ["figures"])
    return report


def _next_number(unit_id: int, year: int) -> int:
    """The next number of the unit and year; nobody else gets one until this transaction ends."""
    db.session.execute(select(func.pg_advisory_xact_lock(year, unit_id)))
    last = select(func.max(StatisticsReport.n)).where(
        StatisticsReport.unit_id == unit_id, StatisticsReport.issue_year == year
    )
    return (db.session.scalar(last) or 0) + 1


retention.declare(
    RetentionRule(
        name="statistics_reports",
        what=_("Statistics of civil status as issued, with the name of the signer"),
        then=_("kept for ever: they are reports of the State"),
        law="Luật Hộ tịch 60/2014/QH13 Đ69, Đ70, Đ71",
        order=72,
    )
)
