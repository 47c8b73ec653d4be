"""After the roll-out a posting needs its plan no more; which roles do is said by the owner."""

import sqlalchemy as sa
from alembic import op

revision = "0049_clearance_of_roles"
down_revision = "0048_undecided_duplicates"
branch_labels = None
depends_on = None

TABLE, COLUMN = "role_reach", "needs_clearance"


def upgrade() -> None:
    column = sa.Column(COLUMN, sa.Boolean(), server_default=sa.true(), nullable=False)
    op.add_column(TABLE, column)
    op.alter_column(TABLE, COLUMN, server_default=None)


def downgrade() -> None:
    op.drop_column(TABLE, COLUMN)
