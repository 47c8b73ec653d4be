"""Readiness is asked for by day: start pages count what stood there last night."""

from alembic import op

revision = "0037_readiness_by_day"
down_revision = "0036_demonstration"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_readiness_day_day"), "readiness_day", ["day"])


def downgrade() -> None:
    op.drop_index(op.f("ix_readiness_day_day"), "readiness_day")
