"""The map of the site: the officers' menu as one tree, its headings and entries in their order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, abort
from flask_appbuilder import AppBuilder, BaseView, IndexView, expose
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.accounts.security import ALL_PAGES
from app.accounts.views.absences import AbsenceView
from app.accounts.views.all_pages import AllPages
from app.accounts.views.audit_trail import AccessEntryView, AuditEntryView, Seals
from app.accounts.views.deputies import DeputyView
from app.accounts.views.labels import NOUNS
from app.accounts.views.people import PostingView, StaffView
from app.accounts.views.roles import RoleView
from app.accounts.views.scheduled_jobs import ScheduledJobs
from app.accounts.views.sealed_slips import SealedSlipView
from app.accounts.views.sign_in import SignIn
from app.complaints.views.complaints import ComplaintView
from app.complaints.views.satisfaction import Satisfaction
from app.dossiers.views.admin.call_tasks import CallTaskView
from app.dossiers.views.admin.dossiers import DossierView, PaperView
from app.dossiers.views.admin.lookup_oversight import AlarmView, LookUpView
from app.dossiers.views.admin.phrases import StockPhraseView
from app.dossiers.views.desk.commune_transfers import PassingView
from app.dossiers.views.desk.dossier import Desk
from app.dossiers.views.desk.residence_notices import NOTICES, ResidenceNotices
from app.handoffs.views.admin import LegView
from app.handoffs.views.excel_answers import ExcelAnswers
from app.handoffs.views.handover_sheets import Sheets
from app.handoffs.views.packets import MENU_LABEL as PACKETS
from app.handoffs.views.packets import Packets
from app.handoffs.views.reconciliation import ReconciliationPackets, Reconciliations
from app.kernel.web.counters import counters
from app.kernel.web.package import Package
from app.kernel.web.search import search_sources
from app.notifications.views.inbound_sms import InboundMessageView, OptOutView
from app.notifications.views.message_templates import WordingView
from app.notifications.views.sandbox import Sandbox
from app.organisation.views import AgencyView, CommuneView, DayView, DistrictView
from app.procedures.views.import_export import ImportExport
from app.procedures.views.local_limits import HealthFacilityView, LocalLimitView
from app.procedures.views.openings import OpeningView, OpenProcedures
from app.procedures.views.versions import ProcedureView, VersionView
from app.registers.views.admin import BookView, EntryNoteView, EntryView
from app.registers.views.blanks import BlankBatchView, Blanks, BlankUseView
from app.registers.views.keyed_entries import KeyedEntries
from app.reports.views.channels import Channels
from app.reports.views.civil_statistics import CivilStatisticsPages
from app.reports.views.commune_map import CommuneMap
from app.reports.views.dashboard import Dashboard
from app.reports.views.entry_search import EntrySearch
from app.reports.views.message_costs import MessageCosts
from app.reports.views.periodic_reports import PeriodicReports, RolloutReports
from app.reports.views.rollout_results import RolloutResults
from app.reports.views.service_levels import ServiceLevels
from app.reports.views.statistics import Statistics
from app.reports.views.subject_access import HeldAbout
from app.residents.views.imports import ResidentImportView
from app.residents.views.outages import OutageView
from app.rollout.views.account_rounds import AccountRounds, RoundView, SilentView
from app.rollout.views.assisted_points import AssistedPointView, DutyView
from app.rollout.views.equipment_faults import FaultView
from app.rollout.views.guidance import GuidanceView
from app.rollout.views.outreach import Outreach
from app.rollout.views.phases import PhaseView
from app.rollout.views.public_notices import PublicPostingView
from app.rollout.views.readiness_board import Readiness
from app.rollout.views.site_checks import ConditionView, PartyView
from app.rollout.views.staff_lists import StaffListView
from app.rollout.views.waivers import WaiverView
from app.training.views.admin import AttendanceView, ClassView
from app.training.views.certificates import CertificateView
from app.training.views.courses import CourseView, ExamQuestionView
from app.training.views.timetable import Timetable


@dataclass(frozen=True)
class MenuEntry:
    """A view with an entry in the menu, shown to those who may open its page."""

    view: type[BaseView]
    name: str
    label: LazyString
    icon: str
    daily: bool = False
    """Whether it stands in the short menu too, of those who sit at the counter all day."""
    rollout: bool | None = None
    """Whether it is there while the roll-out goes on, or afterwards (``ROLLOUT=off``); or both."""


@dataclass(frozen=True)
class Heading:
    """A heading of the menu; the entries of the first stand beside the others."""

    name: str
    label: LazyString | None
    icon: str
    entries: Sequence[MenuEntry]


MENU = (
    Heading(
        "",
        None,
        "",
        (
            MenuEntry(Desk, "Desk", _("Desk"), "inbox", daily=True),
            MenuEntry(Packets, "Packets", PACKETS, "inbox"),
            MenuEntry(AllPages, ALL_PAGES, _("All pages"), "list", daily=True),
        ),
    ),
    Heading(
        "Handover",
        _("Deliveries"),
        "send",
        (
            MenuEntry(
                ReconciliationPackets,
                "StuckPackets",
                _("Forwarded files without activity"),
                "clock",
                daily=True,
            ),
            MenuEntry(Sheets, "Sheets", _("Delivery notes"), "send", daily=True),
            MenuEntry(ExcelAnswers, "Exchange", _("Answers by Excel"), "upload"),
            MenuEntry(Reconciliations, "Reconciliations", _("Reconciliation"), "check"),
            MenuEntry(ResidenceNotices, "Notices", NOTICES, "inbox", daily=True),
        ),
    ),
    Heading(
        "Records",
        _("Records"),
        "book",
        (
            MenuEntry(DossierView, "Dossiers", _("Dossiers"), "file", daily=True),
            MenuEntry(PaperView, "Papers", _("Documents"), "clip"),
            MenuEntry(PassingView, "Passings", _("Passed on to another commune"), "send"),
            MenuEntry(CallTaskView, "Calls", _("Calls to citizens"), "phone", daily=True),
            MenuEntry(ComplaintView, "Complaints", _("Complaints and feedback"), "note"),
            MenuEntry(StockPhraseView, "StockPhrases", _("Stock phrases"), "note", daily=True),
            MenuEntry(LegView, "Legs", _("Forwarded files at agencies"), "send"),
            MenuEntry(EntryView, "Entries", _("Entries in civil-status books"), "edit", daily=True),
            MenuEntry(EntryNoteView, "EntryNotes", _("Notes on entries"), "edit"),
            MenuEntry(BookView, "Books", _("Civil-status books"), "book"),
            MenuEntry(BlankBatchView, "BlankBatches", _("Batches of blanks"), "copy"),
            MenuEntry(BlankUseView, "BlankUses", _("Used and spoiled blanks"), "copy"),
            MenuEntry(EntrySearch, "EntrySearch", _("Search across civil-status books"), "search"),
            MenuEntry(Blanks, "BlankCount", _("Count of blanks"), "check"),
            MenuEntry(KeyedEntries, "OldBooks", _("Old books keyed in"), "edit"),
            MenuEntry(HeldAbout, "PersonalData", _("Everything held about one person"), "search"),
        ),
    ),
    Heading(
        "Reports",
        _("Reports"),
        "chart",
        (
            MenuEntry(Dashboard, "Dashboard", _("Dashboard"), "chart"),
            MenuEntry(Statistics, "Statistics", _("How dossiers are settled"), "chart"),
            MenuEntry(CommuneMap, "CommuneMap", _("Map"), "map"),
            MenuEntry(Channels, "Channels", _("How dossiers came"), "chart"),
            MenuEntry(PeriodicReports, "PeriodicReports", _("Periodic reports"), "file"),
            MenuEntry(
                RolloutReports, "RolloutReports", _("Reports on the roll-out"), "file", rollout=True
            ),
            MenuEntry(
                CivilStatisticsPages, "CivilStatistics", _("Civil-status statistics"), "chart"
            ),
            MenuEntry(Satisfaction, "Satisfaction", _("Satisfaction of citizens"), "chart"),
            MenuEntry(MessageCosts, "MessageCosts", _("Costs of messages"), "sms"),
            MenuEntry(
                RolloutResults,
                "RolloutResults",
                _("Results of the roll-out"),
                "chart",
                rollout=True,
            ),
        ),
    ),
    Heading(
        "People",
        _("People"),
        "users",
        (
            MenuEntry(StaffView, "Staff", _("Staff"), "users"),
            MenuEntry(SealedSlipView, "SealedSlips", _("Sealed slips"), "lock"),
            MenuEntry(PostingView, "Postings", _("Postings"), "user"),
            MenuEntry(DeputyView, "Deputies", _("Deputies who sign"), "edit"),
            MenuEntry(AbsenceView, "Absences", _("Days of absence"), "calendar"),
            MenuEntry(RoleView, "Roles", _("Roles"), "lock"),
            MenuEntry(WaiverView, "Waivers", _("Waivers"), "check", rollout=False),
        ),
    ),
    Heading(
        "Training",
        _("Training"),
        "book",
        (
            MenuEntry(CourseView, "Courses", _("Training courses"), "book", rollout=True),
            MenuEntry(ExamQuestionView, "Questions", _("Questions of tests"), "help", rollout=True),
            MenuEntry(ClassView, "Classes", _("Training classes"), "copy", rollout=True),
            MenuEntry(
                Timetable,
                "Timetable",
                _("Timetable of classes"),
                "calendar",
                daily=True,
                rollout=True,
            ),
            MenuEntry(AttendanceView, "Attendances", _("Training records"), "check", rollout=True),
            MenuEntry(
                CertificateView,
                "Certificates",
                _("Training certificates"),
                "bookmark",
                rollout=True,
            ),
        ),
    ),
    Heading(
        "Rollout",
        _("Roll-out"),
        "map",
        (
            MenuEntry(StaffListView, "StaffLists", _("Staff lists"), "list", rollout=True),
            MenuEntry(
                GuidanceView, "Guidance", _("Guidance of the department"), "book", rollout=True
            ),
            MenuEntry(PhaseView, "Phases", _("Phases of the plan"), "calendar", rollout=True),
            MenuEntry(
                Readiness, "ReadinessBoard", _("Readiness of communes"), "check", rollout=True
            ),
            MenuEntry(
                ConditionView,
                "Conditions",
                _("Readings of lines and equipment"),
                "search",
                rollout=True,
            ),
            MenuEntry(
                PartyView,
                "Parties",
                _("Who answers for lines and equipment"),
                "phone",
                rollout=True,
            ),
            MenuEntry(AccountRounds, "GiveAccounts", _("Give out accounts"), "lock", rollout=True),
            MenuEntry(RoundView, "AccountRounds", _("Rounds of accounts"), "list", rollout=True),
            MenuEntry(SilentView, "NotSignedIn", _("Not signed in yet"), "clock", rollout=True),
            MenuEntry(WaiverView, "Waivers", _("Waivers"), "check", rollout=True),
            MenuEntry(Outreach, "Outreach", _("Making the service known"), "info", rollout=True),
            MenuEntry(
                PublicPostingView, "PublicPostings", _("Public postings"), "camera", rollout=True
            ),
            MenuEntry(
                AssistedPointView,
                "AssistedPoints",
                _("Assisted-input points"),
                "help",
                rollout=True,
            ),
            MenuEntry(DutyView, "Duties", _("Duty roster"), "calendar", rollout=True),
            MenuEntry(FaultView, "Faults", _("Faults of equipment"), "phone", rollout=True),
        ),
    ),
    Heading(
        "Catalogues",
        _("Catalogues"),
        "list",
        (
            MenuEntry(CommuneView, "Communes", _("Communes"), "home"),
            MenuEntry(DistrictView, "Districts", _("Districts"), "map"),
            MenuEntry(AgencyView, "Agencies", _("Agencies"), "office"),
            MenuEntry(OpeningView, "Openings", _("Openings"), "check"),
            MenuEntry(DayView, "Days", _("Calendar"), "calendar"),
            MenuEntry(ProcedureView, "Procedures", _("List of procedures"), "list"),
            MenuEntry(VersionView, "Versions", _("Versions of procedures"), "copy"),
            MenuEntry(OpenProcedures, "OpenProcedures", _("Open procedures"), "check"),
            MenuEntry(ImportExport, "BringIn", _("Import a procedure from a file"), "upload"),
            MenuEntry(LocalLimitView, "LocalLimits", _("Shorter limits of districts"), "clock"),
            MenuEntry(HealthFacilityView, "HealthFacilities", _("First-care facilities"), "health"),
            MenuEntry(WordingView, "MessageTemplates", _("Message templates"), "sms"),
        ),
    ),
    Heading(
        "System",
        _("System"),
        "shield",
        (
            MenuEntry(AccessEntryView, "AccessEntries", _("Access log"), "search"),
            MenuEntry(AuditEntryView, "AuditEntries", _("Log of changes"), "edit"),
            MenuEntry(LookUpView, "LookUps", _("Look-ups in the population database"), "search"),
            MenuEntry(AlarmView, "Alarms", _("Alarms of look-ups"), "bell"),
            MenuEntry(
                ResidentImportView,
                "ResidentImports",
                _("Files of the population database"),
                "upload",
            ),
            MenuEntry(OutageView, "Outages", _("Times without look-ups"), "clock"),
            MenuEntry(Seals, "Seals", _("Seals of the journals"), "lock"),
            MenuEntry(InboundMessageView, "InboundMessages", _("Messages from citizens"), "sms"),
            MenuEntry(OptOutView, "OptOuts", _("Telephones without notices"), "bell"),
            MenuEntry(ScheduledJobs, "ScheduledJobs", _("Scheduled jobs"), "clock"),
            MenuEntry(ServiceLevels, "ServiceLevels", _("Availability of the system"), "check"),
            MenuEntry(Sandbox, "TestMessages", _("Test messages"), "sms"),
        ),
    ),
)


class NoOffice(IndexView):
    """Replaces the officers' start page in the process that serves only citizens."""

    route_base = "/can-bo"

    @expose("/")
    def index(self) -> Any:
        abort(404)


