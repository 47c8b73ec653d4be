"""Pages, counters and handlers of the roll-out, and what stays of it afterwards."""

from flask_babel import lazy_gettext as _

from app.accounts.operations.clearance import Opened, clearances
from app.dossiers.queries.help_points import HelpOf, help_places
from app.kernel.web.package import MenuEntry, Package
from app.rollout.operations import clearance, list_reminders, readiness_history, retention
from app.rollout.queries import outreach
from app.rollout.rules import readiness
from app.rollout.rules.readiness import Freshness
from app.rollout.views import counters
from app.rollout.views.account_rounds import GiveAccounts, IssueView, RoundView, SilentView
from app.rollout.views.assisted_points import AssistedPointView, DutyView
from app.rollout.views.commune_readiness import ReadinessOfCommune
from app.rollout.views.equipment_faults import FaultView
from app.rollout.views.go_live_decisions import Deciding
from app.rollout.views.guidance import GuidanceView
from app.rollout.views.list_lines import ListLineView
from app.rollout.views.list_uploads import ListUploadView
from app.rollout.views.outreach import DutyWeek, Outreach
from app.rollout.views.phases import NeedView, PhaseView
from app.rollout.views.public_notices import PublicPostingView
from app.rollout.views.readiness_board import Readiness
from app.rollout.views.site_checks import ConditionView, PartyView
from app.rollout.views.sms_checks import SmsChecks
from app.rollout.views.staff_lists import StaffListView
from app.rollout.views.training_nominations import Nominations
from app.rollout.views.waivers import WaiverView
from config import Config


def _configure(settings: Config) -> None:
    readiness.use(Freshness(settings.conditions_good_for))


PAGES = (
    IssueView, DutyWeek, Nominations, ReadinessOfCommune, Deciding, SmsChecks, ListLineView,
    ListUploadView, NeedView,
)  # fmt: skip

PACKAGE = Package(
    name="rollout",
    menu={
        "Rollout": (
            MenuEntry(10, StaffListView, "StaffLists", _("Staff lists"), "list"),
            MenuEntry(15, GuidanceView, "Guidance", _("Guidance of the department"), "book"),
            MenuEntry(20, PhaseView, "Phases", _("Phases of the plan"), "calendar"),
            MenuEntry(30, Readiness, "ReadinessBoard", _("Readiness of communes"), "check"),
            MenuEntry(
                40, ConditionView, "Conditions", _("Readings of lines and equipment"), "search"
            ),
            MenuEntry(50, PartyView, "Parties", _("Who answers for lines and equipment"), "phone"),
            MenuEntry(60, GiveAccounts, "GiveAccounts", _("Give out accounts"), "lock"),
            MenuEntry(70, RoundView, "AccountRounds", _("Rounds of accounts"), "list"),
            MenuEntry(80, SilentView, "NotSignedIn", _("Not signed in yet"), "clock"),
            MenuEntry(90, WaiverView, "Waivers", _("Waivers"), "check"),
            MenuEntry(100, Outreach, "Outreach", _("Making the service known"), "info"),
            MenuEntry(110, PublicPostingView, "PublicPostings", _("Public postings"), "camera"),
            MenuEntry(120, AssistedPointView, "AssistedPoints", _("Assisted-input points"), "help"),
            MenuEntry(130, DutyView, "Duties", _("Duty roster"), "calendar"),
            MenuEntry(140, FaultView, "Faults", _("Faults of equipment"), "phone"),
        ),
    },
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
    menu={"People": (MenuEntry(130, WaiverView, "Waivers", _("Waivers"), "check"),)},
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
