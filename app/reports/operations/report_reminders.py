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

ISSUERS = frozenset(
    role for role, facts in ROLES.items() if Permission("can_issue", "PeriodicReport") in facts.may
)


def owed_lines() -> Callable[[Holder], Sequence[MorningLine]]:
    """What each person is told, if the person may issue the report."""
    owed, district_of = reports_owed.owed(), reports_owed.district_of_divisions()

    def lines(seat: Holder) -> Sequence[MorningLine]:
        office = district_of.get(seat.unit_id, seat.unit_id)
        return [_line(each) for each in owed.get(office, ())] if seat.role in ISSUERS else []

    return lines


def _line(owed: OwedReport) -> MorningLine:
    with force_locale(VIETNAMESE):
        said = gettext(
            "Periodic report to issue: %(period)s, due on %(day)s",
            period=owed.period.label,
            day=f"{owed.due_on:%d/%m/%Y}",
        )
    return MorningLine(
        said, public_urls.office_page("can-bo/bao-cao-dinh-ky/", ky=owed.period.code)
    )
