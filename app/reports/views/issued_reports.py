"""Reports as issued: their files, and the lists of periodic ones."""

from uuid import UUID

from flask import Response, url_for
from flask_babel import lazy_gettext as _

from app.kernel.actor import Actor, CurrentPosting
from app.kernel.audit.access_log import AccessKind
from app.kernel.errors import NotAllowed, NotFound
from app.kernel.printing import pdf
from app.kernel.web import access_log
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.current_actor import current_actor
from app.kernel.web.display import PageLink
from app.kernel.web.file_response import download
from app.reports.models.issued_reports import StatisticsReport
from app.reports.queries import issued_reports
from app.reports.views.labels import SPANS
from app.reports.vocabulary import ReportKind


class IssuedReportView(GeneratedView):
    """Reports on how dossiers were settled, as issued (báo cáo đã phát hành)."""

    datamodel = Interface(StatisticsReport)
    class_permission_name = "PeriodicReport"
    route_base = "/can-bo/bao-cao-da-phat-hanh"
    watched = True
    kind = ReportKind.PROCESSING
    files = "PeriodicReports.issued"
    """Where the files of a report are."""
    label_columns = {"number": _("Number"), "label": _("Period"), "span": _("Kind of period")}
    words = {"span": SPANS.__getitem__}
    list_columns = ["number", "unit.name", "label", "issued_on", "signer_name"]
    show_columns = [
        "number", "unit.name", "label", "span", "issued_on", "signer_name", "signer_title",
    ]  # fmt: skip
    search_columns = ["span", "year", "issued_on"]
    order_columns = ["issued_on"]
    base_order = ("at", "desc")

    def scope(self, actor: Actor) -> Clauses:
        return issued_reports.in_scope(actor, self.kind)

    def page_link(self, item: StatisticsReport) -> PageLink:
        address = url_for(self.files, key=item.id, kind="pdf")
        return PageLink(_("The report (PDF)"), address, "file")


class IssuedRolloutReportView(IssuedReportView):
    """Reports on the roll-out, as issued (báo cáo triển khai đã phát hành)."""

    class_permission_name = "RolloutReport"
    route_base = "/can-bo/bao-cao-trien-khai-da-phat-hanh"
    kind = ReportKind.ROLLOUT
    files = "RolloutReports.issued"


def issued_file(name: str, kind: ReportKind, key: UUID, ending: str) -> Response:
    """The PDF or the workbook, byte for byte; the download is logged.

    Raises:
        NotFound: there is no such report that this person reads, or no such file of it.
    """
    actor = current_actor()
    report = issued_reports.report(actor, kind, key)
    named = f"{name}-{report.n:02d}-{report.issue_year}.{ending}"
    if ending == "xlsx":
        answer = download(named, report.xlsx)
    elif ending == "pdf":
        answer = Response(report.pdf, headers=pdf.headers(named))
    else:
        raise NotFound
    access_log.log_access(actor, report, AccessKind.EXPORT)
    return answer


def own_seat(actor: Actor) -> CurrentPosting:
    """The posting in which the report is signed.

    Raises:
        NotAllowed: the person has none today.
    """
    if not actor.postings:
        raise NotAllowed
    return actor.postings[0]
