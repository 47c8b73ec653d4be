"""A fee may have another amount under a condition, as residence fees have in wards."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0050_fees_of_wards"
down_revision = "0049_clearance_of_roles"
branch_labels = None
depends_on = None

TABLE, COLUMN = "procedure_fee", "amount_if"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column(COLUMN, postgresql.JSONB(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column(TABLE, COLUMN)
