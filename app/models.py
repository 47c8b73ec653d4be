"""Every table of the system, grouped by package: the map of its data."""

from app.accounts.models.account_links import AccountLink, SealedSlip
from app.accounts.models.permissions import ChangeCounter, RoleReach
from app.accounts.models.sessions import PendingForm, SecondFactor, SecondFactorReset, Session
from app.accounts.models.staff import Absence, AppUser, Credential, Posting, Staff
from app.complaints.models import Complaint, Satisfaction
from app.dossiers.models.bookkeeping import (
    DailyCounter,
    DossierIdentityNumber,
    Revision,
    SubmissionKey,
    WorkflowStep,
)
from app.dossiers.models.commune_transfers import CommuneTransfer
from app.dossiers.models.custody import CustodyMove
from app.dossiers.models.deadlines import Extension, Pause, PromiseChange, Supplement
from app.dossiers.models.dossier import Dossier, Draft, Event, Paper
from app.dossiers.models.duplicates import DuplicateCandidate, DuplicateCheck
from app.dossiers.models.one_time_codes import OneTimeCode
from app.dossiers.models.payments import Fee, FeeMove
from app.dossiers.models.phrases import StockPhrase
from app.dossiers.models.residence_notices import ResidenceNotice
from app.dossiers.models.slips import Slip, SlipCounter
from app.dossiers.models.teamwork import BulkRun, EditLock, InboxRule, Note
from app.dossiers.models.treasury import TreasuryPayment
from app.handoffs.models import Handover, HandoverSheet, Leg, Packet, Reconciliation, SheetLine
from app.kernel.audit.access_log import AccessEntry
from app.kernel.audit.change_log import AuditEntry
from app.kernel.audit.models import JournalCheck, JournalSeal
from app.kernel.demonstration import Demonstration
from app.kernel.reference_data import ReferenceVersion
from app.kernel.security.code_tries import CodeTry
from app.kernel.web.lists.saved_view import SavedView
from app.kernel.worker.models import JobRun
from app.notifications.models.calls_and_preferences import CallTask, NoticePreference
from app.notifications.models.gateway import ChannelHealth, DeliveryReport, InboundMessage, OptOut
from app.notifications.models.message_templates import TemplateVersion
from app.notifications.models.outbox import Delivery, Message, SandboxMessage
from app.organisation.models import CalendarDay, Opening, Unit
from app.procedures.models.local import HealthFacility, LocalLimit
from app.procedures.models.versions import (
    FeeRule,
    LegPlan,
    PaperKind,
    Procedure,
    Question,
    ResultPlan,
    Section,
    StepLimit,
    Version,
)
from app.registers.models.blanks import BlankBatch, BlankUse
from app.registers.models.closures import BookEvent
from app.registers.models.copied_entries import CopiedEntry
from app.registers.models.entries import Book, Counter, Entry, EntryNumber
from app.registers.models.issued_papers import IssuedPaper, PaperEnd
from app.registers.models.keyed_entries import KeyedEntry
from app.registers.models.notes import EarlierEntry, EntryNote
from app.registers.models.overprint import OverprintOffset
from app.registers.models.proposals import EntryProposal, ProposalDecision
from app.registers.models.scanned_pages import ScannedPage
from app.reports.models.counts import (
    CountCheck,
    CountingMark,
    DailyCount,
    DailyFlow,
    MonthlyCount,
    ProcedureCount,
    ProcedureDays,
    StageDays,
    WeeklyCount,
)
from app.reports.models.district_counts import (
    DistrictMonthlyCount,
    DistrictProcedureCount,
    DistrictStageDays,
    DistrictWeeklyCount,
)
from app.reports.models.issued_reports import DataRequest, StatisticsReport
from app.reports.models.public_figures import PublicFigure
from app.reports.models.service_levels import ProbeDay, ServiceOutage
from app.residents.models.lookups import LookUp, LookupPurpose, PopulationAnswer, PopulationQuestion
from app.residents.models.oversight import PopulationAlarm, PopulationOutage
from app.residents.models.residents import Household, Resident, ResidentImport, ResidentRow
from app.rollout.models.account_rounds import AccountIssue, AccountRound, Waiver
from app.rollout.models.guidance import Guidance
from app.rollout.models.outreach import AssistedPoint, Duty, PublicNotice
from app.rollout.models.phases import Phase, StaffingNeed
from app.rollout.models.readiness import (
    EquipmentFault,
    GoLiveDecision,
    Party,
    ReadinessDay,
    SiteCheck,
    SmsCheck,
)
from app.rollout.models.staff_lists import ListEvent, ListLine, ListUpload, StaffList
from app.training.models.classes import Attendance, CheckIn, ClassSession, TrainingClass
from app.training.models.courses import Course, ExamChoice, ExamQuestion
from app.training.models.results import Certificate, ExamPaper

