"""Lines of the morning mail about periodic reports that a unit owes."""

from collections.abc import Callable, Sequence

from flask_babel import force_locale, gettext

from app.accounts.queries import Holder
from app.accounts.roles import ROLES, Permission
from app.dossiers.operations.digest import MorningLine
from app.kernel import public_urls
from app.notifications.operations.outbox import VIETNAMESE
from app.reports.queries import reports_owed
from app.reports.queries.reports_owed import OwedReport
from app.reports.vocabulary import ReportKind

NOUNS = {ReportKind.PROCESSING: "PeriodicReport", ReportKind.ROLLOUT: "RolloutReport"}
ISSUERS = {
    kind: frozenset(r for r, facts in ROLES.items() if Permission("can_issue", noun) in facts.may)
    for kind, noun in NOUNS.items()
}
PAGES = {
    ReportKind.PROCESSING: "can-bo/bao-cao-dinh-ky/",
    ReportKind.ROLLOUT: "can-bo/bao-cao-trien-khai/",
}


def owed_lines() -> Callable[[Holder], Sequence[MorningLine]]:
    """What each person is told, if the person may issue the report."""
    owed, district_of = reports_owed.owed(), reports_owed.district_of_divisions()

    def lines(seat: Holder) -> Sequence[MorningLine]:
        office = district_of.get(seat.unit_id, seat.unit_id)
        return [_line(each) for each in owed.get(office, ()) if seat.role in ISSUERS[each.kind]]

    return lines


def _line(owed: OwedReport) -> MorningLine:
    with force_locale(VIETNAMESE):
        facts = {"period": owed.period.label, "day": f"{owed.due_on:%d/%m/%Y}"}
        if owed.kind is ReportKind.ROLLOUT:
            said = gettext("Roll-out report to issue: %(period)s, due on %(day)s", **facts)
        else:
            said = gettext("Periodic report to issue: %(period)s, due on %(day)s", **facts)
    return MorningLine(said, public_urls.office_page(PAGES[owed.kind], ky=owed.period.code))
