"""How far the rehearsals of communes got, and what the district wrote of late packets."""

from app.dossiers.workflow import Action
from app.kernel.row_security.functions import declared
from app.procedures.models.vocabulary import LegKind

FUNCTIONS = declared(beside=__file__, words=(Action, LegKind))
