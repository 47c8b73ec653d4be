"""What the database is to know, as the packages declare it: ``sync.py`` brings it there."""

import app.models  # noqa: F401  # the classes of tables say who sees and writes them
from app.accounts import database as accounts
from app.complaints import database as complaints
from app.dossiers import database as dossiers
from app.handoffs import database as handoffs
from app.kernel.row_security import functions
from app.kernel.row_security.schema import Schema
from app.kernel.security import code_tries
from app.registers import database as registers
from app.reports import database as reports
from app.residents import database as residents
from app.rollout import database as rollout
from app.training import database as training

SCHEMA = Schema(
    functions=(
        *functions.FUNCTIONS,
        *code_tries.FUNCTIONS,
        *accounts.FUNCTIONS,
        *residents.FUNCTIONS,
        *dossiers.FUNCTIONS,
        *complaints.FUNCTIONS,
        *handoffs.FUNCTIONS,
        *registers.FUNCTIONS,
        *training.FUNCTIONS,
        *rollout.FUNCTIONS,
        *reports.FUNCTIONS,
    ),
    further_rows=accounts.ROWS,
    further_grants=accounts.GRANTED,
)
