"""The dossier and everything that hangs on it."""

from app.dossiers.models.bookkeeping import (
    DailyCounter,
    Key,
    NumberOfPerson,
    Revision,
    WorkflowStep,
)
from app.dossiers.models.commune_transfers import Passing
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
    Reappointment,
    Supplement,
)
from app.dossiers.models.duplicates import Decision, Likeness, LikenessCheck, LikenessKind
from app.dossiers.models.one_time_codes import CodePurpose, OneTimeCode
from app.dossiers.models.payments import Fee, FeeMove, MoneyMove
from app.dossiers.models.slips import Slip, SlipCounter, SlipKind
from app.dossiers.models.teamwork import BulkRun, Hold, InboxRule, Note

__all__ = [
    "BulkRun",
    "Channel",
    "CodePurpose",
    "Custody",
    "CustodyMove",
    "DailyCounter",
    "Decision",
    "Dossier",
    "Draft",
    "Event",
    "Extension",
    "Fee",
    "FeeMove",
    "Hold",
    "InboxRule",
    "Key",
    "Likeness",
    "LikenessCheck",
    "LikenessKind",
    "MoneyMove",
    "Note",
    "NumberOfPerson",
    "OneTimeCode",
    "Paper",
    "PaperKind",
    "Passing",
    "Pause",
    "Reappointment",
    "Revision",
    "Slip",
    "SlipCounter",
    "SlipKind",
    "Supplement",
    "WorkflowStep",
]
