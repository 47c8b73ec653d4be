"""Issued reports of several kinds, for weeks, months and quarters too."""

import sqlalchemy as sa
from alembic import op

revision = "0090_periodic_reports"
down_revision = "0088_procedure_counts"
branch_labels = None
depends_on = None

REPORT = "statistics_report"
SPAN, KIND = "ck_statistics_report_span", "ck_statistics_report_kind"
NUMBER = "uq_statistics_report_unit_id_issue_year_n"
NUMBER_OF_KIND = "uq_statistics_report_unit_id_kind_issue_year_n"


def upgrade() -> None:
    # the reports there are were of civil status, for the first half or the whole year
    for column, kind, value in (
        ("kind", sa.String(32), "civil_status"),
        ("ordinal", sa.Integer(), "1"),
    ):
        op.add_column(REPORT, sa.Column(column, kind, nullable=False, server_default=value))
        op.alter_column(REPORT, column, server_default=None)
    op.drop_constraint(op.f(SPAN), REPORT)
    op.create_check_constraint(
        op.f(SPAN), REPORT, "span IN ('week', 'month', 'quarter', 'half', 'year')"
    )
    op.create_check_constraint(op.f(KIND), REPORT, "kind IN ('civil_status', 'processing')")
    op.drop_constraint(op.f(NUMBER), REPORT)
    op.create_unique_constraint(
        op.f(NUMBER_OF_KIND), REPORT, ["unit_id", "kind", "issue_year", "n"]
    )


def downgrade() -> None:
    op.drop_constraint(op.f(NUMBER_OF_KIND), REPORT)
    op.create_unique_constraint(op.f(NUMBER), REPORT, ["unit_id", "issue_year", "n"])
    op.drop_constraint(op.f(KIND), REPORT)
    op.drop_constraint(op.f(SPAN), REPORT)
    op.create_check_constraint(op.f(SPAN), REPORT, "span IN ('half', 'year')")
    for column in ("ordinal", "kind"):
        op.drop_column(REPORT, column)
