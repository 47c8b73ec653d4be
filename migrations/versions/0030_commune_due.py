"""Indexes for a commune's dossiers by when they are due, both ways."""

import sqlalchemy as sa
from alembic import op

revision = "0030_commune_due"
down_revision = "0029_inbox"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_dossier_commune_due", "dossier", ["commune_id", "due_at", "id"])
    last = [sa.text("due_at DESC NULLS LAST"), sa.text("id DESC")]
    op.create_index("ix_dossier_commune_due_last", "dossier", ["commune_id", *last])


def downgrade() -> None:
    op.drop_index("ix_dossier_commune_due_last", "dossier")
    op.drop_index("ix_dossier_commune_due", "dossier")
