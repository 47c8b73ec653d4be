"""Written refusals of the desk, found by the day from which their files are removed."""

import sqlalchemy as sa
from alembic import op

revision = "0056_notices"
down_revision = "0052_letters"
branch_labels = None
depends_on = None

INDEX = "ix_slip_refused_at_the_desk"


def upgrade() -> None:
    op.create_index(
        INDEX,
        "slip",
        ["issued_at"],
        postgresql_where=sa.text(
            "kind = 'written_answer' AND dossier_id IS NULL AND storage_key IS NOT NULL"
        ),
    )


def downgrade() -> None:
    op.drop_index(INDEX, table_name="slip")
