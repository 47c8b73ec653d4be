"""Subject access, who opened a dossier, the results of the roll-out, counts of communes."""

from app.accounts.roles import Role
from app.dossiers.models.dossier import Channel
from app.dossiers.workflow import State
from app.handoffs.workflow import LegState
from app.kernel.audit.access_log import AccessKind
from app.kernel.row_security.functions import declared
from app.procedures.models.vocabulary import LegKind
from app.reports.vocabulary import StatisticsSubject

FUNCTIONS = declared(
    beside=__file__,
    words=(AccessKind, Channel, LegKind, LegState, Role, State, StatisticsSubject),
)
