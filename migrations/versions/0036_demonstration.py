"""The first day of the demonstration's story, kept with its data."""

import sqlalchemy as sa
from alembic import op

revision = "0036_demonstration"
down_revision = "0035_names"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "demonstration",
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("made_on", name=op.f("pk_demonstration")),
    )


def downgrade() -> None:
    op.drop_table("demonstration")
