"""Reports on the roll-out are a further kind of those that are issued."""

from alembic import op

revision = "0096_rollout_reports"
down_revision = "0094_district_counts"
branch_labels = None
depends_on = None

REPORT, KIND = "statistics_report", "ck_statistics_report_kind"


def upgrade() -> None:
    op.drop_constraint(op.f(KIND), REPORT)
    op.create_check_constraint(
        op.f(KIND), REPORT, "kind IN ('civil_status', 'processing', 'rollout')"
    )


def downgrade() -> None:
    op.execute(f"DROP POLICY IF EXISTS mc_see ON {REPORT}")  # it reads the kind
    op.drop_constraint(op.f(KIND), REPORT)
    op.create_check_constraint(op.f(KIND), REPORT, "kind IN ('civil_status', 'processing')")
