"""How each item of a list is answered, when the citizen was reminded, how often more was asked."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011_supplements"
down_revision = "0007_audit"
branch_labels = None
depends_on = None

NEW = (
    ("supplement", sa.Column("answers", postgresql.JSONB(), nullable=False, server_default="{}")),
    ("dossier", sa.Column("supplements_asked", sa.Integer(), nullable=False, server_default="0")),
)


def upgrade() -> None:
    for table, column in NEW:
        op.add_column(table, column)
        op.alter_column(table, column.name, server_default=None)
    op.add_column("supplement", sa.Column("reminded_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("supplement", "reminded_at")
    for table, column in NEW:
        op.drop_column(table, column.name)
