"""Lists of a unit's dossiers are counted in the index that orders them."""

from alembic import op

revision = "0043_counted_lists"
down_revision = "0042_doors"
branch_labels = None
depends_on = None

NAME, COLUMNS = "ix_dossier_commune_submitted", ["commune_id", "submitted_at", "id"]


def upgrade() -> None:
    op.drop_index(NAME, "dossier")
    op.create_index(NAME, "dossier", COLUMNS, postgresql_include=["is_rehearsal"])


def downgrade() -> None:
    op.drop_index(NAME, "dossier")
    op.create_index(NAME, "dossier", COLUMNS)
