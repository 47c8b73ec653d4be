"""What subject access gathers, what the roll-out brought, and what is counted of communes."""

from app.accounts.roles import Role
from app.dossiers.models.dossier import Channel
from app.dossiers.workflow import State
from app.kernel.row_security.functions import declared
from app.reports.vocabulary import StatisticsSubject

FUNCTIONS = declared(beside=__file__, words=(Channel, Role, State, StatisticsSubject))
