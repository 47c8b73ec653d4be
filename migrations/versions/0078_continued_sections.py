"""A section of a declaration may stand on the page of the one before."""

import sqlalchemy as sa
from alembic import op

revision = "0078_continued_sections"
down_revision = "0077_told_notes"
branch_labels = None
depends_on = None

TABLE, COLUMN = "procedure_section", "continues"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column(COLUMN, sa.Boolean, nullable=False, server_default=sa.false()))
    op.alter_column(TABLE, COLUMN, server_default=None)


def downgrade() -> None:
    op.drop_column(TABLE, COLUMN)
