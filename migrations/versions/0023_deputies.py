"""Who stands in for a leader that is away, on which days and why."""

import sqlalchemy as sa
from alembic import op

revision = "0023_deputies"
down_revision = "0022_undo"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("posting", sa.Column("stands_for_id", sa.Uuid(), nullable=True))
    op.add_column("posting", sa.Column("because", sa.String(500), nullable=True))
    op.create_foreign_key(
        "fk_posting_stands_for_id", "posting", "posting", ["stands_for_id"], ["id"]
    )
    op.create_index("ix_posting_stands_for_id", "posting", ["stands_for_id"])
    op.create_exclude_constraint(
        "ex_posting_deputies", "posting", ("stands_for_id", "="), ("during", "&&"), using="gist"
    )
    op.create_check_constraint(
        "deputy",
        "posting",
        "stands_for_id IS NULL OR (because IS NOT NULL AND role = 'commune_leader'"
        " AND NOT upper_inf(during))",
    )


def downgrade() -> None:
    for policy in ("mc_add", "mc_change"):  # they name the column
        op.execute(f"drop policy if exists {policy} on posting")
    op.drop_constraint(op.f("ck_posting_deputy"), "posting")
    op.drop_constraint(op.f("ex_posting_deputies"), "posting")
    op.drop_index("ix_posting_stands_for_id", "posting")
    op.drop_constraint(op.f("fk_posting_stands_for_id"), "posting")
    op.drop_column("posting", "because")
    op.drop_column("posting", "stands_for_id")
