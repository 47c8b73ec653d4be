"""The dossier and its related tables."""

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
    Channel,
    Custody,
    Dossier,
    Draft,
    Event,
    Extension,
    Paper,
    PaperKind,
    Pause,
    PromiseChange,
    Supplement,
)
from app.dossiers.models.duplicates import (
    DuplicateCandidate,
    DuplicateCheck,
    DuplicateDecision,
    DuplicateKind,
)
from app.dossiers.models.one_time_codes import CodePurpose, OneTimeCode
from app.dossiers.models.payments import Fee, FeeMove, MoneyMove
from app.dossiers.models.slips import Slip, SlipCounter
from app.dossiers.models.teamwork import BulkRun, EditLock, InboxRule, Note
from app.dossiers.models.treasury import PAID_IN, Fund, TreasuryPayment
from app.dossiers.workflow import SlipKind

__all__ = [
    "PAID_IN",
    "BulkRun",
    "Channel",
    "CodePurpose",
    "CommuneTransfer",
    "Custody",
    "CustodyMove",
    "DailyCounter",
    "Dossier",
    "DossierIdentityNumber",
    "Draft",
    "DuplicateCandidate",
    "DuplicateCheck",
    "DuplicateDecision",
    "DuplicateKind",
    "EditLock",
    "Event",
    "Extension",
    "Fee",
    "FeeMove",
    "Fund",
    "InboxRule",
    "MoneyMove",
    "Note",
    "OneTimeCode",
    "Paper",
    "PaperKind",
    "Pause",
    "PromiseChange",
    "Revision",
    "Slip",
    "SlipCounter",
    "SlipKind",
    "SubmissionKey",
    "Supplement",
    "TreasuryPayment",
    "WorkflowStep",
]
