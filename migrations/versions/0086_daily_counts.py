"""Counts of dossiers by commune and day, their sums by month, and the check of both."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0086_daily_counts"
down_revision = "0084_complaints"
branch_labels = None
depends_on = None

NUMBERS = (
    *("received", "in_time", "late", "closed", "running", "overdue", "paused"),
    *("days", "measured"),
)
JSON = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    _table_of_counts("daily_count", "received_on")
    _table_of_counts("monthly_count", "month")
    op.create_index(op.f("ix_monthly_count_month"), "monthly_count", ["month"])
    op.create_table(
        "counting_mark",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("calendar", JSON, nullable=False),
    )
    op.create_table(
        "count_check",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("differences", JSON, nullable=False),
    )


def downgrade() -> None:
    for table in ("count_check", "counting_mark", "monthly_count", "daily_count"):
        op.drop_table(table)


def _table_of_counts(table: str, day: str) -> None:
    op.create_table(
        table,
        sa.Column("commune_id", sa.Integer(), sa.ForeignKey("unit.id"), primary_key=True),
        sa.Column(day, sa.Date(), primary_key=True),
        sa.Column("part", sa.String(32), primary_key=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in NUMBERS),
        sa.CheckConstraint("part IN ('whole', 'police', 'insurance', 'commune')", name="part"),
    )
