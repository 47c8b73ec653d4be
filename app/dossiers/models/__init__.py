"""The dossier and everything that hangs on it."""

from app.dossiers.models.beside import (
    DailyCounter,
    Key,
    NumberOfPerson,
    Revision,
    WorkflowStep,
)
from app.dossiers.models.custody import CustodyMove
from app.dossiers.models.dossier import (
    Channel,
    Custody,
    Dossier,
    Draft,
    Event,
    Extension,
    Fee,
    Paper,
    PaperKind,
    Pause,
    Reappointment,
    Supplement,
)
from app.dossiers.models.money import FeeMove, MoneyMove
from app.dossiers.models.passing import Passing
from app.dossiers.models.slips import Slip, SlipCounter, SlipKind

__all__ = [
    "Channel",
    "Custody",
    "CustodyMove",
    "DailyCounter",
    "Dossier",
    "Draft",
    "Event",
    "Extension",
    "Fee",
    "FeeMove",
    "Key",
    "MoneyMove",
    "NumberOfPerson",
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
