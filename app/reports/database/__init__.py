"""What subject access gathers, and what the roll-out brought."""

from app.accounts.roles import Role
from app.dossiers.models.dossier import Channel
from app.dossiers.workflow import State
from app.kernel.row_security.functions import declared

FUNCTIONS = declared(beside=__file__, words=(Channel, Role, State))
