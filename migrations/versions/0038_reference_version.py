"""Processes keep reference data until this value changes."""

import sqlalchemy as sa
from alembic import op

revision = "0038_reference_version"
down_revision = "0037_readiness_by_day"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reference_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Uuid(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_reference_version_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_version")),
    )
    op.execute("insert into reference_version values (1, gen_random_uuid())")


def downgrade() -> None:
    op.drop_table("reference_version")
