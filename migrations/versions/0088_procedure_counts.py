"""Counts by procedure, channel and week; days of stages; what happened on the last days."""

import sqlalchemy as sa
from alembic import op

revision = "0088_procedure_counts"
down_revision = "0086_daily_counts"
branch_labels = None
depends_on = None

NUMBERS = (
    *("received", "in_time", "late", "closed", "running", "overdue", "paused"),
    *("days", "measured"),
)
CHANNEL = "channel IN ('self', 'assisted', 'on_behalf', 'from_paper')"
STAGE = "stage IN ('accept', 'register', 'police', 'insurance', 'commune', 'hand_over', 'whole')"
TABLES = ("procedure_count", "weekly_count", "stage_days", "procedure_days", "daily_flow")


def upgrade() -> None:
    _table(
        "procedure_count",
        "month",
        _key("procedure_id", sa.ForeignKey("procedure.id")),
        _word("channel"),
        *_numbers(*NUMBERS, "refused", "supplement_requests", "supplemented", "supplemented_twice"),
        sa.CheckConstraint(CHANNEL, name="channel"),
    )
    _table(
        "weekly_count",
        "week",
        _word("channel"),
        *_numbers("received", "in_time", "late"),
        sa.CheckConstraint(CHANNEL, name="channel"),
    )
    _table(
        "stage_days",
        "month",
        _word("stage"),
        _key("days", autoincrement=False),
        *_numbers("dossiers"),
        sa.CheckConstraint(STAGE, name="stage"),
    )
    _table(
        "procedure_days",
        "month",
        _key("procedure_id", sa.ForeignKey("procedure.id")),
        _key("days", autoincrement=False),
        *_numbers("dossiers"),
    )
    _table(
        "daily_flow",
        "day",
        *_numbers("received", "settled", "refused", "became_late", "supplements_asked"),
    )
    for table in ("procedure_count", "procedure_days"):
        op.create_index(op.f(f"ix_{table}_procedure_id"), table, ["procedure_id"])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _table(name: str, day: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        _key("commune_id", sa.ForeignKey("unit.id")),
        sa.Column(day, sa.Date(), primary_key=True),
        *columns,
    )
    op.create_index(op.f(f"ix_{name}_{day}"), name, [day])


def _key(name: str, *of: sa.ForeignKey, **how: bool) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), *of, primary_key=True, **how)


def _word(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(32), primary_key=True)


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]
