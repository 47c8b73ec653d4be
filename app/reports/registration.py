"""Pages of statistics and subject access."""

from flask_babel import lazy_gettext as _

from app.dossiers.operations import digest
from app.dossiers.operations.digest import MorningSection
from app.dossiers.views.citizen.tracking_sections import TrackingSection, sections
from app.kernel.web.package import MenuEntry, Package
from app.reports.operations import (
    issued_reports,
    processing_statistics,
    public_figures,
    report_reminders,
    service_levels,
    subject_access,
)
from app.reports.queries import reports_owed
from app.reports.views.access_history import link_to_access_history
from app.reports.views.agency_dashboard import CountedPackets
from app.reports.views.channels import Channels
from app.reports.views.civil_statistics import CivilStatisticsPages
from app.reports.views.commune_map import CommuneMap
from app.reports.views.counted_dossiers import CountedDossiers
from app.reports.views.dashboard import PANELS, Dashboard
from app.reports.views.entry_search import EntrySearch
from app.reports.views.issued_reports import IssuedReportView, IssuedRolloutReportView
from app.reports.views.message_costs import MessageCosts
from app.reports.views.periodic_reports import (
    COUNTERS,
    ROLLOUT_COUNTERS,
    PeriodicReports,
    RolloutReports,
)
from app.reports.views.public_figures import figures
from app.reports.views.rollout_results import RolloutResults
from app.reports.views.service_levels import ServiceLevels
from app.reports.views.statistics import Statistics
from app.reports.views.subject_access import HeldAbout
from config import Config


def _configure(settings: Config) -> None:
    reports_owed.use(communes=settings.reports_of_communes, districts=settings.reports_of_districts)
    service_levels.use(settings)


PACKAGE = Package(
    name="reports",
    menu={
        "Records": (
            MenuEntry(
                75, EntrySearch, "EntrySearch", _("Search across civil-status books"), "search"
            ),
            MenuEntry(
                120, HeldAbout, "PersonalData", _("Everything held about one person"), "search"
            ),
        ),
        "Reports": (
            MenuEntry(5, Dashboard, "Dashboard", _("Dashboard"), "chart"),
            MenuEntry(10, Statistics, "Statistics", _("How dossiers are settled"), "chart"),
            MenuEntry(15, CommuneMap, "CommuneMap", _("Map"), "map"),
            MenuEntry(20, Channels, "Channels", _("How dossiers came"), "chart"),
            MenuEntry(25, PeriodicReports, "PeriodicReports", _("Periodic reports"), "file"),
            MenuEntry(
                30, CivilStatisticsPages, "CivilStatistics", _("Civil-status statistics"), "chart"
            ),
            MenuEntry(40, MessageCosts, "MessageCosts", _("Costs of messages"), "sms"),
        ),
        "System": (
            MenuEntry(95, ServiceLevels, "ServiceLevels", _("Availability of the system"), "check"),
        ),
    },
    start_panels=PANELS,
    pages=(CountedDossiers, CountedPackets, IssuedReportView),
    counters=COUNTERS,
    blueprints=(figures,),
    configure=_configure,
    jobs=(
        issued_reports,
        processing_statistics,
        public_figures,
        service_levels,
        subject_access,
    ),
    handlers=(
        sections.handlers({TrackingSection.ACCESSES: link_to_access_history}),
        digest.sections.handlers({MorningSection.REPORTS: report_reminders.owed_lines}),
    ),
)
ROLLOUT = Package(
    name="rollout",
    menu={
        "Reports": (
            MenuEntry(27, RolloutReports, "RolloutReports", _("Reports on the roll-out"), "file"),
            MenuEntry(50, RolloutResults, "RolloutResults", _("Results of the roll-out"), "chart"),
        ),
    },
    pages=(IssuedRolloutReportView,),
    counters=ROLLOUT_COUNTERS,
    configure=lambda settings: reports_owed.use_rollout(settings.reports_of_rollout),
)
"""What the roll-out adds, left out with it."""
