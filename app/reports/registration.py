"""Pages of statistics and subject access."""

from app.dossiers.operations import digest
from app.dossiers.operations.digest import MorningSection
from app.dossiers.views.citizen.tracking_sections import TrackingSection, sections
from app.kernel.web.package import Package
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
from app.reports.views.agency_dashboard import AgencyDashboard
from app.reports.views.counted_dossiers import CountedDossiers
from app.reports.views.dashboard import PANELS
from app.reports.views.issued_reports import IssuedReportView, IssuedRolloutReportView
from app.reports.views.periodic_reports import COUNTERS, ROLLOUT_COUNTERS
from app.reports.views.public_figures import figures
from config import Config


def _configure(settings: Config) -> None:
    reports_owed.use(communes=settings.reports_of_communes, districts=settings.reports_of_districts)
    service_levels.use(settings)


PACKAGE = Package(
    name="reports",
    start_panels=PANELS,
    pages=(CountedDossiers, AgencyDashboard, IssuedReportView),
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
    pages=(IssuedRolloutReportView,),
    counters=ROLLOUT_COUNTERS,
    configure=lambda settings: reports_owed.use_rollout(settings.reports_of_rollout),
)
"""What the roll-out adds, left out with it."""
