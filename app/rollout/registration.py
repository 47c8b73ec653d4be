"""Pages, counters and handlers of the roll-out, and what stays of it afterwards."""

from flask_babel import lazy_gettext as _

from app.accounts.operations.clearance import Opened, clearances
from app.dossiers.queries.help_points import HelpOf, help_places
from app.kernel.web.package import Package
from app.rollout.operations import clearance, list_reminders, readiness_history, retention
from app.rollout.queries import outreach
from app.rollout.rules import readiness
from app.rollout.rules.readiness import Freshness
from app.rollout.views import counters
from app.rollout.views.account_rounds import IssueView
from app.rollout.views.commune_readiness import ReadinessOfCommune
from app.rollout.views.go_live_decisions import GoLiveDecisions
from app.rollout.views.list_lines import ListLineView
from app.rollout.views.list_uploads import ListUploadView
from app.rollout.views.outreach import OutreachDuties
from app.rollout.views.phases import NeedView
from app.rollout.views.sms_checks import SmsChecks
from app.rollout.views.training_nominations import Nominations
from config import Config


def _configure(settings: Config) -> None:
    readiness.use(Freshness(settings.conditions_good_for))


PAGES = (
    IssueView, OutreachDuties, Nominations, ReadinessOfCommune, GoLiveDecisions, SmsChecks,
    ListLineView, ListUploadView, NeedView,
)  # fmt: skip

PACKAGE = Package(
    name="rollout",
    pages=PAGES,
    nouns={
        "StaffList": _("Staff lists"),
        "AccountRound": _("Accounts given out"),
        "Condition": _("Technical conditions"),
        "Duty": _("Duty rosters"),
        "Newcomer": _("People who have not signed in"),
        "Outreach": _("Outreach"),
        "Party": _("Responsible parties"),
        "Phase": _("Phases of the roll-out"),
        "Readiness": _("Readiness of communes"),
        "SmsCheck": _("Checks of short messages"),
    },
    counters=counters.COUNTERS,
    handlers=(
        clearances.handlers(
            {
                Opened.POSTING: clearance.check_posting,
                Opened.ACCOUNT: clearance.check_account,
            }
        ),
        help_places.handlers({HelpOf.POINTS: outreach.help_places}),
    ),
    jobs=(list_reminders, readiness_history, retention),
    configure=_configure,
)
AFTERWARDS = Package(
    name="rollout",
    handlers=(
        clearances.handlers(
            {
                Opened.POSTING: clearance.check_posting,
                Opened.ACCOUNT: lambda _wanted: None,
            }
        ),
        help_places.handlers({HelpOf.POINTS: lambda _commune: ()}),
    ),
)
"""With ``ROLLOUT=off``: roles of the city are still given by two."""
