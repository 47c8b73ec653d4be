"""Duties between offices: what the book notes of every entry of a kind."""

import sqlalchemy as sa
from alembic import op

revision = "0055_duties"
down_revision = "0053_declarations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("procedure_result", sa.Column("note", sa.String(length=200), nullable=True))


def downgrade() -> None:
    op.drop_column("procedure_result", "note")
