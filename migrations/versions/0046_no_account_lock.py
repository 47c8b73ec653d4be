"""Nobody is shut out by wrong passwords: they cost a proof of work instead of a wait."""

import sqlalchemy as sa
from alembic import op

revision = "0046_no_account_lock"
down_revision = "0045_list_layouts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("ab_user", "locked_until")


def downgrade() -> None:
    op.add_column("ab_user", sa.Column("locked_until", sa.DateTime(timezone=True)))
