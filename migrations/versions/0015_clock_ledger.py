"""Which step ends a pause; which agency comes after another; what a remote commune gets on top."""

import sqlalchemy as sa
from alembic import op

revision = "0015_clock_ledger"
down_revision = "0014_late_work"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pause", sa.Column("resumed_event_id", sa.Integer(), nullable=True))
    op.create_foreign_key(
        op.f("fk_pause_resumed_event_id"), "pause", "dossier_event", ["resumed_event_id"], ["id"]
    )
    op.create_index(op.f("ix_pause_resumed_event_id"), "pause", ["resumed_event_id"])
    op.add_column("procedure_leg", sa.Column("after", sa.String(32), nullable=True))
    op.create_check_constraint(
        op.f("ck_procedure_leg_after"), "procedure_leg", "after IN ('police', 'insurance')"
    )
    op.create_check_constraint(
        op.f("ck_procedure_leg_not_after_itself"), "procedure_leg", "after <> kind"
    )
    op.add_column("unit", sa.Column("remote_days", sa.Integer(), nullable=True))
    op.create_check_constraint(
        op.f("ck_unit_remote_days_of_a_commune"),
        "unit",
        "remote_days IS NULL OR (remote_days BETWEEN 1 AND 5 AND kind = 'commune')",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_unit_remote_days_of_a_commune"), "unit")
    op.drop_column("unit", "remote_days")
    op.drop_constraint(op.f("ck_procedure_leg_not_after_itself"), "procedure_leg")
    op.drop_constraint(op.f("ck_procedure_leg_after"), "procedure_leg")
    op.drop_column("procedure_leg", "after")
    op.drop_index(op.f("ix_pause_resumed_event_id"), "pause")
    op.drop_constraint(op.f("fk_pause_resumed_event_id"), "pause")
    op.drop_column("pause", "resumed_event_id")