def register(appbuilder: AppBuilder, packages: Iterable[Package], *, rollout: bool) -> None:
    """Register the officers' pages, their menu, labels and counters."""
    appbuilder.sm.auth_view = appbuilder.add_view_no_menu(SignIn)
    every = [entry for _heading, entry in entries(rollout=rollout)]
    nouns = ((each.view.class_permission_name, each.label) for each in reversed(every))
    NOUNS.update({noun: label for noun, label in nouns if noun})
    appbuilder.sm.daily = frozenset(each.name for each in every if each.daily)
    for package in packages:
        NOUNS.update(package.nouns)
        _announce(package)
        for page in package.pages:
            appbuilder.add_view_no_menu(page)
    for heading, entry in entries(rollout=rollout):
        appbuilder.add_view(
            entry.view,
            entry.name,
            label=entry.label,
            icon=entry.icon,
            category=heading.name,
            category_label=heading.label,
            category_icon=heading.icon,
        )


def entries(*, rollout: bool) -> Iterator[tuple[Heading, MenuEntry]]:
    """What stands in the menu, with or without the roll-out."""
    for heading in MENU:
        for entry in heading.entries:
            if entry.rollout in {None, rollout}:
                yield heading, entry


def _announce(package: Package) -> None:
    """Register what the start page and the search show of a package."""
    for counter in package.counters:
        counters.register(counter)
    for panel in package.start_panels:
        counters.register_panel(panel)
    for source in package.searched:
        search_sources.register(source)


def register_blueprints(app: Flask, packages: Iterable[Package]) -> None:
    """Register what needs no officer: the citizens' pages, and what other systems call."""
    for package in packages:
        for blueprint in package.blueprints:
            app.register_blueprint(blueprint)
        for blueprint in package.callbacks:
            app.register_blueprint(blueprint)
            app.extensions["csrf"].exempt(blueprint)
