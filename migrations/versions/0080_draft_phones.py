"""A draft is found by the telephone in it, and names the window that saved it last."""

import sqlalchemy as sa
from alembic import op

revision = "0080_draft_phones"
down_revision = "0078_continued_sections"
branch_labels = None
depends_on = None

INDEX = "ix_draft_phone_hash"


def upgrade() -> None:
    op.add_column("draft", sa.Column("phone_hash", sa.LargeBinary))
    op.add_column("draft", sa.Column("saved_by", sa.String(16)))
    op.create_index(INDEX, "draft", ["phone_hash", "saved_at"])


def downgrade() -> None:
    op.drop_index(INDEX, table_name="draft")
    op.drop_column("draft", "saved_by")
    op.drop_column("draft", "phone_hash")
