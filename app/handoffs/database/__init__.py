"""How far the rehearsals of communes got."""

from app.kernel.row_security.functions import declared
from app.procedures.models.vocabulary import LegKind

FUNCTIONS = declared(beside=__file__, words=(LegKind,))
