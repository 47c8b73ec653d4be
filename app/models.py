"""Every table of the system, by domain: re-exports only."""

from __future__ import annotations

from app.accounts.models import (
    AccountLink,
    AppUser,
    ChangeCounter,
    KeptPost,
    Posting,
    RoleReach,
    SecondFactor,
    SecondFactorReset,
    Session,
    Staff,
)
from app.dossiers.models import (
    DailyCounter,
    Dossier,
    Draft,
    Event,
    Extension,
    Fee,
    FeeMove,
    Key,
    NumberOfPerson,
    Paper,
    Pause,
    Reappointment,
    Revision,
    Slip,
    SlipCounter,
    Supplement,
    WorkflowStep,
)
from app.handoffs.models import Leg, Packet
from app.kernel.access import AccessEntry
from app.kernel.audit import AuditEntry
from app.kernel.seals import JournalCheck, JournalSeal
from app.notifications.models import Delivery, Message, SandboxMessage
from app.organisation.models import Day, Opening, Unit
from app.procedures.models import (
    FeeRule,
    HealthFacility,
    LegPlan,
    LocalLimit,
    PaperKind,
    Procedure,
    Question,
    Section,
    StepLimit,
    Version,
)
from app.registers.models import Book, Counter, Entry
from app.reports.models import DataRequest
from app.training.models import Attendance, Course

__all__ = [
    "AccessEntry",
    "AccountLink",
    "AppUser",
    "Attendance",
    "AuditEntry",
    "Book",
    "ChangeCounter",
    "Counter",
    "Course",
    "DailyCounter",
    "DataRequest",
    "Day",
    "Delivery",
    "Dossier",
    "Draft",
    "Entry",
    "Event",
    "Extension",
    "Fee",
    "FeeMove",
    "FeeRule",
    "HealthFacility",
    "JournalCheck",
    "JournalSeal",
    "KeptPost",
    "Key",
    "Leg",
    "LegPlan",
    "LocalLimit",
    "Message",
    "NumberOfPerson",
    "Opening",
    "Packet",
    "Paper",
    "PaperKind",
    "Pause",
    "Posting",
    "Procedure",
    "Question",
    "Reappointment",
    "Revision",
    "RoleReach",
    "SandboxMessage",
    "SecondFactor",
    "SecondFactorReset",
    "Section",
    "Session",
    "Slip",
    "SlipCounter",
    "Staff",
    "StepLimit",
    "Supplement",
    "Unit",
    "Version",
    "WorkflowStep",
]
