"""A commune says how many citizens its desk takes in an hour."""

import sqlalchemy as sa
from alembic import op

revision = "0070_visits_at_once"
down_revision = "0069_bell"
branch_labels = None
depends_on = None

CHECK = "ck_unit_visits_at_once_of_a_commune"


def upgrade() -> None:
    op.add_column("unit", sa.Column("visits_at_once", sa.Integer()))
    op.create_check_constraint(
        op.f(CHECK),
        "unit",
        "visits_at_once IS NULL OR (visits_at_once BETWEEN 1 AND 20 AND kind = 'commune')",
    )


def downgrade() -> None:
    op.drop_constraint(op.f(CHECK), "unit")
    op.drop_column("unit", "visits_at_once")
