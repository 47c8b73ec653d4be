"""The site map: registers every page. Menu entries are shown to users who may open their page."""

from __future__ import annotations

from typing import Any

from flask import Flask, abort
from flask_appbuilder import AppBuilder, IndexView, expose
from flask_babel import lazy_gettext as _

from app.accounts.views.absences import AbsenceView
from app.accounts.views.account_links import AccountLinks
from app.accounts.views.audit_trail import AccessEntryView, AuditEntryView, Seals
from app.accounts.views.deputies import DeputyView
from app.accounts.views.list_settings import ListSetup
from app.accounts.views.own_sessions import OwnSessions
from app.accounts.views.own_two_factor import OwnCode
from app.accounts.views.pending_forms import KeptPosts
from app.accounts.views.people import NewcomersView, PostingView, StaffView
from app.accounts.views.posting_changes import MovePosting
from app.accounts.views.roles import RoleView
from app.accounts.views.scheduled_jobs import ScheduledJobs
from app.accounts.views.sealed_slips import SealedSlipView
from app.accounts.views.sign_in import OwnPassword, SignIn
from app.accounts.views.start import Start
from app.accounts.views.two_factor import SecondStep
from app.accounts.views.two_factor_reset import ResetCode
from app.dossiers.views.admin.call_tasks import CallTaskView
from app.dossiers.views.admin.dossiers import DossierView, PaperView
from app.dossiers.views.admin.lookup_oversight import AlarmView, LookUpView
from app.dossiers.views.citizen.routes import citizen
from app.dossiers.views.desk.answer_revisions import Revising
from app.dossiers.views.desk.apologies import Apologies, Urging
from app.dossiers.views.desk.assignments import Sharing
from app.dossiers.views.desk.bulk_steps import Bulk
from app.dossiers.views.desk.call_tasks import Calls
from app.dossiers.views.desk.commune_transfers import PassingSteps, PassingView
from app.dossiers.views.desk.daily_documents import DailySlips
from app.dossiers.views.desk.dossier import Desk
from app.dossiers.views.desk.duplicates import DuplicateDecisions
from app.dossiers.views.desk.entry import DeskEntry
from app.dossiers.views.desk.lookups import LookUps
from app.dossiers.views.desk.one_page_declaration import DeskDeclaration
from app.dossiers.views.desk.payments import AgencyReceipts
from app.dossiers.views.desk.rehearsals import PracticeSpace
from app.dossiers.views.desk.slips import Slips
from app.dossiers.views.desk.supplements import Supplements
from app.dossiers.views.desk.transitions import DeskSteps
from app.dossiers.views.desk.treasury import Treasury
from app.dossiers.views.desk.verification_letters import AskingSteps
from app.dossiers.views.desk.workload import Workload
from app.handoffs.views.admin import LegView
from app.handoffs.views.excel_answers import Exchange
from app.handoffs.views.handover_sheets import Sheets
from app.handoffs.views.packets import MENU_LABEL as PACKETS
from app.handoffs.views.packets import Packets
from app.handoffs.views.reconciliation import Reconciliations, StuckPackets
from app.handoffs.views.transitions import LegSteps, PacketSteps
from app.kernel.web import LookupView
from app.notifications.views import (
    InboundMessageView,
    OptOutView,
    OwnNotices,
    Sandbox,
    WordingVersionView,
    WordingView,
)
from app.organisation.views import AgencyView, CommuneView, DayView, DistrictView, OpeningView
from app.procedures.views import (
    FeeRuleView,
    HealthFacilityView,
    Interchange,
    LegPlanView,
    LocalLimitView,
    OpenProcedures,
    PaperKindView,
    ProcedureView,
    QuestionView,
    ResultPlanView,
    SectionView,
    StepLimitView,
    VersionView,
)
from app.procedures.views.json_schema import schemas
from app.registers.views.admin import BookView, EntryView
from app.registers.views.copies import Copies
from app.registers.views.preview import Previews
from app.reports.views.channels import Channels
from app.reports.views.message_costs import MessageCosts
from app.reports.views.rollout_results import RolloutResults
from app.reports.views.statistics import Statistics
from app.reports.views.subject_access import HeldAbout
from app.residents.views.imports import ResidentImportView
from app.residents.views.outages import OutageView
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
from app.training.views.admin import AttendanceView, ClassView, SessionView
from app.training.views.certificate_check import certificates
from app.training.views.certificates import CertificateView
from app.training.views.check_in import DoorCode
from app.training.views.classroom import Classroom
from app.training.views.courses import CourseView, ExamQuestionView
from app.training.views.exam_papers import Papers
from app.training.views.exams import ClassTest
from app.training.views.timetable import Timetable

__all__ = ["NoOffice", "Start", "register", "register_public"]

