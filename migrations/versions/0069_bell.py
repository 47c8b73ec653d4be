"""Requests for supplements are found by the officer who made them."""

import sqlalchemy as sa
from alembic import op

revision = "0069_bell"
down_revision = "0068_phrases"
branch_labels = None
depends_on = None

INDEX = "ix_dossier_event_asked"


def upgrade() -> None:
    op.create_index(
        INDEX,
        "dossier_event",
        ["staff_id", "dossier_id"],
        postgresql_where=sa.text("action = 'ask_supplement'"),
    )


def downgrade() -> None:
    op.drop_index(INDEX, table_name="dossier_event")
