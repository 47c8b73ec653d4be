"""Probes of each day and outages, for service levels; figures that are published."""

import sqlalchemy as sa
from alembic import op

revision = "0092_service_levels"
down_revision = "0090_periodic_reports"
branch_labels = None
depends_on = None

PROBES = "probe IN ('system', 'database', 'wan', 'sms', 'data_centre')"
FAULTS = "fault IN ('refused', 'silent', 'not_ready', 'shut', 'unmeasured')"


def upgrade() -> None:
    op.create_table(
        "probe_day",
        sa.Column("probe", sa.String(32), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(PROBES, name="probe"),
    )
    op.create_table(
        "service_outage",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("probe", sa.String(32), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("fault", sa.String(32), nullable=False),
        sa.CheckConstraint(PROBES, name="probe"),
        sa.CheckConstraint(FAULTS, name="fault"),
    )
    op.create_index(op.f("ix_service_outage_began_at"), "service_outage", ["began_at"])
    op.create_index(
        "uq_service_outage_open",
        "service_outage",
        ["probe"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "public_figure",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("procedure_id", sa.Integer(), sa.ForeignKey("procedure.id")),
        sa.Column("is_left_out", sa.Boolean(), nullable=False),
        *(
            sa.Column(name, sa.Integer())
            for name in ("received", "settled", "in_time", "median_days", "most_days")
        ),
        sa.UniqueConstraint("year", "unit_id", "procedure_id", postgresql_nulls_not_distinct=True),
    )
    for column in ("unit_id", "procedure_id"):
        op.create_index(op.f(f"ix_public_figure_{column}"), "public_figure", [column])


def downgrade() -> None:
    op.drop_table("public_figure")
    op.drop_table("service_outage")
    op.drop_table("probe_day")