PEOPLE = (
    (StaffView, "Staff", _("Staff"), "users"),
    (SealedSlipView, "SealedSlips", _("Sealed slips"), "lock"),
    (PostingView, "Postings", _("Postings"), "user"),
    (DeputyView, "Deputies", _("Deputies who sign"), "edit"),
    (AbsenceView, "Absences", _("Days of absence"), "calendar"),
    (RoleView, "Roles", _("Roles"), "lock"),
    (CourseView, "Courses", _("Training courses"), "book"),
    (ExamQuestionView, "Questions", _("Questions of tests"), "help"),
    (ClassView, "Classes", _("Training classes"), "copy"),
    (Timetable, "Timetable", _("Timetable of classes"), "calendar"),
    (AttendanceView, "Attendances", _("Training records"), "check"),
    (CertificateView, "Certificates", _("Training certificates"), "bookmark"),
)
CLASSES = (SessionView, Nominations, Classroom, DoorCode, ClassTest, Papers)
"""Pages of a class, reached from it or from a printed code."""
UNITS = (
    (CommuneView, "Communes", _("Communes"), "home"),
    (DistrictView, "Districts", _("Districts"), "map"),
    (AgencyView, "Agencies", _("Agencies"), "office"),
    (OpeningView, "Openings", _("Openings"), "check"),
    (DayView, "Days", _("Calendar"), "calendar"),
)

DOSSIERS = (
    (DossierView, "Dossiers", _("Dossiers"), "file"),
    (PaperView, "Papers", _("Papers"), "clip"),
    (PassingView, "Passings", _("Passed on to another commune"), "send"),
    (CallTaskView, "Calls", _("Calls to citizens"), "phone"),
    (LegView, "Legs", _("Packets at agencies"), "send"),
    (EntryView, "Entries", _("Entries in civil-status books"), "edit"),
    (BookView, "Books", _("Civil-status books"), "book"),
    (Statistics, "Statistics", _("How dossiers are settled"), "chart"),
    (Channels, "Channels", _("How dossiers came"), "chart"),
    (MessageCosts, "MessageCosts", _("Costs of messages"), "sms"),
    (ResidentImportView, "ResidentImports", _("Files of the population database"), "upload"),
    (HeldAbout, "PersonalData", _("Everything held about one person"), "search"),
)

TRAIL = (
    (AccessEntryView, "AccessEntries", _("Access log"), "search"),
    (AuditEntryView, "AuditEntries", _("Log of changes"), "edit"),
    (LookUpView, "LookUps", _("Look-ups in the population database"), "search"),
    (AlarmView, "Alarms", _("Alarms of look-ups"), "bell"),
    (OutageView, "Outages", _("Times without look-ups"), "clock"),
    (Seals, "Seals", _("Seals of the journals"), "lock"),
    (InboundMessageView, "InboundMessages", _("Messages from citizens"), "sms"),
    (OptOutView, "OptOuts", _("Telephones without notices"), "bell"),
    (ScheduledJobs, "ScheduledJobs", _("Scheduled jobs"), "clock"),
)

PROCEDURES = (
    (ProcedureView, "Procedures", _("Procedures"), "list"),
    (VersionView, "Versions", _("Versions of procedures"), "copy"),
    (OpenProcedures, "OpenProcedures", _("Open procedures"), "check"),
    (Interchange, "BringIn", _("Bring in a procedure from a file"), "upload"),
    (LocalLimitView, "LocalLimits", _("Shorter limits of districts"), "clock"),
    (HealthFacilityView, "HealthFacilities", _("First-care facilities"), "health"),
    (WordingView, "MessageTemplates", _("Message templates"), "sms"),
)
PARTS_OF_VERSIONS = (
    SectionView, QuestionView, PaperKindView, FeeRuleView, StepLimitView, LegPlanView,
    ResultPlanView,
)  # fmt: skip


ROLLOUT = (
    (StaffListView, "StaffLists", _("Staff lists"), "list"),
    (GuidanceView, "Guidance", _("Guidance of the department"), "book"),
    (PhaseView, "Phases", _("Phases of the plan"), "calendar"),
    (Readiness, "ReadinessBoard", _("Readiness of communes"), "check"),
    (RolloutResults, "RolloutResults", _("Results of the roll-out"), "chart"),
    (ConditionView, "Conditions", _("Readings of lines and equipment"), "search"),
    (PartyView, "Parties", _("Who answers for lines and equipment"), "phone"),
    (GiveAccounts, "GiveAccounts", _("Give out accounts"), "lock"),
    (RoundView, "AccountRounds", _("Rounds of accounts"), "list"),
    (SilentView, "NotSignedIn", _("Not signed in yet"), "clock"),
    (WaiverView, "Waivers", _("Waivers"), "check"),
    (Outreach, "Outreach", _("Making the service known"), "info"),
    (PublicPostingView, "PublicPostings", _("Public postings"), "camera"),
    (AssistedPointView, "AssistedPoints", _("Assisted-input points"), "help"),
    (DutyView, "Duties", _("Duty roster"), "calendar"),
    (FaultView, "Faults", _("Faults of equipment"), "phone"),
)
HANDOVER = (
    (StuckPackets, "StuckPackets", _("Packets standing still"), "clock"),
    (Sheets, "Sheets", _("Hand-over sheets"), "send"),
    (Exchange, "Exchange", _("Answers by Excel"), "upload"),
    (Reconciliations, "Reconciliations", _("Reconciliation"), "check"),
)

