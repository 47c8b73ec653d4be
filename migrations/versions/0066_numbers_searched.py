"""Indexes for the search of the head by the number of a slip or of an issued document."""

from alembic import op

revision = "0066_numbers_searched"
down_revision = "0065_visits"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_slip_number", "slip", ["number"])
    op.create_index("ix_issued_paper_number", "issued_paper", ["number"])


def downgrade() -> None:
    op.drop_index("ix_issued_paper_number", "issued_paper")
    op.drop_index("ix_slip_number", "slip")
