"""The commune's code at the social insurance (list D03-TS); a representative is no guardian.

Answers of the population database taken before keep the old name of the field.
"""

import sqlalchemy as sa
from alembic import op

revision = "0053_declarations"
down_revision = "0052_letters"
branch_labels = None
depends_on = None

TABLES = ("resident", "resident_row")
PARTS = ("name", "number", "nationality")


def upgrade() -> None:
    op.add_column("unit", sa.Column("insurance_code", sa.String(20), nullable=True))
    _rename("guardian", "representative")


def downgrade() -> None:
    """The codes are lost."""
    _rename("representative", "guardian")
    op.drop_column("unit", "insurance_code")


def _rename(old: str, new: str) -> None:
    for table in TABLES:
        for part in PARTS:
            op.alter_column(table, f"{old}_{part}", new_column_name=f"{new}_{part}")