MENU = (
    ("Handover", _("Hand-overs"), "send", HANDOVER),
    ("Records", _("Records"), "book", DOSSIERS),
    ("People", _("People"), "users", PEOPLE),
    ("Organisation", _("Organisation"), "office", UNITS),
    ("Rollout", _("Roll-out"), "map", ROLLOUT),
    ("ProcedureCatalogue", _("Procedures"), "list", PROCEDURES),
    ("Trail", _("Journals"), "list", TRAIL),
)
"""Headings of the officers' menu with their entries."""


class NoOffice(IndexView):
    """Replaces the officers' start page in the process that serves only citizens."""

    route_base = "/can-bo"

    @expose("/")
    def index(self) -> Any:
        abort(404)


def register(appbuilder: AppBuilder) -> None:
    """Register the officers' pages and their menu."""
    appbuilder.sm.auth_view = appbuilder.add_view_no_menu(SignIn)
    for view in (SecondStep, AccountLinks, OwnPassword, OwnCode, OwnSessions, ResetCode):
        appbuilder.add_view_no_menu(view)
    appbuilder.add_view_no_menu(OwnNotices)
    appbuilder.add_view_no_menu(KeptPosts)
    appbuilder.add_view_no_menu(LookupView)
    appbuilder.add_view_no_menu(ListSetup)
    appbuilder.add_view(Desk, "Desk", label=_("Desk"), icon="inbox")
    appbuilder.add_view_no_menu(DeskSteps)
    appbuilder.add_view_no_menu(Bulk)
    appbuilder.add_view_no_menu(PassingSteps)
    appbuilder.add_view_no_menu(Sharing)
    appbuilder.add_view_no_menu(PracticeSpace)
    appbuilder.add_view_no_menu(DuplicateDecisions)
    appbuilder.add_view_no_menu(Workload)
    appbuilder.add_view_no_menu(Calls)
    appbuilder.add_view_no_menu(AskingSteps)
    appbuilder.add_view_no_menu(Supplements)
    appbuilder.add_view_no_menu(Apologies)
    appbuilder.add_view_no_menu(Urging)
    appbuilder.add_view_no_menu(DeskEntry)
    appbuilder.add_view_no_menu(DeskDeclaration)
    appbuilder.add_view_no_menu(Slips)
    appbuilder.add_view_no_menu(Previews)
    appbuilder.add_view_no_menu(Copies)
    appbuilder.add_view_no_menu(DailySlips)
    appbuilder.add_view_no_menu(AgencyReceipts)
    appbuilder.add_view_no_menu(Treasury)
    appbuilder.add_view_no_menu(LookUps)
    appbuilder.add_view_no_menu(Revising)
    appbuilder.add_view_no_menu(NewcomersView)
    appbuilder.add_view_no_menu(MovePosting)
    appbuilder.add_view_no_menu(IssueView)
    appbuilder.add_view_no_menu(WordingVersionView)
    appbuilder.add_view_no_menu(DutyWeek)
    appbuilder.add_view(Packets, "Packets", label=PACKETS, icon="inbox")
    appbuilder.add_view_no_menu(PacketSteps)
    appbuilder.add_view_no_menu(LegSteps)
    for page in CLASSES:
        appbuilder.add_view_no_menu(page)
    for readiness in (ReadinessOfCommune, Deciding, SmsChecks):
        appbuilder.add_view_no_menu(readiness)
    for part in (*PARTS_OF_VERSIONS, ListLineView, ListUploadView, NeedView):
        appbuilder.add_view_no_menu(part)
    for category, heading, drawing, entries in MENU:
        for view, name, label, icon in entries:
            appbuilder.add_view(
                view,
                name,
                label=label,
                icon=icon,
                category=category,
                category_label=heading,
                category_icon=drawing,
            )
    appbuilder.add_view(
        Sandbox, "TestMessages", label=_("Test messages"), icon="sms", category="Trail"
    )


def register_public(app: Flask) -> None:
    """Register the citizens' pages: plain blueprints that own ``/``."""
    app.register_blueprint(citizen)
    app.register_blueprint(schemas)
    app.register_blueprint(certificates)
