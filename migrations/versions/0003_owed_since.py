"""What a commune still holds of the citizen's after a dossier has ended."""

import sqlalchemy as sa
from alembic import op

revision = "0003_owed_since"
down_revision = "0002_jobs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dossier", sa.Column("owed_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("dossier", "owed_since")