__all__ = [  # noqa: RUF022  by package, and in it by module
    # organisation
    "CalendarDay", "Opening", "Unit",
    # accounts
    "Absence", "AppUser", "ChangeCounter", "Credential", "PendingForm", "Posting", "RoleReach",
    "SecondFactor", "SecondFactorReset", "Session", "Staff", "AccountLink", "SealedSlip",
    # procedures
    "HealthFacility", "LocalLimit", "FeeRule", "LegPlan", "PaperKind", "Procedure", "Question",
    "ResultPlan", "Section", "StepLimit", "Version",
    # dossiers
    "DailyCounter", "DossierIdentityNumber", "Revision", "SubmissionKey", "WorkflowStep",
    "CommuneTransfer", "CustodyMove", "Extension", "Pause", "PromiseChange", "Supplement",
    "Dossier", "Draft", "Event", "Paper", "DuplicateCandidate", "DuplicateCheck", "OneTimeCode",
    "Fee", "FeeMove", "StockPhrase", "ResidenceNotice", "Slip", "SlipCounter", "BulkRun",
    "EditLock", "InboxRule", "Note", "TreasuryPayment",
    # handoffs
    "Handover", "HandoverSheet", "Leg", "Packet", "Reconciliation", "SheetLine",
    # registers
    "Book", "Counter", "Entry", "EntryNumber", "BlankBatch", "BlankUse", "BookEvent", "CopiedEntry",
    "IssuedPaper", "PaperEnd", "KeyedEntry", "EarlierEntry", "EntryNote", "OverprintOffset",
    "EntryProposal", "ProposalDecision", "ScannedPage",
    # residents
    "Household", "LookUp", "LookupPurpose", "PopulationAnswer", "PopulationQuestion", "Resident",
    "ResidentImport", "ResidentRow", "PopulationAlarm", "PopulationOutage",
    # notifications
    "CallTask", "NoticePreference", "ChannelHealth", "DeliveryReport", "InboundMessage", "OptOut",
    "TemplateVersion", "Delivery", "Message", "SandboxMessage",
    # complaints
    "Complaint", "Satisfaction",
    # reports
    "CountCheck", "CountingMark", "DailyCount", "DailyFlow", "DataRequest", "MonthlyCount",
    "ProbeDay", "ProcedureCount", "ProcedureDays", "ServiceOutage", "StageDays", "StatisticsReport",
    "WeeklyCount", "DistrictMonthlyCount", "DistrictProcedureCount", "DistrictStageDays",
    "DistrictWeeklyCount", "PublicFigure",
    # training
    "Attendance", "CheckIn", "ClassSession", "TrainingClass", "Course", "ExamChoice",
    "ExamQuestion", "Certificate", "ExamPaper",
    # rollout
    "AccountIssue", "AccountRound", "Waiver", "Guidance", "AssistedPoint", "Duty", "PublicNotice",
    "Phase", "StaffingNeed", "EquipmentFault", "GoLiveDecision", "Party", "ReadinessDay",
    "SiteCheck", "SmsCheck", "ListEvent", "ListLine", "ListUpload", "StaffList",
    # kernel
    "AccessEntry", "AuditEntry", "JournalCheck", "JournalSeal", "Demonstration", "ReferenceVersion",
    "CodeTry", "SavedView", "JobRun",
]  # fmt: skip
