"""All tables of the system, by domain: re-exports only."""

from app.accounts.models import (
    Absence,
    AppUser,
    ChangeCounter,
    Credential,
    PendingForm,
    Posting,
    RoleReach,
    SecondFactor,
    SecondFactorReset,
    Session,
    Staff,
)
from app.accounts.models.account_links import AccountLink, SealedSlip
from app.dossiers.models.bookkeeping import (
    DailyCounter,
    DossierIdentityNumber,
    Revision,
    SubmissionKey,
    WorkflowStep,
)
from app.dossiers.models.commune_transfers import CommuneTransfer
from app.dossiers.models.custody import CustodyMove
from app.dossiers.models.dossier import (
    Dossier,
    Draft,
    Event,
    Extension,
    Paper,
    Pause,
    PromiseChange,
    Supplement,
)
from app.dossiers.models.duplicates import DuplicateCandidate, DuplicateCheck
from app.dossiers.models.one_time_codes import OneTimeCode
from app.dossiers.models.payments import Fee, FeeMove
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
from app.registers.models import Book, Counter, Entry, EntryNumber
from app.reports.models import DataRequest
from app.residents.models import (
    Household,
    LookUp,
    LookupPurpose,
    PopulationAnswer,
    PopulationQuestion,
    Resident,
    ResidentImport,
    ResidentRow,
)
from app.residents.models.oversight import PopulationAlarm, PopulationOutage
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

__all__ = [
    "Absence",
    "AccessEntry",
    "AccountIssue",
    "AccountLink",
    "AccountRound",
    "AppUser",
    "AssistedPoint",
    "Attendance",
    "AuditEntry",
    "Book",
    "BulkRun",
    "CalendarDay",
    "CallTask",
    "Certificate",
    "ChangeCounter",
    "ChannelHealth",
    "CheckIn",
    "ClassSession",
    "CodeTry",
    "CommuneTransfer",
    "Counter",
    "Course",
    "Credential",
    "CustodyMove",
    "DailyCounter",
    "DataRequest",
    "Delivery",
    "DeliveryReport",
    "Demonstration",
    "Dossier",
    "DossierIdentityNumber",
    "Draft",
    "DuplicateCandidate",
    "DuplicateCheck",
    "Duty",
    "EditLock",
    "Entry",
    "EntryNumber",
    "EquipmentFault",
    "Event",
    "ExamChoice",
    "ExamPaper",
    "ExamQuestion",
    "Extension",
    "Fee",
    "FeeMove",
    "FeeRule",
    "GoLiveDecision",
    "Guidance",
    "Handover",
    "HandoverSheet",
    "HealthFacility",
    "Household",
    "InboundMessage",
    "InboxRule",
    "JobRun",
    "JournalCheck",
    "JournalSeal",
    "Leg",
    "LegPlan",
    "ListEvent",
    "ListLine",
    "ListUpload",
    "LocalLimit",
    "LookUp",
    "LookupPurpose",
    "Message",
    "Note",
    "NoticePreference",
    "OneTimeCode",
    "Opening",
    "OptOut",
    "Packet",
    "Paper",
    "PaperKind",
    "Party",
    "Pause",
    "PendingForm",
    "Phase",
    "PopulationAlarm",
    "PopulationAnswer",
    "PopulationOutage",
    "PopulationQuestion",
    "Posting",
    "Procedure",
    "PromiseChange",
    "PublicNotice",
    "Question",
    "ReadinessDay",
    "Reconciliation",
    "ReferenceVersion",
    "Resident",
    "ResidentImport",
    "ResidentRow",
    "ResultPlan",
    "Revision",
    "RoleReach",
    "SandboxMessage",
    "SavedView",
    "SealedSlip",
    "SecondFactor",
    "SecondFactorReset",
    "Section",
    "Session",
    "SheetLine",
    "SiteCheck",
    "Slip",
    "SlipCounter",
    "SmsCheck",
    "Staff",
    "StaffList",
    "StaffingNeed",
    "StepLimit",
    "SubmissionKey",
    "Supplement",
    "TemplateVersion",
    "TrainingClass",
    "TreasuryPayment",
    "Unit",
    "Version",
    "Waiver",
    "WorkflowStep",
]
