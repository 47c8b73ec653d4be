"""What the database does with dossiers by itself."""

from app.accounts.roles import Role
from app.dossiers.workflow import Action, State
from app.kernel.audit.access_log import AccessKind
from app.kernel.row_security.functions import declared, fact
from app.organisation.models import UnitKind

FUNCTIONS = (
    fact("mc_draft", "draft", "uuid", "the draft that this browser holds"),
    fact("mc_draft_commune", "commune", "integer", "where that draft will be sent"),
    fact("mc_dossier", "dossier", "uuid", "the dossier whose citizen this is"),
    *declared(beside=__file__, words=(AccessKind, Action, Role, State, UnitKind)),
)
